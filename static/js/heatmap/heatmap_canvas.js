/**
 * Paint the cells of a matrix on a canvas at the screen's pixel density.
 */

import { context2d } from "../lib/dom.js";
import { formatShort } from "../lib/number_format.js";
import { isLight } from "./color_scale.js";

/** @typedef {import("../lib/base64.js").Matrix} Matrix */
/** @typedef {(value: number) => number} ColorFunction as RGBA in memory order, see `palette` */
/** @typedef {{canvas: HTMLCanvasElement, context: CanvasRenderingContext2D, across: number, down: number}} Sheet with the cell size in CSS pixels */

/** Minimum cell size in CSS pixels for showing the number. */
const MIN_NUMBER_SIZE = { width: 38, height: 17 };
/** Font sizes of numbers in CSS pixels: as large as the widest number fits, none that would not fit. */
const MIN_FONT_SIZE = 8;
/** A comfortable font size in CSS pixels, and as part of the cell's height. */
const COMFORTABLE = { size: 14, share: 0.36 };
/** Largest part of the cell's height and width that the font size takes. */
const MAX_FONT_SHARE = { height: 0.6, width: 0.3 };
/** Part of a cell in CSS pixels, at either side, that the mark of the cell beside it covers. */
const NUMBER_MARGIN = 4;
/** Rounding error of a width in CSS pixels. */
const ROUNDING = 0.01;
/** Minimum cell size in CSS pixels for gaps between cells. */
const MIN_GAP_SIZE = 10;

/**
 * @param {HTMLCanvasElement} canvas filled by the matrix
 * @param {Matrix} matrix NaN entries are left blank
 * @param {ColorFunction} color
 */
export function paint(canvas, matrix, color) {
  const [rows, columns] = matrix.shape;
  const { clientWidth, clientHeight } = canvas;
  if (rows * columns === 0 || clientWidth * clientHeight === 0) return;
  const width = Math.round(clientWidth * devicePixelRatio);
  const height = Math.round(clientHeight * devicePixelRatio);
  if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
  const context = context2d(canvas);
  context.setTransform(1, 0, 0, 1, 0, 0);
  context.clearRect(0, 0, width, height);
  // Average the cells that share a screen pixel.
  context.imageSmoothingEnabled = width < columns || height < rows;
  context.imageSmoothingQuality = "high";
  context.drawImage(createBitmap(canvas, matrix, color), 0, 0, width, height);
  const sheet = { canvas, context, across: clientWidth / columns, down: clientHeight / rows };
  if (Math.min(sheet.across, sheet.down) >= MIN_GAP_SIZE) drawGaps(sheet, matrix.shape);
  if (sheet.across >= MIN_NUMBER_SIZE.width && sheet.down >= MIN_NUMBER_SIZE.height)
    drawNumbers(sheet, matrix, color);
}

/** One pixel for each number, cached because creating canvases is slow. @type {WeakMap<HTMLCanvasElement, ImageData>} */
const images = new WeakMap();
const bitmap = new OffscreenCanvas(1, 1);
const bitmapContext = context2d(bitmap);

/** @param {HTMLCanvasElement} canvas @param {Matrix} matrix @param {ColorFunction} color */
function createBitmap(canvas, { shape: [rows, columns], data }, color) {
  let image = images.get(canvas);
  if (image?.width !== columns || image.height !== rows) {
    image = new ImageData(columns, rows);
    images.set(canvas, image);
  }
  const points = new Uint32Array(image.data.buffer);
  for (let i = 0; i < points.length; i += 1) points[i] = Number.isNaN(data[i]) ? 0 : color(data[i]);
  if (bitmap.width !== columns || bitmap.height !== rows)
    Object.assign(bitmap, { width: columns, height: rows });
  bitmapContext.putImageData(image, 0, 0);
  return bitmap;
}

/** @param {Sheet} sheet @param {readonly [number, number]} shape */
function drawGaps({ canvas: { width, height }, context }, [rows, columns]) {
  const gap = Math.max(1, Math.round(devicePixelRatio));
  for (let row = 1; row < rows; row += 1) {
    context.clearRect(0, Math.round((row * height) / rows), width, gap);
  }
  for (let column = 1; column < columns; column += 1) {
    context.clearRect(Math.round((column * width) / columns), 0, gap, height);
  }
}

/** @param {Sheet} sheet @param {Matrix} matrix @param {ColorFunction} color */
function drawNumbers(sheet, { shape: [, columns], data }, color) {
  const { canvas, context, across, down } = sheet;
  const { fontFamily } = getComputedStyle(canvas);
  const available = across - 2 * NUMBER_MARGIN;
  const { texts, widths, size } = fittingNumbers(sheet, data, fontFamily);
  context.scale(devicePixelRatio, devicePixelRatio);
  context.font = `${size}px ${fontFamily}`;
  context.textAlign = "center";
  context.textBaseline = "middle";
  for (const [i, text] of texts.entries()) {
    if (text === "" || widths[i] * size > available + ROUNDING) continue;
    const row = Math.floor(i / columns);
    context.fillStyle = isLight(color(data[i])) ? "#16181d" : "#fff";
    context.fillText(text, ((i % columns) + 0.5) * across, (row + 0.53) * down);
  }
}

/**
 * Format with as many significant digits, at most three, as fit at a comfortable size.
 * @param {Sheet} sheet
 * @param {Float32Array} data
 * @param {string} fontFamily
 * @returns {{texts: string[], widths: number[], size: number}} widths in units of the font size
 */
function fittingNumbers({ context, across, down }, data, fontFamily) {
  const max = Math.min(down * MAX_FONT_SHARE.height, across * MAX_FONT_SHARE.width);
  const comfortable = Math.min(Math.max(COMFORTABLE.size, down * COMFORTABLE.share), max);
  context.font = `100px ${fontFamily}`;
  const [three, two, one] = [3, 2, 1].map((digits) => {
    const texts = Array.from(data, (value) =>
      Number.isNaN(value) ? "" : formatShort(value, digits),
    );
    const widths = texts.map((text) => context.measureText(text).width / 100);
    const size = Math.min(max, (across - 2 * NUMBER_MARGIN) / Math.max(...widths, 1));
    return { texts, widths, size: Math.max(MIN_FONT_SIZE, size) };
  });
  return [three, two].find(({ size }) => size >= comfortable) ?? one;
}

/**
 * The cells of a matrix on a canvas, crisp at the screen's own density.
 */

import { formatShort } from "../lib/number_format.js";
import { isLight } from "./color_scale.js";

/** @typedef {import("../lib/base64.js").Matrix} Matrix */
/** @typedef {(value: number) => number} ColourOf as canvases hold them, see `palette` */
/** @typedef {{canvas: HTMLCanvasElement, context: CanvasRenderingContext2D, across: number, down: number}} Sheet with the size of a cell in CSS pixels */

/** Cells of at least this size, in CSS pixels, have their number written in them. */
const WRITTEN = { width: 38, height: 17 };
/** Cells of at least this size have a gap between them. */
const PARTED = 10;

/**
 * @param {HTMLCanvasElement} canvas whose box the matrix fills
 * @param {Matrix} matrix its NaN are left out
 * @param {ColourOf} colourOf
 */
export function paint(canvas, matrix, colourOf) {
  const [rows, columns] = matrix.shape;
  const { clientWidth, clientHeight } = canvas;
  if (rows * columns === 0 || clientWidth * clientHeight === 0) return;
  const width = Math.round(clientWidth * devicePixelRatio);
  const height = Math.round(clientHeight * devicePixelRatio);
  if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  context.setTransform(1, 0, 0, 1, 0, 0);
  context.clearRect(0, 0, width, height);
  // Where cells share a point of the screen, it shows their mean.
  context.imageSmoothingEnabled = width < columns || height < rows;
  context.imageSmoothingQuality = "high";
  context.drawImage(bitmapOf(canvas, matrix, colourOf), 0, 0, width, height);
  const sheet = { canvas, context, across: clientWidth / columns, down: clientHeight / rows };
  if (Math.min(sheet.across, sheet.down) >= PARTED) part(sheet, matrix.shape);
  if (sheet.across >= WRITTEN.width && sheet.down >= WRITTEN.height) write(sheet, matrix, colourOf);
}

/** One point for each number, kept because canvases are slow to make. @type {WeakMap<HTMLCanvasElement, ImageData>} */
const images = new WeakMap();
const bitmap = new OffscreenCanvas(1, 1);
const bitmapContext = /** @type {OffscreenCanvasRenderingContext2D} */ (bitmap.getContext("2d"));

/** @param {HTMLCanvasElement} canvas @param {Matrix} matrix @param {ColourOf} colourOf */
function bitmapOf(canvas, { shape: [rows, columns], data }, colourOf) {
  let image = images.get(canvas);
  if (image?.width !== columns || image.height !== rows) {
    image = new ImageData(columns, rows);
    images.set(canvas, image);
  }
  const points = new Uint32Array(image.data.buffer);
  for (let i = 0; i < points.length; i += 1)
    points[i] = Number.isNaN(data[i]) ? 0 : colourOf(data[i]);
  if (bitmap.width !== columns || bitmap.height !== rows)
    Object.assign(bitmap, { width: columns, height: rows });
  bitmapContext.putImageData(image, 0, 0);
  return bitmap;
}

/** @param {Sheet} sheet @param {readonly [number, number]} shape */
function part({ canvas: { width, height }, context }, [rows, columns]) {
  const gap = Math.max(1, Math.round(devicePixelRatio));
  for (let row = 1; row < rows; row += 1) {
    context.clearRect(0, Math.round((row * height) / rows), width, gap);
  }
  for (let column = 1; column < columns; column += 1) {
    context.clearRect(Math.round((column * width) / columns), 0, gap, height);
  }
}

/** @param {Sheet} sheet @param {Matrix} matrix @param {ColourOf} colourOf */
function write({ canvas, context, across, down }, { shape: [, columns], data }, colourOf) {
  const size = Math.min(15, down * 0.72, across * 0.28);
  context.scale(devicePixelRatio, devicePixelRatio);
  context.font = `${size}px ${getComputedStyle(canvas).fontFamily}`;
  context.textAlign = "center";
  context.textBaseline = "middle";
  for (const [i, value] of data.entries()) {
    if (Number.isNaN(value)) continue;
    const row = Math.floor(i / columns);
    context.fillStyle = isLight(colourOf(value)) ? "#16181d" : "#fff";
    context.fillText(formatShort(value), ((i % columns) + 0.5) * across, (row + 0.53) * down);
  }
}

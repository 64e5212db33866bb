/**
 * How ink looks: one stroke, or a whole page, on a 2D context whose unit is the drawing's own.
 *
 * The screen and the picture for the network are both drawn from here, so that they agree.
 */

import { SIDE } from "./drawing.js";

/** @typedef {import("./drawing.js").Stroke} Stroke */
/** @typedef {import("./drawing.js").Point} Point */
/** @typedef {import("./drawing.js").Page} Page */
/** @typedef {CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D} Context */

/** Paper and ink of the picture for the network. */
export const PAPER = "#fff";
export const INK = "#000";

/**
 * Trace a smooth line: quadratic curves between the midpoints, each point their control point.
 *
 * @param {Pick<CanvasPath, "moveTo" | "lineTo" | "quadraticCurveTo">} path
 * @param {readonly Point[]} points
 */
export function trace(path, points) {
  const [x0, y0] = points[0];
  path.moveTo(x0, y0);
  for (let i = 1; i < points.length - 1; i += 1) {
    const [x, y] = points[i];
    const [nextX, nextY] = points[i + 1];
    path.quadraticCurveTo(x, y, (x + nextX) / 2, (y + nextY) / 2);
  }
  const [endX, endY] = points[points.length - 1];
  // A line of no length may be dropped, caps and all; a hair's breadth makes a tap a dot everywhere.
  path.lineTo(points.length === 1 ? endX + 0.01 : endX, endY);
}

/**
 * @param {Context} context
 * @param {Stroke} stroke
 * @param {string} ink
 */
export function paintStroke(context, stroke, ink) {
  context.save();
  context.lineCap = "round";
  context.lineJoin = "round";
  context.lineWidth = stroke.width;
  context.strokeStyle = ink;
  context.globalCompositeOperation = stroke.erase ? "destination-out" : "source-over";
  context.beginPath();
  trace(context, stroke.points);
  context.stroke();
  context.restore();
}

/**
 * Everything but the paper, so that the eraser bares the paper.
 *
 * @param {Context} context
 * @param {Page} page
 * @param {string} ink for pages without a picture; a picture brings its own
 */
export function paintPage(context, { picture, strokes }, ink) {
  if (picture) {
    const { x, y, width, height } = fitted(picture.bitmap);
    context.imageSmoothingQuality = "high";
    context.drawImage(picture.bitmap, x, y, width, height);
  }
  for (const stroke of strokes) paintStroke(context, stroke, picture?.ink ?? ink);
}

/** @param {{width: number, height: number}} size @returns the largest centred box of its shape */
export function fitted({ width, height }) {
  const scale = SIDE / Math.max(width, height);
  return {
    x: (SIDE - width * scale) / 2,
    y: (SIDE - height * scale) / 2,
    width: width * scale,
    height: height * scale,
  };
}

/**
 * Render strokes and pages on a 2D context in drawing units.
 *
 * Used both for the screen and for the network's input, so that they agree.
 */

import { fitToPaper } from "./paper.js";

/** @typedef {import("./drawing.js").Stroke} Stroke */
/** @typedef {import("./drawing.js").Point} Point */
/** @typedef {import("./drawing.js").PaperContent} PaperContent */
/** @typedef {CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D} Context */

/** Colors of the image sent to the server. */
export const PAPER = "#fff";
export const INK = "#000";

/**
 * Trace a smooth line: quadratic curves between midpoints, with the points as control points.
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
  // A line of zero length may not be drawn; this makes a tap a dot.
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
 * Paint all but the background, so that the eraser reveals it.
 *
 * @param {Context} context
 * @param {PaperContent} page
 * @param {string} ink unless the page has a picture
 */
export function paintPage(context, { picture, strokes, isWide }, ink) {
  if (picture) {
    const { x, y, width, height } = fitToPaper(picture.bitmap, isWide);
    context.imageSmoothingQuality = "high";
    context.drawImage(picture.bitmap, x, y, width, height);
  }
  for (const stroke of strokes) paintStroke(context, stroke, picture?.ink ?? ink);
}

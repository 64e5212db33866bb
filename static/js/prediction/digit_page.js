/**
 * One digit of a number as a drawing of its own: its strokes, or a crop of the picture.
 */

import { openPicture } from "../drawing/image_file.js";
import { fitToPaper, fitToSquare, paperWidth, SIDE } from "../drawing/paper.js";
import { INK, paintPage } from "../drawing/stroke_renderer.js";
import { context2d } from "../lib/dom.js";
import { cropOfDigit, strokesOfDigit } from "./numbers.js";

/** @typedef {import("../drawing/drawing.js").PaperContent} PaperContent */
/** @typedef {import("../drawing/paper.js").Box} Box */

/**
 * @param {PaperContent} page
 * @param {readonly Box[]} boxes of all digits, and of separators, on the paper
 * @param {number} index
 * @returns {Promise<PaperContent | null>} null if no stroke is the digit's
 */
export async function digitPage(page, boxes, index) {
  if (page.picture !== null) {
    const picture = await openPicture(await crop(page, cropOfDigit(boxes, index)));
    return { picture, strokes: [], isWide: false };
  }
  const strokes = strokesOfDigit(page.strokes, boxes, index);
  if (strokes.every(({ erase }) => erase)) return null;
  return { picture: null, strokes: fitToSquare(strokes), isWide: false };
}

/**
 * @param {PaperContent} page with a picture
 * @param {Box} box on the paper
 * @returns {Promise<Blob>} a PNG
 */
async function crop(page, box) {
  const { picture, strokes, isWide } = page;
  if (picture === null) throw new Error("expected a page with a picture");
  const fit = fitToPaper(picture.bitmap, isWide);
  // Pixels per unit: those of the picture, unless something is drawn on it and the paper was sent.
  const scale = strokes.length > 0 ? 1 : picture.bitmap.width / fit.width;
  const whole = { x: 0, y: 0, width: paperWidth(page), height: SIDE };
  const { x, y, width, height } = within(box, strokes.length > 0 ? whole : fit);
  const canvas = new OffscreenCanvas(
    Math.max(1, Math.round(width * scale)),
    Math.max(1, Math.round(height * scale)),
  );
  const context = context2d(canvas);
  context.setTransform(scale, 0, 0, scale, -x * scale, -y * scale);
  paintPage(context, page, INK);
  context.globalCompositeOperation = "destination-over";
  context.fillStyle = picture.paper;
  context.fillRect(x, y, width, height);
  return canvas.convertToBlob({ type: "image/png" });
}

/** @param {Box} box @param {Box} limit @returns {Box} their intersection */
function within(box, limit) {
  const [x, y] = [Math.max(box.x, limit.x), Math.max(box.y, limit.y)];
  return {
    x,
    y,
    width: Math.max(1, Math.min(box.x + box.width, limit.x + limit.width) - x),
    height: Math.max(1, Math.min(box.y + box.height, limit.y + limit.height) - y),
  };
}

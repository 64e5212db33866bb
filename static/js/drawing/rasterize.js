/**
 * Rasterize a drawing to a PNG of one pixel a unit, dark on white, from its strokes, so that predictions do not
 * depend on the screen's pixel density.
 */

import { context2d } from "../lib/dom.js";
import { paperWidth, SIDE } from "./paper.js";
import { INK, PAPER, paintPage } from "./stroke_renderer.js";

/** @typedef {import("./drawing.js").PaperContent} PaperContent */

const canvas = document.createElement("canvas");
canvas.height = SIDE;
const context = context2d(canvas, { willReadFrequently: true });

/**
 * @param {PaperContent} page
 * @returns {Promise<Blob | null>} null if no ink is visible
 */
export function rasterize(page) {
  canvas.width = paperWidth(page); // clears the canvas
  paintPage(context, page, INK);
  if (!hasInk()) return Promise.resolve(null);
  context.globalCompositeOperation = "destination-over";
  context.fillStyle = page.picture?.paper ?? PAPER;
  context.fillRect(0, 0, canvas.width, SIDE);
  return new Promise((resolve, reject) => {
    const done = (/** @type {Blob | null} */ blob) =>
      blob ? resolve(blob) : reject(new Error("expected a PNG of the drawing, got none"));
    canvas.toBlob(done, "image/png");
  });
}

/** Whether any ink is visible: an eraser may have removed all of it. */
function hasInk() {
  const { data } = context.getImageData(0, 0, canvas.width, SIDE);
  for (let i = 3; i < data.length; i += 4) if (data[i] > 32) return true;
  return false;
}

/**
 * The drawing as the network is given it: a 280 x 280 PNG, dark ink on white paper, drawn from the
 * strokes and not from the screen, so that an answer never depends on screen density.
 */

import { SIDE } from "./drawing.js";
import { INK, PAPER, paintPage } from "./stroke_renderer.js";

/** @typedef {import("./drawing.js").Page} Page */

const canvas = document.createElement("canvas");
canvas.width = SIDE;
canvas.height = SIDE;
const context = /** @type {CanvasRenderingContext2D} */ (
  canvas.getContext("2d", { willReadFrequently: true })
);

/**
 * @param {Page} page
 * @returns {Promise<Blob | null>} null when no ink is left on the paper
 */
export function rasterise(page) {
  context.globalCompositeOperation = "source-over";
  context.clearRect(0, 0, SIDE, SIDE);
  paintPage(context, page, INK);
  if (!hasInk()) return Promise.resolve(null);
  context.globalCompositeOperation = "destination-over";
  context.fillStyle = page.picture?.paper ?? PAPER;
  context.fillRect(0, 0, SIDE, SIDE);
  return new Promise((resolve, reject) => {
    const done = (/** @type {Blob | null} */ blob) =>
      blob ? resolve(blob) : reject(new Error("expected a PNG of the drawing, got none"));
    canvas.toBlob(done, "image/png");
  });
}

/** True when any pixel is covered; an eraser can leave a drawing of many strokes without one. */
function hasInk() {
  const { data } = context.getImageData(0, 0, SIDE, SIDE);
  for (let i = 3; i < data.length; i += 4) if (data[i] > 32) return true;
  return false;
}

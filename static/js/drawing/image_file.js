/**
 * Decode an image file that was chosen, dropped or pasted.
 */

import { context2d } from "../lib/dom.js";

/**
 * @typedef {object} Picture
 * @property {Blob} bytes       sent to the server if nothing was drawn on the picture
 * @property {ImageBitmap} bitmap
 * @property {number} scale     pixels of the sent image per pixel of the bitmap
 * @property {string} paper     mean color of its edge, for the canvas background
 * @property {string} ink       color of strokes drawn on it
 */

/** Formats that the server reads; others are converted to PNG. */
export const READABLE = ["image/png", "image/jpeg", "image/webp", "image/gif", "image/bmp"];

/** Larger images are reduced before upload. */
const MAX_BYTES = 4 * 2 ** 20;
const MAX_PIXELS = 12e6;
const REDUCED_SIDE = 2000;

/** The browser cannot decode the file. The message is shown to the user. */
export class PictureError extends Error {}

/**
 * @param {Blob} file
 * @returns {Promise<Picture>}
 * @throws {PictureError}
 */
export async function openPicture(file) {
  const bitmap = await decode(file);
  const asIs =
    READABLE.includes(file.type) &&
    file.size <= MAX_BYTES &&
    bitmap.width * bitmap.height <= MAX_PIXELS;
  const bytes = asIs ? file : await reduce(bitmap, REDUCED_SIDE);
  const scale = asIs ? 1 : reduction(bitmap, REDUCED_SIDE);
  return { bytes, bitmap, scale, ...edgeColors(bitmap) };
}

/** @param {ImageBitmap} bitmap @param {number} side maximum length of the longer side, in pixels */
const reduction = ({ width, height }, side) => Math.min(1, side / Math.max(width, height));

/**
 * @param {ImageBitmap} bitmap
 * @param {number} side maximum length of the longer side, in pixels
 * @returns {Promise<Blob>} a PNG
 */
export function reduce(bitmap, side) {
  const scale = reduction(bitmap, side);
  const width = Math.max(1, Math.round(bitmap.width * scale));
  const height = Math.max(1, Math.round(bitmap.height * scale));
  const canvas = new OffscreenCanvas(width, height);
  const context = context2d(canvas);
  context.imageSmoothingQuality = "high";
  context.drawImage(bitmap, 0, 0, width, height);
  return canvas.convertToBlob({ type: "image/png" });
}

/** @param {Blob} file */
async function decode(file) {
  try {
    return await createImageBitmap(file);
  } catch (cause) {
    const message =
      "Your browser cannot open this file as an image. Use PNG, JPEG, WebP, GIF or BMP.";
    throw new PictureError(message, { cause });
  }
}

/**
 * Return the mean color of the border, and black or white for contrast.
 *
 * @param {ImageBitmap} bitmap
 */
function edgeColors(bitmap) {
  const side = 16;
  const context = context2d(new OffscreenCanvas(side, side));
  context.fillStyle = "#fff";
  context.fillRect(0, 0, side, side);
  context.drawImage(bitmap, 0, 0, side, side);
  const { data } = context.getImageData(0, 0, side, side);
  const sum = [0, 0, 0];
  let count = 0;
  for (let i = 0; i < side * side; i += 1) {
    const column = i % side;
    const row = (i - column) / side;
    if (column > 0 && column < side - 1 && row > 0 && row < side - 1) continue;
    for (let c = 0; c < 3; c += 1) sum[c] += data[4 * i + c];
    count += 1;
  }
  const [red, green, blue] = sum.map((total) => Math.round(total / count));
  const light = 0.299 * red + 0.587 * green + 0.114 * blue;
  return { paper: `rgb(${red} ${green} ${blue})`, ink: light > 127 ? "#000" : "#fff" };
}

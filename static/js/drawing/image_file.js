/**
 * A picture that somebody chose, dropped or pasted: its bytes as they came, and its pixels.
 */

/**
 * @typedef {object} Picture
 * @property {Blob} bytes       what the server is sent when nothing was drawn on the picture
 * @property {ImageBitmap} bitmap
 * @property {string} paper     the colour around its edge, for the canvas beside it
 * @property {string} ink       the colour of strokes drawn on it
 */

/** What the server reads; anything else that the browser can show is turned into a PNG first. */
export const READABLE = ["image/png", "image/jpeg", "image/webp", "image/gif", "image/bmp"];

/** Beyond either, a picture is reduced before it travels: a digit needs no more. */
const MOST_BYTES = 4 * 2 ** 20;
const MAX_PIXELS = 12e6;
const REDUCED_SIDE = 2000;

/** A file that the browser cannot show as a picture. The message is for the reader of the page. */
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
    file.size <= MOST_BYTES &&
    bitmap.width * bitmap.height <= MAX_PIXELS;
  const bytes = asIs ? file : await reduce(bitmap, REDUCED_SIDE);
  return { bytes, bitmap, ...edgeColours(bitmap) };
}

/**
 * @param {ImageBitmap} bitmap
 * @param {number} side the longest side that the copy may have, in pixels
 * @returns {Promise<Blob>} a PNG
 */
export function reduce(bitmap, side) {
  const scale = Math.min(1, side / Math.max(bitmap.width, bitmap.height));
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
 * The mean colour of the picture's border, and black or white, whichever stands out from it.
 *
 * @param {ImageBitmap} bitmap
 */
function edgeColours(bitmap) {
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

/** @param {OffscreenCanvas} canvas */
function context2d(canvas) {
  const context = canvas.getContext("2d");
  if (context === null) throw new Error("expected a 2D context, got none");
  return context;
}

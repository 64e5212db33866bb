/**
 * Build the curl command for a drawing.
 */

import { paperWidth, SIDE } from "../drawing/paper.js";
import { requestBody } from "./request.js";

/** @typedef {import("../drawing/drawing.js").PaperContent} PaperContent */
/** @typedef {import("../drawing/drawing.js").Stroke} Stroke */

/**
 * Sends strokes if they describe the drawing completely (one width, no eraser, within the paper),
 * otherwise an image.
 *
 * @param {PaperContent} page
 * @param {string} url
 * @returns {Promise<string | null>} null if the page is blank
 */
export async function curlCommand(page, url) {
  const json = isPlainInk(page) ? asStrokes(page.strokes) : await asImage(page);
  if (json === null) return null;
  // Use a here-document, as long drawings exceed the shell's argument limit.
  return [
    `curl '${location.origin}${url}' -H 'Content-Type: application/json' --data-binary @- <<'JSON'`,
    json,
    "JSON",
  ].join("\n");
}

/** @param {PaperContent} page */
function isPlainInk({ picture, strokes, isWide }) {
  if (picture !== null || strokes.length === 0) return false;
  const right = paperWidth({ isWide });
  /** @param {import("../drawing/drawing.js").Point} point */
  const isInside = ([x, y]) => x >= 0 && x <= right && y >= 0 && y <= SIDE;
  return strokes.every(
    ({ erase, width, points }) => !erase && width === strokes[0].width && points.every(isInside),
  );
}

/** @param {readonly Stroke[]} strokes */
function asStrokes(strokes) {
  const rounded = strokes.map(({ points }) =>
    points.map((point) => point.map((value) => Math.round(value * 10) / 10)),
  );
  return JSON.stringify({ strokes: rounded, pen_width: strokes[0].width });
}

/** @param {PaperContent} page */
async function asImage(page) {
  const body = await requestBody(page);
  return body && JSON.stringify({ image: await base64(body) });
}

/** @param {Blob} blob */
async function base64(blob) {
  const bytes = new Uint8Array(await blob.arrayBuffer());
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
}

/**
 * Color scales: `signed` is a colorblind-safe diverging scale from blue to orange; `ink` runs from
 * paper at 0 to ink at 1.
 */

import { tokenColor } from "../lib/color_scheme.js";
import { context2d } from "../lib/dom.js";

/** @typedef {"signed" | "ink"} Kind */

/** Design tokens of the color stops, from lowest to highest value. @type {Record<Kind, string[]>} */
const TOKENS = {
  signed: ["negative-most", "negative", "zero", "positive", "positive-most"],
  ink: ["paper", "ink"],
};

/** Number of colors; odd, so that 0 has its own. */
const COLOR_COUNT = 511;

/** @param {Kind} kind @returns {Uint32Array} RGBA colors in the current color scheme */
export function palette(kind) {
  const context = context2d(new OffscreenCanvas(COLOR_COUNT, 1), { willReadFrequently: true });
  const gradient = context.createLinearGradient(0.5, 0, COLOR_COUNT - 0.5, 0);
  for (const [i, token] of TOKENS[kind].entries()) {
    gradient.addColorStop(i / (TOKENS[kind].length - 1), tokenColor(token));
  }
  context.fillStyle = gradient;
  context.fillRect(0, 0, COLOR_COUNT, 1);
  return new Uint32Array(context.getImageData(0, 0, COLOR_COUNT, 1).data.buffer);
}

/** @param {Kind} kind @param {ArrayLike<number>} data @returns {number} the end of the scale */
export function scaleLimit(kind, data) {
  if (kind === "ink") return 1;
  let limit = 0;
  for (let i = 0; i < data.length; i += 1) if (Math.abs(data[i]) > limit) limit = Math.abs(data[i]);
  return limit;
}

/**
 * @param {Kind} kind
 * @param {number} value
 * @param {number} limit
 * @returns {number} the palette index, clamped
 */
export function paletteIndex(kind, value, limit) {
  const share = limit > 0 ? Math.min(1, Math.max(-1, value / limit)) : 0;
  return Math.round((kind === "ink" ? Math.max(0, share) : (share + 1) / 2) * (COLOR_COUNT - 1));
}

/** @param {number} color of a palette @returns {boolean} whether dark text has more contrast on it */
export function isLight(color) {
  const [red, green, blue] = [color & 255, (color >> 8) & 255, (color >> 16) & 255];
  return 0.299 * red + 0.587 * green + 0.114 * blue > 117; // black and white have equal contrast at 117
}

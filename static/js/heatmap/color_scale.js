/**
 * Numbers as colours. `signed` runs from blue through paleness at 0 to orange, which every kind of
 * colour vision tells apart; `ink` runs from paper at 0 to ink at 1.
 */

/** @typedef {"signed" | "ink"} Kind */

/** Colours by name of the design token, from the least number to the largest. @type {Record<Kind, string[]>} */
const TOKENS = {
  signed: ["--negative-most", "--negative", "--zero", "--positive", "--positive-most"],
  ink: ["--paper", "--ink"],
};

/** How many colours a scale has; odd, so that 0 has its own. */
const COLOURS = 511;

/** @param {Kind} kind @returns {Uint32Array} its colours as canvases hold them, in today's colour scheme */
export function palette(kind) {
  const context = /** @type {OffscreenCanvasRenderingContext2D} */ (
    new OffscreenCanvas(COLOURS, 1).getContext("2d", { willReadFrequently: true })
  );
  const gradient = context.createLinearGradient(0.5, 0, COLOURS - 0.5, 0);
  const style = getComputedStyle(document.documentElement);
  for (const [i, token] of TOKENS[kind].entries()) {
    gradient.addColorStop(i / (TOKENS[kind].length - 1), style.getPropertyValue(token).trim());
  }
  context.fillStyle = gradient;
  context.fillRect(0, 0, COLOURS, 1);
  return new Uint32Array(context.getImageData(0, 0, COLOURS, 1).data.buffer);
}

/** @param {Kind} kind @param {ArrayLike<number>} data @returns {number} where the scale ends */
export function limitOf(kind, data) {
  if (kind === "ink") return 1;
  let most = 0;
  for (let i = 0; i < data.length; i += 1) if (Math.abs(data[i]) > most) most = Math.abs(data[i]);
  return most;
}

/**
 * @param {Kind} kind
 * @param {number} value
 * @param {number} limit
 * @returns {number} the place in the palette; beyond the limit, its end
 */
export function placeOf(kind, value, limit) {
  const share = limit > 0 ? Math.min(1, Math.max(-1, value / limit)) : 0;
  return Math.round((kind === "ink" ? Math.max(0, share) : (share + 1) / 2) * (COLOURS - 1));
}

/** @param {number} colour of a palette @returns {boolean} whether dark text reads better on it */
export function isLight(colour) {
  const [red, green, blue] = [colour & 255, (colour >> 8) & 255, (colour >> 16) & 255];
  return 0.299 * red + 0.587 * green + 0.114 * blue > 117; // black and white stand out alike at 117
}

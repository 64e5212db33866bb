/**
 * The colours of the design tokens, for what is drawn rather than styled.
 */

import { palette, paletteIndex } from "../../heatmap/color_scale.js";

const scheme = matchMedia("(prefers-color-scheme: dark)");

/** @param {string} name of a custom property, without the dashes */
export const token = (name) =>
  getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();

/** @param {() => void} listener called when light turns dark or dark turns light */
export function onSchemeChange(listener) {
  scheme.addEventListener("change", listener);
}

/**
 * The scale of signed numbers as 255 colours, for the values -127 to 127.
 * @returns {Uint32Array} as canvases hold them, at value + 127
 */
export function signedScale() {
  const colours = palette("signed");
  return Uint32Array.from({ length: 255 }, (_, i) => colours[paletteIndex("signed", i - 127, 127)]);
}

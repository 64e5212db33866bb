/**
 * Design-token colors for canvases.
 */

import { palette, paletteIndex } from "../../heatmap/color_scale.js";

const scheme = matchMedia("(prefers-color-scheme: dark)");

/** @param {string} name of a custom property, without the leading dashes @returns {string} its value */
export const token = (name) =>
  getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();

/** @param {() => void} listener called when the color scheme changes */
export function onSchemeChange(listener) {
  scheme.addEventListener("change", listener);
}

/**
 * Return the signed color scale for the values -127 to 127.
 * @returns {Uint32Array} 255 RGBA pixels; that of a value is at value + 127
 */
export function signedColors() {
  const colors = palette("signed");
  return Uint32Array.from({ length: 255 }, (_, i) => colors[paletteIndex("signed", i - 127, 127)]);
}

/**
 * Design-token colors for canvases.
 */

import { palette, paletteIndex } from "../../heatmap/color_scale.js";

/**
 * Return the signed color scale for the values -127 to 127.
 * @returns {Uint32Array} 255 RGBA pixels; that of a value is at value + 127
 */
export function signedColors() {
  const colors = palette("signed");
  return Uint32Array.from({ length: 255 }, (_, i) => colors[paletteIndex("signed", i - 127, 127)]);
}

/**
 * Outline of a drawing: the edges between pixels with ink and those without.
 */

import { query } from "../../lib/dom.js";

/** Pixels with at least this much ink are inside. */
const THRESHOLD = 0.5;

const SVG = "http://www.w3.org/2000/svg";

/** @param {HTMLElement} map a heat map @param {number} side @returns {SVGPathElement} path over its cells */
export function createOutline(map, side) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("class", "outline");
  svg.setAttribute("viewBox", `0 0 ${side} ${side}`);
  svg.ariaHidden = "true";
  const path = document.createElementNS(SVG, "path");
  svg.append(path);
  query(map, ".heatmap-cells", HTMLElement).append(svg);
  return path;
}

/**
 * @param {ArrayLike<number>} pixels row after row, 0 to 1; none for no outline
 * @param {number} side
 * @returns {string} path in SVG, in units of a pixel
 */
export function traceOutline(pixels, side) {
  const isInk = (/** @type {number} */ row, /** @type {number} */ column) =>
    row >= 0 &&
    column >= 0 &&
    row < side &&
    column < side &&
    pixels[row * side + column] >= THRESHOLD;
  const edges = [];
  for (let row = 0; row <= side; row += 1) {
    for (let column = 0; column <= side; column += 1) {
      const here = isInk(row, column);
      if (here !== isInk(row - 1, column)) edges.push(`M${column} ${row}h1`);
      if (here !== isInk(row, column - 1)) edges.push(`M${column} ${row}v1`);
    }
  }
  return edges.join("");
}

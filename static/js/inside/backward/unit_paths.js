/**
 * The chain rule from the activation of a unit to the loss of one drawing, path by path: through each
 * unit of the next layer.
 */

import { at } from "./array_views.js";

/** @typedef {import("../../lib/base64.js").Matrix} Matrix */
/**
 * @typedef {object} UnitPath
 * @property {number} index    of the unit of the next layer
 * @property {number} error    its error signal
 * @property {number} weight   from the unit to it
 * @property {number} product  of the two
 */
/**
 * @typedef {object} UnitPaths
 * @property {readonly UnitPath[]} paths
 * @property {number} sum        of their products, the gradient of the activation
 * @property {number} slope      of the sigmoid, h (1 - h)
 * @property {number} delta      sum times slope, the error signal of the unit
 */

/**
 * @param {object} arrays
 * @param {Matrix} arrays.delta error signals of the next layer, samples as rows
 * @param {Matrix} arrays.W     weights of the next layer, the biases in row 0
 * @param {Matrix} arrays.H     activations of the unit's layer, samples as rows
 * @param {number} arrays.scale by which the error signals are multiplied
 * @param {{drawing: number, unit: number}} place
 * @returns {UnitPaths}
 */
export function unitPaths({ delta, W, H, scale }, { drawing, unit }) {
  const paths = Array.from({ length: W.shape[1] }, (_, index) => {
    const [error, weight] = [scale * at(delta, drawing, index), at(W, unit + 1, index)];
    return { index, error, weight, product: error * weight };
  });
  const h = at(H, drawing, unit);
  const [sum, slope] = [total(paths), h * (1 - h)];
  return { paths, sum, slope, delta: sum * slope };
}

/** With more paths than this, only the largest are shown. */
const MAX_PATHS = 16;
const MAX_SHOWN = 10;

/**
 * @param {readonly UnitPath[]} paths
 * @returns {{shown: readonly UnitPath[], omitted: number, rest: number}} the number and the sum of those omitted
 */
export function largestPaths(paths) {
  if (paths.length <= MAX_PATHS) return { shown: paths, omitted: 0, rest: 0 };
  const ranked = [...paths].sort((a, b) => Math.abs(b.product) - Math.abs(a.product));
  const omitted = ranked.slice(MAX_SHOWN);
  return { shown: ranked.slice(0, MAX_SHOWN), omitted: omitted.length, rest: total(omitted) };
}

/** @param {readonly UnitPath[]} paths */
const total = (paths) => paths.reduce((sum, { product }) => sum + product, 0);

/**
 * The calculation from the paths of a unit to an entry of a step's result, with the names of the
 * convention.
 */

import { unitName } from "../unit_math.js";
import { at } from "./array_views.js";
import { largestPaths, unitPaths } from "./unit_paths.js";

/** @typedef {import("../../lib/grid_navigation.js").Entry} Entry */
/** @typedef {import("../../lib/base64.js").Matrix} Matrix */
/**
 * Names of arrays, and what they contain.
 *
 * @typedef {object} Names
 * @property {string} error      error signals of the next layer
 * @property {string} weights    of the next layer
 * @property {string} gradient   with respect to the activations
 * @property {string} activation
 * @property {string} delta      error signals of the layer
 * @property {string} input      of the layer
 * @property {boolean} isFolded  whether row 0 of the weights, and column 0 of the input, is for the bias
 * @property {boolean} isSum     whether error signals are those of the sum over the batch
 */
/**
 * @typedef {object} PathContext
 * @property {Record<string, Matrix>} arrays of the explanation
 * @property {readonly Matrix[]} weights
 * @property {readonly number[]} sizes
 * @property {number} N             batch size
 * @property {import("./entry_math.js").Kind} kind of the step
 * @property {number} layer         of the unit, from 1
 * @property {string} name          of the entry
 * @property {Entry} origin         the entry with samples as rows and the bias in row 0
 * @property {boolean} isDivided    whether the step divides by the batch size
 * @property {boolean} isTransposed whether samples are columns
 */
/** @typedef {{text: string, value: number, isResult: boolean}} End a row below the paths */
/**
 * @typedef {object} PathCalculation
 * @property {string} unit
 * @property {readonly string[]} heads of error signal and weight
 * @property {readonly import("./unit_paths.js").UnitPath[]} shown
 * @property {number} omitted        number of smaller paths, which are not shown
 * @property {number} rest           their sum
 * @property {readonly End[]} ends   the sum first, the entry last
 */

/**
 * @param {PathContext} context
 * @param {Names} names
 * @param {number} drawing whose paths are followed
 * @returns {PathCalculation}
 */
export function calculatePaths(context, names, drawing) {
  const { arrays, weights, sizes, N, kind, layer, origin } = context;
  const { isFolded, isSum } = names;
  const unit = origin.column;
  const scale = isSum ? N : 1;
  const indexed = (
    /** @type {string} */ array,
    /** @type {number} */ row,
    /** @type {number | string} */ column,
  ) => `${array}[${(context.isTransposed ? [column, row] : [row, column]).join(", ")}]`;
  const next = { delta: arrays[`delta${layer + 1}`], W: weights[layer], scale };
  const { paths, sum, slope, delta } = unitPaths(
    { ...next, H: arrays[`H${layer}`] },
    { drawing, unit },
  );
  const ends = [result(indexed(names.gradient, drawing, unit), sum)];
  if (kind !== "dH") {
    const h = indexed(names.activation, drawing, unit);
    ends.push(factor(`slope ${h} (1 − ${h})`, slope));
    ends.push(result(indexed(names.delta, drawing, unit), delta));
  }
  if (kind === "gradient") {
    const { row } = origin;
    const inputs = arrays[`A${layer - 1}`];
    const input = indexed(names.input, drawing, isFolded ? row : row - 1);
    const value = at(inputs, drawing, row);
    const contributions = Array.from(
      { length: N },
      (_, n) => at(inputs, n, row) * scale * at(arrays[`delta${layer}`], n, unit),
    );
    contributions[drawing] = value * delta;
    ends.push(factor(row === 0 ? "1, the input of a bias" : `input ${input}`, value));
    ends.push(...endsOfBatch(context, contributions, drawing));
  }
  return {
    unit: unitName(sizes, { layer, index: unit }),
    heads: [
      indexed(names.error, drawing, "k"),
      indexed(names.weights, isFolded ? unit + 1 : unit, "k"),
    ],
    ...largestPaths(paths),
    ends,
  };
}

/**
 * @param {PathContext} context
 * @param {readonly number[]} contributions of the drawings to the gradient of a weight
 * @param {number} drawing
 * @returns {End[]}
 */
function endsOfBatch({ N, name, isDivided }, contributions, drawing) {
  if (N === 1) return [result(name, contributions[0])];
  const total = contributions.reduce((sum, value) => sum + value, 0);
  const others = { value: total - contributions[drawing], isResult: false };
  return [
    result(`contribution of drawing ${drawing}`, contributions[drawing]),
    { text: N === 2 ? "+ that of the other drawing" : `+ those of ${N - 1} others`, ...others },
    isDivided ? result(`${name}, the sum divided by ${N}`, total / N) : result(name, total),
  ];
}

/** @param {string} text @param {number} value @returns {End} */
const factor = (text, value) => ({ text: `× ${text}`, value, isResult: false });

/** @param {string} text @param {number} value @returns {End} */
const result = (text, value) => ({ text: `= ${text}`, value, isResult: true });

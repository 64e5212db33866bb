/**
 * Computation of one entry of an equation's result, path by path.
 */

import { unitName } from "../unit_math.js";
import { at } from "./array_views.js";

/** @typedef {import("../../lib/grid_navigation.js").Entry} Entry */
/** @typedef {import("../../lib/base64.js").Matrix} Matrix */
/** @typedef {"loss" | "error" | "gradient" | "dH" | "sigmoid_derivative" | "update"} Kind as in app/web/backprop_steps.py */
/**
 * @typedef {object} EntryContext
 * @property {Kind} kind
 * @property {number} layer            layer of the result, from 1; 0 for the pixels
 * @property {readonly Matrix[]} factors as in the formula
 * @property {readonly string[]} codes their names
 * @property {readonly number[]} sizes
 * @property {readonly number[]} labels
 * @property {Matrix} logits           of the batch
 * @property {number} rate
 * @property {boolean} isDivided       whether the sum, or the step of an update, is divided by N
 * @property {boolean} isTransposed    whether samples are columns
 */
/** @typedef {{name: string, values: readonly number[]}} Path name, operands, and last their result */
/**
 * @typedef {object} EntryComputation
 * @property {string} over           what the sum runs over; empty for a single path
 * @property {string} path           header of the path column
 * @property {readonly string[]} heads headers of the number columns
 * @property {readonly Path[]} paths
 * @property {readonly {name: string, value: number}[]} ends final rows, the entry last
 */

/** @type {readonly Kind[]} */
export const KINDS = ["loss", "error", "gradient", "dH", "sigmoid_derivative", "update"];

/** @param {EntryContext} context @param {Entry} entry @returns {EntryComputation} */
export function computeEntry(context, entry) {
  const { kind, factors, codes, labels, rate, isDivided } = context;
  const { row, column } = entry;
  const N = labels.length;
  const place = `[${row}, ${column}]`;
  const values = factors.map((factor) => at(factor, row, column));
  if (kind === "gradient" || kind === "dH") return product(context, entry);
  if (kind === "loss") return loss(context);
  const heads = codes.map((code) => `${code}[${row}, ${column}]`);
  if (kind === "error") {
    const [p, y] = values;
    const ends = isDivided ? [dividedBy(N, p - y)] : [];
    return {
      over: "",
      path: "Entry",
      heads: [...heads, "Difference"],
      paths: [{ name: place, values: [p, y, p - y] }],
      ends,
    };
  }
  if (kind === "sigmoid_derivative") {
    const result = values.reduce((total, value) => total * value, 1);
    return {
      over: "",
      path: "Entry",
      heads: [...heads, "Product"],
      paths: [{ name: place, values: [...values, result] }],
      ends: [],
    };
  }
  const [weight, slope] = values;
  const next = weight - (rate / (isDivided ? N : 1)) * slope;
  const path = { name: place, values: [weight, slope, next] };
  return {
    over: "",
    path: "Entry",
    heads: [...heads, `${codes[0]} − ${rate}${isDivided ? ` / ${N}` : ""} ${codes[1]}`],
    paths: [path],
    ends: [],
  };
}

/** @param {EntryContext} context @param {Entry} entry @returns {EntryComputation} */
function product(context, { row, column }) {
  const { kind, layer, factors, codes, sizes, labels, isDivided } = context;
  const [left, right] = factors;
  const isGradient = kind === "gradient";
  const paths = Array.from({ length: left.shape[1] }, (_, m) => {
    const [a, b] = [at(left, row, m), at(right, m, column)];
    const name = isGradient ? `${m}` : unitName(sizes, { layer: layer + 1, index: m });
    return { name, values: [a, b, a * b] };
  });
  const total = paths.reduce((sum, { values }) => sum + values[2], 0);
  const index = isGradient ? "n" : "j";
  return {
    path: isGradient ? "Drawing" : "Unit",
    over: isGradient ? "the batch" : `the units of layer ${layer + 1}`,
    heads: [`${codes[0]}[${row}, ${index}]`, `${codes[1]}[${index}, ${column}]`, "Product"],
    paths,
    ends: [
      ...(paths.length > 1 ? [{ name: "Sum", value: total }] : []),
      ...(isDivided ? [dividedBy(labels.length, total)] : []),
    ],
  };
}

/** @param {number} N @param {number} value */
const dividedBy = (N, value) => ({ name: `divided by the batch size, ${N}`, value: value / N });

/** @param {EntryContext} context @returns {EntryComputation} */
function loss({ factors: [P], codes, labels, logits, isTransposed }) {
  const paths = labels.map((label, n) => {
    const name = `${n}, label ${label}`;
    const probability = isTransposed ? at(P, label, n) : at(P, n, label);
    return { name, values: [probability, crossEntropy(logits, n, label)] };
  });
  const mean = paths.reduce((sum, { values }) => sum + values[1], 0) / paths.length;
  return {
    over: "",
    path: "Drawing",
    heads: [`${codes[0]}[${isTransposed ? "label, n" : "n, label"}]`, "−log of that"],
    paths,
    ends: paths.length > 1 ? [{ name: `Mean of ${paths.length}`, value: mean }] : [],
  };
}

/** @param {Matrix} logits @param {number} n @param {number} label @returns {number} -log P, stable even if P is 0 in float32 */
function crossEntropy({ shape: [, classes], data }, n, label) {
  const z = data.subarray(n * classes, (n + 1) * classes);
  const max = Math.max(...z);
  return max + Math.log(z.reduce((sum, value) => sum + Math.exp(value - max), 0)) - z[label];
}

/**
 * @param {Pick<EntryContext, "kind" | "layer" | "sizes"> & {bias?: "row" | "column" | null}} context with the axis
 *   of the result along which 0 is the bias, so that an index is 1 more than its unit's
 * @param {Entry} entry of the array with samples as rows and the bias in row 0
 * @returns {string} name of an entry of the result: "pixel at row 2, column 4 to unit 6"
 */
export function entryName({ kind, layer, sizes, bias = null }, { row, column }) {
  if (kind === "loss") return "the whole batch";
  if (kind === "gradient" || kind === "update") {
    const to = unitName(sizes, { layer, index: column });
    if (row === 0) return `bias of ${to}`;
    const from = unitName(sizes, { layer: layer - 1, index: row - 1 });
    const index = bias === null ? "" : `, as ${bias} 0 is the bias`;
    return `${layer === 1 ? "pixel at " : ""}${from} to ${to}${index}`;
  }
  const unit = unitName(sizes, { layer, index: column });
  return `drawing ${row}, ${layer === 0 ? "pixel at " : ""}${unit}`;
}

/**
 * @param {Kind} kind
 * @param {number} layer
 * @param {Entry} entry of the array with samples as rows and the bias in row 0
 * @param {number} N
 * @returns {{matrix: string, row: number, column: number} | null} the weight that the entry is the derivative for
 */
export function matchingWeight(kind, layer, { row, column }, N) {
  if (kind === "gradient") return { matrix: `W${layer}`, row, column };
  // With one drawing, the error signal is the derivative with respect to the bias.
  if ((kind === "error" || kind === "sigmoid_derivative") && N === 1)
    return { matrix: `W${layer}`, row: 0, column };
  return null;
}

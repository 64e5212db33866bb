/**
 * The arithmetic of one entry: the numbers that made it, path by path.
 */

import { unitName } from "../unit_math.js";
import { at } from "./array_views.js";

/** @typedef {import("../../lib/grid_navigation.js").Entry} Entry */
/** @typedef {import("../../lib/base64.js").Matrix} Matrix */
/** @typedef {"loss" | "error" | "gradient" | "dH" | "sigmoid_derivative" | "update"} Kind as app/web/backprop_steps.py names them */
/**
 * @typedef {object} Setting
 * @property {Kind} kind
 * @property {number} layer            whose result it is, from 1
 * @property {readonly Matrix[]} factors as they stand in the formula
 * @property {readonly string[]} codes their names
 * @property {readonly number[]} sizes
 * @property {readonly number[]} labels
 * @property {Matrix} logits           of the batch
 * @property {number} rate
 */
/** @typedef {{name: string, values: readonly number[]}} Path what it is, the numbers, and last what they make */
/**
 * @typedef {object} Working
 * @property {string} over           what the sum runs over; empty where there is a single path
 * @property {string} path           what a path is
 * @property {readonly string[]} heads of the columns of numbers
 * @property {readonly Path[]} paths
 * @property {readonly {name: string, value: number}[]} ends what becomes of their sum, the entry last
 */

/** @param {Setting} setting @param {Entry} entry @returns {Working} */
export function workingOf(setting, entry) {
  const { kind, factors, codes, labels, rate } = setting;
  const { row, column } = entry;
  const N = labels.length;
  const place = `[${row}, ${column}]`;
  const values = factors.map((factor) => at(factor, row, column));
  if (kind === "gradient" || kind === "dH") return product(setting, entry);
  if (kind === "loss") return loss(setting);
  const heads = codes.map((code) => `${code}[${row}, ${column}]`);
  if (kind === "error") {
    const [p, y] = values;
    const ends = N === 1 ? [] : [{ name: `divided by the batch size, ${N}`, value: (p - y) / N }];
    return {
      over: "",
      path: "Entry",
      heads: [...heads, "Difference"],
      paths: [{ name: place, values: [p, y, p - y] }],
      ends,
    };
  }
  if (kind === "sigmoid_derivative") {
    const made = values.reduce((total, value) => total * value, 1);
    return {
      over: "",
      path: "Entry",
      heads: [...heads, "Product"],
      paths: [{ name: place, values: [...values, made] }],
      ends: [],
    };
  }
  const [weight, slope] = values;
  const path = { name: place, values: [weight, slope, weight - rate * slope] };
  return {
    over: "",
    path: "Entry",
    heads: [...heads, `${codes[0]} − ${rate} ${codes[1]}`],
    paths: [path],
    ends: [],
  };
}

/** @param {Setting} setting @param {Entry} entry @returns {Working} */
function product({ kind, layer, factors: [left, right], codes, sizes }, { row, column }) {
  const isGradient = kind === "gradient";
  const paths = Array.from({ length: left.shape[1] }, (_, m) => {
    const [a, b] = [at(left, row, m), at(right, m, column)];
    const name = isGradient ? `${m + 1}` : unitName(sizes, { layer: layer + 1, index: m });
    return { name, values: [a, b, a * b] };
  });
  const total = paths.reduce((sum, { values }) => sum + values[2], 0);
  const index = isGradient ? "n" : "j";
  return {
    path: isGradient ? "Drawing" : "Unit",
    over: isGradient ? "the batch" : `the units of layer ${layer + 1}`,
    heads: [`${codes[0]}[${row}, ${index}]`, `${codes[1]}[${index}, ${column}]`, "Product"],
    paths,
    ends: paths.length > 1 ? [{ name: "Sum", value: total }] : [],
  };
}

/** @param {Setting} setting @returns {Working} */
function loss({ factors: [P], labels, logits }) {
  const paths = labels.map((label, n) => {
    const name = `${n + 1}, label ${label}`;
    return { name, values: [at(P, n, label), surprise(logits, n, label)] };
  });
  const mean = paths.reduce((sum, { values }) => sum + values[1], 0) / paths.length;
  return {
    over: "",
    path: "Drawing",
    heads: ["P[n, label]", "−log of that"],
    paths,
    ends: paths.length > 1 ? [{ name: `Mean of ${paths.length}`, value: mean }] : [],
  };
}

/** @param {Matrix} logits @param {number} n @param {number} label @returns {number} -log P, also where P is 0 in float32 */
function surprise({ shape: [, classes], data }, n, label) {
  const z = data.subarray(n * classes, (n + 1) * classes);
  const most = Math.max(...z);
  return most + Math.log(z.reduce((sum, value) => sum + Math.exp(value - most), 0)) - z[label];
}

/**
 * @param {Pick<Setting, "kind" | "layer" | "sizes">} setting
 * @param {Entry} entry
 * @returns {string} what an entry of the result is about: "pixel at row 3, column 5 to unit 7"
 */
export function nameOf({ kind, layer, sizes }, { row, column }) {
  if (kind === "loss") return "the whole batch";
  if (kind === "gradient" || kind === "update") {
    const to = unitName(sizes, { layer, index: column });
    if (row === 0) return `bias of ${to}`;
    const from = unitName(sizes, { layer: layer - 1, index: row - 1 });
    return `${layer === 1 ? "pixel at " : ""}${from} to ${to}`;
  }
  return `drawing ${row + 1}, ${unitName(sizes, { layer, index: column })}`;
}

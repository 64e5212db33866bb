/**
 * Show a unit's computation: the weighted sum z, the activation and the largest contributions.
 */

import { query } from "../../lib/dom.js";
import { formatNumber } from "../../lib/number_format.js";
import { createRow } from "../../lib/table.js";
import { unitName } from "../unit_math.js";

/** @typedef {import("../unit_math.js").UnitSum} UnitSum */
/** @typedef {{sign?: string, number: string, words: string}} Term with the preceding operator */

/** Rows of the table until it is expanded. */
const MAX_ROWS = 6;

/**
 * @param {UnitSum} unitSum
 * @param {boolean} isOutput
 * @returns {Term[][]} rows of terms
 */
export function formatSum({ bias, products, sum, z, value, exponential, total }, isOutput) {
  /** @type {Term[]} */
  const weighted = [
    { number: formatNumber(bias), words: "bias" },
    { sign: "+", number: formatNumber(sum), words: `sum of ${products.length} products` },
    { sign: "=", number: formatNumber(z), words: "z" },
  ];
  if (isOutput) {
    const all = { sign: "÷", number: formatNumber(total), words: "sum of all exp(z)" };
    const share = { sign: "=", number: formatNumber(value), words: "softmax of z" };
    return [weighted, [{ number: formatNumber(exponential), words: "exp(z)" }, all, share]];
  }
  const sigmoid = { number: `σ(${formatNumber(z)})`, words: "sigmoid of z, 1 / (1 + e⁻ᶻ)" };
  return [weighted, [sigmoid, { sign: "=", number: formatNumber(value), words: "activation" }]];
}

/** @param {HTMLElement} root @param {readonly Term[][]} lines */
export function writeSum(root, lines) {
  const texts = lines.flat().flatMap(termParts);
  const parts = root.querySelectorAll("i, b, small");
  const isSameForm = parts.length === texts.length && root.children.length === lines.length;
  if (isSameForm) {
    for (const [i, [, text]] of texts.entries()) write(parts[i], text);
    return;
  }
  root.replaceChildren(
    ...lines.map((line) => {
      const paragraph = document.createElement("p");
      paragraph.append(...line.flatMap((term) => [termElement(term), " "]));
      return paragraph;
    }),
  );
}

/** @param {Node} node @param {string} text */
function write(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

/** @param {Term} term @returns {(readonly [tag: "i" | "b" | "small", text: string])[]} */
function termParts({ sign, number, words }) {
  /** @type {[tag: "i" | "b" | "small", text: string][]} */
  const parts = [
    ["b", number],
    ["small", words],
  ];
  return sign === undefined ? parts : [["i", sign], ...parts];
}

/** @param {Term} term */
function termElement(term) {
  const element = document.createElement("span");
  element.className = "term";
  for (const [tag, text] of termParts(term)) {
    const part = document.createElement(tag);
    part.textContent = text;
    element.append(part, " ");
  }
  return element;
}

/**
 * @param {HTMLTableElement} table
 * @param {UnitSum} unitSum
 * @param {readonly number[]} sizes
 * @param {boolean} isWhole whether all products are listed
 */
export function writeTable(table, unitSum, sizes, isWhole) {
  const { unit, ranked, inputs, weights, products } = unitSum;
  const visible = isWhole ? ranked : ranked.slice(0, MAX_ROWS);
  const max = Math.abs(products[ranked[0]]);
  const [body] = table.tBodies;
  fill(body, visible.length);
  for (const [i, index] of visible.entries()) {
    const row = body.rows[i];
    const name = unitName(sizes, { layer: unit.layer - 1, index });
    writeRow(row, [
      name,
      formatNumber(inputs[index]),
      formatNumber(weights[index]),
      formatNumber(products[index]),
    ]);
    row.dataset.index = String(index);
    row.dataset.sign = products[index] < 0 ? "negative" : "positive";
    row.style.setProperty("--share", String(max > 0 ? Math.abs(products[index]) / max : 0));
  }
  const omitted = ranked.slice(visible.length);
  const remainder = omitted.reduce((total, index) => total + products[index], 0);
  const sums = [["Sum", "", "", formatNumber(unitSum.sum)]];
  if (omitted.length > 0)
    sums.unshift([`${omitted.length} others`, "", "", formatNumber(remainder)]);
  const foot = query(table, "tfoot", HTMLTableSectionElement);
  fill(foot, sums.length);
  for (const [i, texts] of sums.entries()) writeRow(foot.rows[i], texts);
}

/** @param {HTMLTableSectionElement} section @param {number} count of rows */
function fill(section, count) {
  while (section.rows.length > count) section.deleteRow(-1);
  while (section.rows.length < count) section.append(createRow("", ["", "", ""]));
}

/** @param {HTMLTableRowElement} row @param {readonly string[]} texts */
function writeRow(row, texts) {
  for (const [i, text] of texts.entries()) write(row.cells[i], text);
}

// @ts-check
/**
 * A unit's arithmetic in writing: the sum that gives z, what becomes of z, and what counted most.
 */

import { figure } from "./figures.js";
import { unitName } from "./units.js";

/** @typedef {import("./units.js").Work} Work */
/** @typedef {{sign?: string, number: string, words: string}} Term with the sign before it */

const STRONGEST = 6;

/**
 * @param {Work} work
 * @param {boolean} isOutput
 * @returns {Term[][]} lines of terms
 */
export function sumOf({ bias, products, sum, z, value, exponential, total }, isOutput) {
  /** @type {Term[]} */
  const weighted = [
    { number: figure(bias), words: "bias" },
    { sign: "+", number: figure(sum), words: `sum of ${products.length} products` },
    { sign: "=", number: figure(z), words: "z" },
  ];
  if (isOutput) {
    const all = { sign: "÷", number: figure(total), words: "sum of all e to the z" };
    const share = { sign: "=", number: figure(value), words: "softmax of z" };
    return [weighted, [{ number: figure(exponential), words: "e to the z" }, all, share]];
  }
  const sigmoid = { number: `σ(${figure(z)})`, words: "sigmoid of z, 1 / (1 + e⁻ᶻ)" };
  return [weighted, [sigmoid, { sign: "=", number: figure(value), words: "passed on" }]];
}

/** @param {HTMLElement} root @param {readonly Term[][]} lines */
export function writeSum(root, lines) {
  root.replaceChildren(
    ...lines.map((line) => {
      const paragraph = document.createElement("p");
      paragraph.append(...line.flatMap((term) => [termElement(term), " "]));
      return paragraph;
    }),
  );
}

/** @param {Term} term */
function termElement({ sign, number, words }) {
  const term = document.createElement("span");
  term.className = "term";
  const tags = /** @type {const} */ ([["i", sign ?? ""], ["b", number], ["small", words]]);
  for (const [tag, text] of tags) {
    if (text === "") continue;
    const part = document.createElement(tag);
    part.textContent = text;
    term.append(part, " ");
  }
  return term;
}

/**
 * @param {HTMLTableElement} table
 * @param {Work} work
 * @param {readonly number[]} sizes
 * @param {boolean} isWhole whether every product is listed
 */
export function writeTable(table, work, sizes, isWhole) {
  const { unit, ranked, inputs, weights, products } = work;
  const listed = isWhole ? ranked : ranked.slice(0, STRONGEST);
  const most = Math.abs(products[ranked[0]]);
  const rows = listed.map((index) => {
    const name = unitName(sizes, { layer: unit.layer - 1, index });
    const row = rowOf(name, [figure(inputs[index]), figure(weights[index]), figure(products[index])]);
    row.dataset.index = String(index);
    row.dataset.sign = products[index] < 0 ? "negative" : "positive";
    row.style.setProperty("--share", String(most > 0 ? Math.abs(products[index]) / most : 0));
    return row;
  });
  table.tBodies[0].replaceChildren(...rows);
  const others = ranked.slice(listed.length);
  const rest = others.reduce((total, index) => total + products[index], 0);
  const foot = [rowOf("Sum", ["", "", figure(work.sum)])];
  if (others.length > 0) foot.unshift(rowOf(`${others.length} others`, ["", "", figure(rest)]));
  table.tFoot?.replaceChildren(...foot);
}

/** @param {string} name @param {readonly string[]} texts @returns {HTMLTableRowElement} */
export function rowOf(name, texts) {
  const row = document.createElement("tr");
  const head = document.createElement("th");
  head.scope = "row";
  head.textContent = name;
  row.append(head);
  for (const text of texts) row.insertCell().textContent = text;
  return row;
}

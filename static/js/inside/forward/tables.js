/**
 * Tables of all values of the forward pass, filled only while open.
 */

import { query } from "../../lib/dom.js";
import { formatNumber } from "../../lib/number_format.js";
import { createRow } from "../../lib/table.js";
import { layerName, layerValues, SIDE, unitName } from "../unit_math.js";

/** @typedef {import("../explain_api.js").Explanation} Explanation */

export class ValueTables {
  #details;
  #place;
  /** @type {Explanation | null} */
  #explanation = null;

  /** @param {HTMLDetailsElement} details */
  constructor(details) {
    this.#details = details;
    this.#place = query(details, "div", HTMLElement);
    details.addEventListener("toggle", this.#write);
  }

  /** @param {Explanation | null} explanation */
  show(explanation) {
    this.#explanation = explanation;
    this.#write();
  }

  #write = () => {
    const { open } = this.#details;
    const explanation = this.#explanation;
    if (!open || explanation === null) return this.#place.replaceChildren();
    const tables = explanation.sizes.map((_, layer) =>
      layer === 0 ? inputTable(explanation) : layerTable(explanation, layer),
    );
    this.#place.replaceChildren(...tables);
  };
}

/** @param {string} caption @param {readonly string[]} heads @param {readonly HTMLTableRowElement[]} rows */
function table(caption, heads, rows) {
  const region = document.createElement("div");
  const element = document.createElement("table");
  element.className = "data-table";
  element.createCaption().textContent = caption;
  const head = element.createTHead().insertRow();
  for (const text of heads) {
    const cell = document.createElement("th");
    cell.scope = "col";
    cell.textContent = text;
    head.append(cell);
  }
  element.createTBody().append(...rows);
  region.append(element);
  region.className = "value-table";
  region.tabIndex = 0; // for keyboard scrolling
  region.role = "region";
  region.ariaLabel = caption;
  return region;
}

/** @param {Explanation} explanation */
function inputTable(explanation) {
  const pixels = layerValues(explanation, 0);
  const heads = Array.from({ length: SIDE + 1 }, (_, i) => (i === 0 ? "Row" : String(i - 1)));
  const rows = Array.from({ length: SIDE }, (_, row) => {
    const line = [...pixels.subarray(row * SIDE, (row + 1) * SIDE)];
    return createRow(
      String(row),
      line.map((value) => formatNumber(value, 2)),
    );
  });
  return table("Input, row by row", heads, rows);
}

/** @param {Explanation} explanation @param {number} layer */
function layerTable(explanation, layer) {
  const { sizes, arrays } = explanation;
  const values = layerValues(explanation, layer);
  const z = arrays[`z${layer}`].data;
  const rows = [...values].map((value, index) =>
    createRow(unitName(sizes, { layer, index }), [formatNumber(z[index]), formatNumber(value)]),
  );
  const activation = layer === sizes.length - 1 ? "softmax of z" : "sigmoid of z";
  return table(layerName(sizes, layer), ["Unit", "z", activation], rows);
}

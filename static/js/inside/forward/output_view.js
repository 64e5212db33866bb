/**
 * Output layer as bars, navigable like the units of other layers.
 */

import { GridNavigation } from "../../lib/grid_navigation.js";
import { formatPercent } from "../../lib/number_format.js";
import { ProbabilityBars } from "../../prediction/probability_bars.js";

/** @typedef {import("../../lib/grid_navigation.js").Entry} Entry */

export class OutputView {
  element = document.createElement("div");
  #list = document.createElement("ol");
  #bars;
  #cells;
  /** @type {Float32Array | null} */
  #values = null;

  /**
   * @param {number} units
   * @param {object} listener
   * @param {(index: number) => void} listener.onPoint
   * @param {(index: number) => void} listener.onPin
   */
  constructor(units, { onPoint, onPin }) {
    this.element.className = "outputs";
    this.#list.className = "bars";
    this.#list.ariaHidden = "true"; // the grid has the same content
    for (let digit = 0; digit < units; digit += 1) this.#list.append(row(digit));
    this.element.append(this.#list);
    this.element.ariaLabel = `Output, ${units} digits`;
    this.#bars = new ProbabilityBars(this.#list);
    this.#cells = new GridNavigation(this.element, {
      describe: (entry) => this.#describe(entry),
      exists: () => this.#values !== null,
      onEntry: (entry) => entry && onPoint(entry.row),
      onPick: ({ row }) => onPin(row),
    });
    this.#cells.resize(units, 1);
  }

  /** @param {Float32Array | null} values */
  show(values) {
    this.#values = values;
    this.#bars.show(values && [...values]);
    this.#cells.refresh();
  }

  /** @param {readonly number[]} indices of the selected units, the one under the pointer last */
  mark(indices) {
    for (const [digit, item] of [...this.#list.children].entries()) {
      item.toggleAttribute("data-marked", indices.includes(digit));
    }
    const last = indices.at(-1);
    if (last !== undefined) this.#cells.moveTo({ row: last, column: 0 });
  }

  /** @param {number} index @returns {DOMRect} */
  unitBox(index) {
    return this.#list.children[index].getBoundingClientRect();
  }

  /** @param {Entry} entry */
  #describe({ row }) {
    return this.#values ? `output ${row}: ${formatPercent(this.#values[row])}` : `output ${row}`;
  }
}

/** @param {number} digit */
function row(digit) {
  const item = document.createElement("li");
  const parts = { "bar-digit": String(digit), "bar-track": "", "bar-number": "–" };
  for (const [name, text] of Object.entries(parts)) {
    const part = document.createElement("span");
    part.className = name;
    part.textContent = text;
    if (name === "bar-number") part.dataset.part = "number";
    item.append(part, " ");
  }
  return item;
}

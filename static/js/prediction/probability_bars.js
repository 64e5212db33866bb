/**
 * Bar chart of the ten probabilities.
 */

import { part, queryAll } from "../lib/dom.js";
import { formatPercent } from "../lib/number_format.js";

export class ProbabilityBars {
  #rows;

  /** @param {HTMLElement} list with ten items */
  constructor(list) {
    this.#rows = queryAll(list, "li").map((row) => ({
      row,
      number: part(row, "number"),
    }));
  }

  /** @param {readonly number[] | null} probabilities null if unknown */
  show(probabilities) {
    const highest = probabilities ? Math.max(...probabilities) : Infinity;
    for (const [digit, { row, number }] of this.#rows.entries()) {
      const probability = probabilities?.[digit] ?? 0;
      row.style.setProperty("--share", String(probability));
      row.toggleAttribute("data-best", probability === highest);
      number.textContent = probabilities ? formatPercent(probability) : "–";
    }
  }
}

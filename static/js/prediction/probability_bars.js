/**
 * Ten bars with their numbers, one for each digit.
 */

import { part } from "../lib/dom.js";
import { formatPercent } from "../lib/number_format.js";

export class Bars {
  #rows;

  /** @param {HTMLElement} list whose ten items hold a number in an element `output` */
  constructor(list) {
    this.#rows = [...list.children].map((row) => ({
      row: /** @type {HTMLElement} */ (row),
      number: part(row, "number"),
    }));
  }

  /** @param {readonly number[] | null} probabilities null for no answer */
  show(probabilities) {
    const most = probabilities ? Math.max(...probabilities) : Infinity;
    for (const [digit, { row, number }] of this.#rows.entries()) {
      const probability = probabilities?.[digit] ?? 0;
      row.style.setProperty("--share", String(probability));
      row.toggleAttribute("data-best", probability === most);
      number.textContent = probabilities ? formatPercent(probability) : "–";
    }
  }
}

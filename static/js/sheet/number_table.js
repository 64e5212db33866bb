/**
 * Table of the numbers of a sheet, in reading order. Each can be corrected.
 */

import { closest, instantiate, part, query, queryAll } from "../lib/dom.js";
import { formatPercent } from "../lib/number_format.js";
import { cleanNumber, describe, isCorrected, isDoubtful } from "./sheet.js";

/** @typedef {import("./sheet.js").Entry} Entry */

export class NumberTable {
  #body;
  #template;
  #marks;
  /** @type {readonly Entry[]} */
  #entries = [];

  /**
   * @param {HTMLTableElement} table
   * @param {object} listener
   * @param {(index: number, number: string) => void} listener.onCorrect
   * @param {(index: number | null) => void} listener.onSelect
   * @param {() => string} listener.marks  that may be typed between digits
   */
  constructor(table, { onCorrect, onSelect, marks }) {
    this.#marks = marks;
    this.#body = query(table, "tbody", HTMLTableSectionElement);
    this.#template = query(table, "template", HTMLTemplateElement);
    this.#body.addEventListener("input", ({ target }) => {
      if (!(target instanceof HTMLInputElement)) return;
      const number = cleanNumber(target.value, marks());
      if (number !== target.value) target.value = number;
      onCorrect(this.#rowIndex(target), number);
    });
    this.#body.addEventListener("click", (event) => {
      const button = closest(event, "button", HTMLButtonElement);
      if (button === null) return;
      const index = this.#rowIndex(button);
      onCorrect(index, this.#entries[index].alternative?.number ?? "");
      this.focus(index); // the button is gone
    });
    this.#body.addEventListener("keydown", (event) => {
      const step = { ArrowUp: -1, ArrowDown: 1, Enter: 1 }[event.key];
      if (step === undefined || !(event.target instanceof HTMLInputElement)) return;
      event.preventDefault();
      this.focus(this.#rowIndex(event.target) + step);
    });
    this.#body.addEventListener("focusin", ({ target }) => onSelect(this.#rowIndex(target)));
    this.#body.addEventListener("focusout", () => onSelect(null));
  }

  /** @param {readonly Entry[]} entries */
  show(entries) {
    this.#entries = entries;
    this.#body.replaceChildren(
      ...entries.map((_, i) => {
        const row = instantiate(this.#template);
        part(row, "index").textContent = String(i + 1);
        const input = query(row, "input", HTMLInputElement);
        input.ariaLabel = `Number ${i + 1}`;
        if (this.#marks() !== "") input.inputMode = "text"; // number pads of phones have none
        return row;
      }),
    );
    for (const [i, entry] of entries.entries()) this.update(i, entry);
  }

  /** @param {number} index @param {Entry} entry */
  update(index, entry) {
    const row = queryAll(this.#body, "tr")[index];
    const input = query(row, "input", HTMLInputElement);
    if (input.value !== entry.number) input.value = entry.number;
    row.toggleAttribute("data-doubtful", isDoubtful(entry));
    row.toggleAttribute("data-corrected", isCorrected(entry));
    part(row, "confidence").textContent = describe(entry);
    const button = part(row, "alternative", HTMLButtonElement);
    button.hidden = entry.alternative === null || isCorrected(entry);
    if (entry.alternative === null) return;
    const { number, confidence } = entry.alternative;
    button.textContent = `or ${number}, ${formatPercent(confidence)}`;
    button.title = `Correct to ${number}`;
  }

  /** Move the focus to the number of a row, if there is one. @param {number} index */
  focus(index) {
    const input = queryAll(this.#body, "input", HTMLInputElement)[index];
    if (input === undefined) return;
    input.focus();
    input.select();
  }

  /** @param {EventTarget | null} target @returns {number} index of the row that it is in */
  #rowIndex(target) {
    return queryAll(this.#body, "tr").findIndex(
      (row) => target instanceof Node && row.contains(target),
    );
  }
}

/**
 * The number in large digits, each of which can be chosen and corrected.
 */

import { instantiate, part, query, queryAll } from "../lib/dom.js";
import { leastCertain, numberText } from "./numbers.js";

/** @typedef {import("./numbers.js").Digit} Digit */

export class NumberView {
  #fieldset;
  #template;
  #tools;
  #correction;
  #listener;
  /** @type {readonly Digit[]} */
  #digits = [];
  /** @type {Map<number, number>} */
  #corrections = new Map();
  /** The one that the user chose. @type {number | null} */
  #chosen = null;

  /**
   * @param {HTMLFieldSetElement} fieldset
   * @param {HTMLElement} tools for the number: copy it, correct a digit
   * @param {object} listener
   * @param {(index: number) => void} listener.onSelect
   * @param {() => void} listener.onCorrect
   * @param {(text: string) => void} listener.showStatus
   */
  constructor(fieldset, tools, listener) {
    this.#fieldset = fieldset;
    this.#template = query(fieldset, "template", HTMLTemplateElement);
    this.#tools = tools;
    this.#correction = query(tools, "select", HTMLSelectElement);
    this.#listener = listener;
    fieldset.addEventListener("change", ({ target }) => {
      if (target instanceof HTMLInputElement) this.#choose(Number(target.value));
    });
    fieldset.addEventListener("keydown", this.#press);
    this.#correction.addEventListener("change", () =>
      this.#correct(Number(this.#correction.value)),
    );
    part(tools, "copy", HTMLButtonElement).addEventListener("click", this.#copy);
  }

  get text() {
    return numberText(this.#digits, this.#corrections);
  }

  /** @returns {number} index of the chosen digit, or of the least certain one */
  get selected() {
    return this.#chosen ?? leastCertain(this.#digits);
  }

  /** Forget which digit was chosen, as the drawing is another. */
  forget() {
    this.#chosen = null;
  }

  /** @param {readonly Digit[]} digits of a new reply; none to hide the number */
  show(digits) {
    this.#digits = digits;
    this.#corrections.clear();
    if (this.#chosen !== null && this.#chosen >= digits.length) this.#chosen = null;
    this.#fieldset.hidden = digits.length === 0;
    this.#tools.hidden = digits.length === 0;
    this.#fieldset.style.setProperty("--digits", String(Math.max(digits.length, 4)));
    const parts = queryAll(this.#fieldset, ".number-part");
    for (const old of parts.slice(digits.length)) old.remove();
    for (let i = parts.length; i < digits.length; i += 1) {
      const added = instantiate(this.#template);
      query(added, "input", HTMLInputElement).value = String(i);
      this.#fieldset.append(added);
    }
    if (digits.length > 0) this.#update();
  }

  #update() {
    for (const [i, item] of queryAll(this.#fieldset, ".number-part").entries()) {
      const { digit, certain, number, mark } = this.#digits[i];
      const label = query(item, "label", HTMLLabelElement);
      part(item, "mark").textContent = mark;
      const corrected = this.#corrections.get(i);
      query(label, "input", HTMLInputElement).checked = i === this.selected;
      part(label, "figure").textContent = String(corrected ?? digit);
      part(label, "doubt").textContent = corrected === undefined && !certain ? ", not certain" : "";
      label.toggleAttribute("data-doubtful", corrected === undefined && !certain);
      label.toggleAttribute("data-corrected", corrected !== undefined);
      label.toggleAttribute("data-first", i > 0 && this.#digits[i - 1].number !== number);
    }
    const { digit } = this.#digits[this.selected];
    this.#correction.value = String(this.#corrections.get(this.selected) ?? digit);
  }

  /** @param {number} index */
  #choose(index) {
    this.#chosen = index;
    this.#update();
    this.#listener.onSelect(index);
  }

  /** @param {number} digit */
  #correct(digit) {
    if (digit === this.#digits[this.selected].digit) this.#corrections.delete(this.selected);
    else this.#corrections.set(this.selected, digit);
    this.#update();
    this.#listener.onCorrect();
  }

  /** @param {KeyboardEvent} event */
  #press = (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || !/^\d$/.test(event.key)) return;
    event.preventDefault();
    this.#correct(Number(event.key));
  };

  #copy = async () => {
    const text = this.text;
    const status = await navigator.clipboard.writeText(text).then(
      () => `Copied ${text}.`,
      () => `Your browser blocked access to the clipboard. The number is ${text}.`,
    );
    this.#listener.showStatus(status);
  };
}

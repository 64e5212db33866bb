/**
 * Choice of the marks that are read between digits. It is remembered, for all pages that have it.
 */

import { preferences } from "../lib/preferences.js";

export class SeparatorPicker {
  #boxes;

  /**
   * @param {HTMLFieldSetElement} fieldset with a checkbox for each mark
   * @param {() => void} onChange
   */
  constructor(fieldset, onChange) {
    this.#boxes = [...fieldset.querySelectorAll("input")];
    const remembered = preferences.get("separators") ?? "";
    for (const box of this.#boxes) box.checked = remembered.includes(box.value);
    fieldset.addEventListener("change", () => {
      preferences.set("separators", this.marks);
      onChange();
    });
  }

  /** @returns {string} such as ".:"; empty if only digits are read */
  get marks() {
    return this.#boxes
      .filter(({ checked }) => checked)
      .map(({ value }) => value)
      .join("");
  }
}

/**
 * Selected entry of each result: the one under the pointer, else the one picked, else the largest.
 */

import { largest } from "./array_views.js";

/** @typedef {import("../../lib/grid_navigation.js").Entry} Entry */
/** @typedef {import("./equation_view.js").EquationView} EquationView */

export class EntrySelection {
  /** Picked entries by the name of the result. @type {Map<string, Entry>} */
  #picked = new Map();
  /** @type {Entry | null} under the pointer */
  #pointed = null;

  /** @param {Entry | null} entry under the pointer */
  point(entry) {
    this.#pointed = entry;
  }

  /** @param {string} code name of the result @param {Entry} entry */
  pick(code, entry) {
    this.#picked.set(code, entry);
    this.#pointed = null;
  }

  /** Discard the picked entries: the network has changed. */
  clear() {
    this.#picked.clear();
    this.#pointed = null;
  }

  /** @param {EquationView} view @returns {Entry} */
  selectedEntry(view) {
    if (this.#pointed !== null) return this.#pointed;
    const { code, result, factors, kind, bias } = view;
    const [rows, columns] = result.shape;
    const picked = this.#picked.get(code);
    if (picked && picked.row < rows && picked.column < columns) return picked;
    return largest(kind === "update" ? factors[1] : result, bias);
  }
}

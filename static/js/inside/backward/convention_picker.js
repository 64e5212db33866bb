/**
 * Convention of the formulas: a notation, and what differs from its preset; in the URL, as
 * /inside?convention=ng,rows, and stored as a preference.
 */

import { query, queryAll } from "../../lib/dom.js";
import { preferences } from "../../lib/preferences.js";

const NAME = "convention";

export class ConventionPicker {
  #notation;
  #choices;
  #onChange;

  /**
   * @param {HTMLElement} root of templates/inside_convention.html
   * @param {(convention: string) => void} onChange
   */
  constructor(root, onChange) {
    this.#notation = query(root, "[name=notation]", HTMLSelectElement);
    this.#choices = queryAll(root, "[data-choice]", HTMLSelectElement);
    this.#onChange = onChange;
    root.addEventListener("change", ({ target }) => {
      if (target === this.#notation) this.#show(this.#notation.value);
      this.#changed();
    });
    const stored = preferences.get(NAME);
    if (new URLSearchParams(location.search).has(NAME) || stored === null) return;
    if (stored === this.convention || !this.#show(stored)) return;
    queueMicrotask(() => this.#changed()); // once the page is wired
  }

  /** As in the URL. */
  get convention() {
    const usual = this.#usual;
    const changes = this.#choices.map(({ value }) => value).filter((word) => !usual.includes(word));
    return [this.#notation.value, ...changes].join(",");
  }

  /** Choices of the notation's preset. @returns {readonly string[]} */
  get #usual() {
    return this.#notation.selectedOptions[0]?.dataset.usual?.split(" ") ?? [];
  }

  /** @param {string} convention @returns {boolean} whether it is one */
  #show(convention) {
    const [notation, ...changes] = convention.split(",");
    if (![...this.#notation.options].some(({ value }) => value === notation)) return false;
    this.#notation.value = notation;
    for (const select of this.#choices) {
      const words = [...select.options].map(({ value }) => value);
      select.value = [...changes, ...this.#usual].find((word) => words.includes(word)) ?? words[0];
    }
    return true;
  }

  #changed() {
    const { convention } = this;
    preferences.set(NAME, convention);
    const url = new URL(location.href);
    url.searchParams.set(NAME, convention);
    url.search = url.search.replaceAll("%2C", ",");
    history.replaceState(history.state, "", url);
    this.#onChange(convention);
  }
}

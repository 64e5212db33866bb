// @ts-check
/**
 * The choice of a network, where the server has more than one.
 */

import { address } from "./address.js";
import { preferences } from "./preferences.js";

/**
 * @typedef {object} Model
 * @property {string} name
 * @property {string} title
 * @property {string} description
 * @property {boolean} default
 * @property {number[]} sizes
 * @property {number} parameters
 */

const GROUPED = new Intl.NumberFormat("en");

export class Models {
  #chooser;
  #facts;
  #changed;
  /** @type {Model[]} */
  #models = [];
  /** @type {Model | null} */
  #chosen = null;

  /**
   * @param {HTMLFieldSetElement} chooser
   * @param {HTMLElement} facts where the size of the network in use is told
   * @param {() => void} changed
   */
  constructor(chooser, facts, changed) {
    this.#chooser = chooser;
    this.#facts = facts;
    this.#changed = changed;
    chooser.addEventListener("change", this.#choose);
  }

  get isKnown() {
    return this.#models.length > 0;
  }

  /** @returns {string | null} the name to ask for; null for the server's default */
  get name() {
    return this.#chosen === null || this.#chosen.default ? null : this.#chosen.name;
  }

  /** @returns {readonly number[]} units of each layer; none until they are known */
  get sizes() {
    return this.#chosen?.sizes ?? [];
  }

  /** Ask the server what it has; it may be gone, and is then asked again with the next answer. */
  async load() {
    const response = await fetch(address("/models")).catch(() => null);
    if (!response?.ok || this.isKnown) return;
    this.#models = (await response.json()).models;
    const remembered = this.#models.find(({ name }) => name === preferences.get("model"));
    this.#use(remembered ?? this.#models.find((model) => model.default) ?? this.#models[0]);
    this.#offer();
    if (this.name !== null) this.#changed();
  }

  #offer() {
    this.#chooser.hidden = this.#models.length < 2;
    const template = this.#chooser.querySelector("template");
    for (const { name, title, description } of this.#models) {
      const option = /** @type {HTMLElement} */ (template?.content.cloneNode(true));
      const radio = /** @type {HTMLInputElement} */ (option.querySelector("input"));
      const label = /** @type {HTMLLabelElement} */ (option.querySelector("label"));
      const text = /** @type {HTMLElement} */ (option.querySelector("span"));
      radio.value = name;
      radio.checked = name === this.#chosen?.name;
      text.textContent = name;
      label.title = [title, description].filter(Boolean).join(": ");
      this.#chooser.append(option);
    }
  }

  /** @param {Event} event */
  #choose = (event) => {
    const { value } = /** @type {HTMLInputElement} */ (event.target);
    const chosen = this.#models.find(({ name }) => name === value);
    if (chosen === undefined) return;
    this.#use(chosen);
    preferences.set("model", chosen.name);
    this.#changed();
  };

  /** @param {Model} model */
  #use(model) {
    this.#chosen = model;
    const layers = model.sizes.join(" → ");
    this.#facts.textContent = `${layers} · ${GROUPED.format(model.parameters)} parameters`;
  }
}

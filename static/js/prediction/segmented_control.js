/**
 * A choice among networks: switches side by side for a few, a list for many.
 */

import { instantiate, query } from "../lib/dom.js";

/**
 * @typedef {object} Model
 * @property {string} name
 * @property {string} version
 * @property {string} title
 * @property {string} description
 * @property {boolean} default
 * @property {"shipped" | "lab"} [source]
 * @property {number[]} sizes
 * @property {number} parameters
 */

const FEW = 3; // templates/controls.html has it too

export class Chooser {
  #fieldset;
  /** @type {HTMLSelectElement | null} */
  #list = null;

  /** @param {HTMLFieldSetElement} fieldset @param {(name: string) => void} chosen */
  constructor(fieldset, chosen) {
    this.#fieldset = fieldset;
    fieldset.addEventListener("change", ({ target }) => {
      chosen(/** @type {HTMLInputElement | HTMLSelectElement} */ (target).value);
    });
  }

  /** @param {readonly Model[]} models @param {string} chosen */
  offer(models, chosen) {
    this.#fieldset.hidden = models.length < 2;
    this.#fieldset.disabled = false;
    for (const each of this.#fieldset.querySelectorAll("label, select")) each.remove();
    this.#list = models.length > FEW ? list(models) : null;
    if (this.#list !== null) this.#fieldset.append(this.#list);
    else this.#fieldset.append(...models.map((model) => this.#switch(model)));
    this.choose(chosen);
  }

  /** @param {string} name */
  choose(name) {
    if (this.#list !== null) this.#list.value = name;
    for (const radio of this.#fieldset.querySelectorAll("input"))
      radio.checked = radio.value === name;
  }

  /** @param {Model} model */
  #switch(model) {
    const template = query(this.#fieldset, "template", HTMLTemplateElement);
    const label = instantiate(template);
    label.title = told(model);
    query(label, "input", HTMLInputElement).value = model.name;
    query(label, "span", HTMLElement).textContent = isOwn(model) ? model.title : model.name;
    return label;
  }
}

/** @param {readonly Model[]} models */
function list(models) {
  const select = document.createElement("select");
  select.ariaLabel = "Network";
  for (const [title, group] of [
    ["Shipped", models.filter((model) => !isOwn(model))],
    ["Trained here", models.filter(isOwn)],
  ]) {
    const options = /** @type {Model[]} */ (group).map((model) => {
      const option = new Option(isOwn(model) ? model.title : model.name, model.name);
      option.title = told(model);
      return option;
    });
    if (options.length === 0) continue;
    const part = document.createElement("optgroup");
    part.label = String(title);
    part.append(...options);
    select.append(part);
  }
  return select;
}

/** @param {Model} model @returns {boolean} whether it was trained on this page's server */
const isOwn = ({ source }) => source === "lab";

/** @param {Model} model */
const told = ({ title, description }) => [title, description].filter(Boolean).join(": ");

/**
 * Model selection: a segmented control for a few, a dropdown for many.
 */

import { instantiate, part, query } from "../lib/dom.js";

/** @typedef {import("../lib/api_types.js").ModelSummary} Model */

const MAX_SEGMENTS = 3; // keep in step with templates/controls.html

export class SegmentedControl {
  #fieldset;
  /** @type {HTMLSelectElement | null} */
  #list = null;

  /** @param {HTMLFieldSetElement} fieldset @param {(name: string) => void} onSelect */
  constructor(fieldset, onSelect) {
    this.#fieldset = fieldset;
    fieldset.addEventListener("change", ({ target }) => {
      if (target instanceof HTMLInputElement || target instanceof HTMLSelectElement)
        onSelect(target.value);
    });
  }

  /** @param {readonly Model[]} models @param {string} selected */
  setOptions(models, selected) {
    this.#fieldset.hidden = models.length < 2;
    this.#fieldset.disabled = false;
    for (const item of this.#fieldset.querySelectorAll("label, select")) item.remove();
    this.#list = models.length > MAX_SEGMENTS ? list(models) : null;
    if (this.#list !== null) this.#fieldset.append(this.#list);
    else this.#fieldset.append(...models.map((model) => this.#segment(model)));
    this.select(selected);
  }

  /** @param {string} name */
  select(name) {
    if (this.#list !== null) this.#list.value = name;
    for (const radio of this.#fieldset.querySelectorAll("input"))
      radio.checked = radio.value === name;
  }

  /** @param {Model} model */
  #segment(model) {
    const template = query(this.#fieldset, "template", HTMLTemplateElement);
    const label = instantiate(template);
    label.title = tooltip(model);
    query(label, "input", HTMLInputElement).value = model.name;
    part(label, "label").textContent = model.label;
    part(label, "layers").textContent = layers(model);
    return label;
  }
}

/** @param {readonly Model[]} models */
function list(models) {
  const dropdown = document.createElement("select");
  dropdown.ariaLabel = "Network";
  const groups = {
    Shipped: models.filter((model) => !isTrainedHere(model)),
    "Trained here": models.filter(isTrainedHere),
  };
  for (const [title, group] of Object.entries(groups)) {
    const options = group.map((model) => {
      const option = new Option(`${model.label}, ${layers(model)}`, model.name);
      option.title = tooltip(model);
      return option;
    });
    if (options.length === 0) continue;
    const section = document.createElement("optgroup");
    section.label = title;
    section.append(...options);
    dropdown.append(section);
  }
  return dropdown;
}

/** @param {Model} model @returns {boolean} whether it was trained by this service */
const isTrainedHere = ({ source }) => source !== "shipped";

/** @param {Model} model */
const layers = ({ sizes }) => sizes.join("-");

/** @param {Model} model */
const tooltip = ({ name }) => `Called ${name} in the API`;

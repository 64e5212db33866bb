/**
 * Model picker: uses the model named in the URL, else the last selected, else the default. Reloads
 * the list whenever the page becomes visible, as models may be trained and deleted.
 */

import { formatCount } from "../lib/number_format.js";
import { preferences } from "../lib/preferences.js";
import { address } from "../lib/url.js";
import { SegmentedControl } from "./segmented_control.js";

/** @typedef {import("./segmented_control.js").Model} Model */

export class ModelPicker {
  #control;
  #facts;
  #onChange;
  #onMissing;
  /** @type {Model[]} */
  #models = [];
  /** @type {Model | null} */
  #selected = null;
  /** @type {string | null} */
  #requested = new URLSearchParams(location.search).get("model");
  #lastRequest = 0;

  /**
   * @param {HTMLFieldSetElement} fieldset
   * @param {HTMLElement} facts shows the size of the selected model
   * @param {() => void} onChange
   * @param {(text: string) => void} [onMissing] called if the requested model is missing
   */
  constructor(fieldset, facts, onChange, onMissing = () => {}) {
    this.#control = new SegmentedControl(fieldset, this.#select);
    this.#facts = facts;
    this.#onChange = onChange;
    this.#onMissing = onMissing;
    document.addEventListener("visibilitychange", () => {
      if (!document.hidden && this.isLoaded) this.load();
    });
  }

  get isLoaded() {
    return this.#models.length > 0;
  }

  /** @returns {string | null} null for the default model */
  get name() {
    return this.#selected === null || this.#selected.default ? null : this.#selected.name;
  }

  /** @returns {readonly number[]} units of each layer; empty until loaded */
  get sizes() {
    return this.#selected?.sizes ?? [];
  }

  /**
   * Load the list of models; failures are retried after the next prediction.
   * @param {boolean} [selectDefault]
   */
  async load(selectDefault = false) {
    const request = ++this.#lastRequest;
    const response = await fetch(address("/models")).catch(() => null);
    if (!response?.ok) return;
    const { models } = await response.json();
    if (request !== this.#lastRequest) return;
    const isUnchanged = JSON.stringify(models) === JSON.stringify(this.#models);
    this.#models = models;
    if (isUnchanged) return;
    const former = this.#selected;
    const preset = selectDefault
      ? models.find((/** @type {Model} */ one) => one.default)
      : undefined;
    if (preset) {
      this.#clearRequested();
      preferences.set("model", preset.name);
    }
    this.#use(preset ?? this.#pick());
    this.#control.setOptions(this.#models, this.#selected?.name ?? "");
    if (this.#selected?.name !== (former?.name ?? null) && (former !== null || this.name !== null))
      this.#onChange();
  }

  /** @returns {Model} */
  #pick() {
    const requested = this.#requested ?? this.#selected?.name;
    const [match, remembered] = [requested, preferences.get("model")].map((name) =>
      this.#models.find((model) => model.name === name),
    );
    const fallback = this.#models.find((model) => model.default) ?? this.#models[0];
    const model = match ?? remembered ?? fallback;
    if (requested && !match) {
      this.#onMissing(`The network ${requested} no longer exists; using ${model.label} instead.`);
      this.#clearRequested();
    }
    return model;
  }

  /** @param {string} name */
  #select = (name) => {
    const selected = this.#models.find((model) => model.name === name);
    if (selected === undefined) return;
    this.#use(selected);
    this.#clearRequested();
    preferences.set("model", selected.name);
    this.#onChange();
  };

  /** Remove the model from the URL, so that the selection survives a reload. */
  #clearRequested() {
    if (this.#requested === null) return;
    this.#requested = null;
    const here = new URL(location.href);
    here.searchParams.delete("model");
    history.replaceState(history.state, "", here);
  }

  /** @param {Model} model */
  #use(model) {
    this.#selected = model;
    const layers = model.sizes.join(" → ");
    this.#facts.textContent = `${layers} · ${formatCount(model.parameters)} parameters`;
  }
}

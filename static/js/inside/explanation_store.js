/**
 * Store of the current drawing, its explanation by a model, and that model's weights.
 *
 * Components of the page listen to the store, not to each other.
 */

import { fetchWeights } from "./explain_api.js";

/** @typedef {import("./explain_api.js").Explanation} Explanation */
/** @typedef {import("../lib/base64.js").Matrix} Matrix */
/**
 * @typedef {object} State
 * @property {Blob | null} body               the request body; null if blank
 * @property {string | null} model            null for the default model
 * @property {Explanation | null} explanation of the forward pass; null until loaded
 * @property {readonly Matrix[] | null} weights null until loaded
 */

export class ExplanationStore {
  /** @type {State} */
  #state = { body: null, model: null, explanation: null, weights: null };
  /** @type {((state: State) => void)[]} */
  #listeners = [];

  get state() {
    return this.#state;
  }

  /** @param {(state: State) => void} listener called at once and on each change */
  onChange(listener) {
    this.#listeners.push(listener);
    listener(this.#state);
  }

  /** @param {Blob | null} body @param {string | null} model @param {Explanation | null} explanation */
  show(body, model, explanation) {
    const former = this.#state.explanation?.model;
    const isSame =
      former?.version === explanation?.model.version && former?.name === explanation?.model.name;
    this.#state = { body, model, explanation, weights: isSame ? this.#state.weights : null };
    this.#notify();
    if (explanation && this.#state.weights === null) this.#fetch(explanation.model);
  }

  /** @param {import("./explain_api.js").ModelReference} model */
  async #fetch(model) {
    const weights = await fetchWeights(model).catch(() => null); // retried with the next reply
    if (weights === null || this.#state.explanation?.model.version !== model.version) return;
    this.#state = { ...this.#state, weights };
    this.#notify();
  }

  #notify() {
    for (const listener of this.#listeners) listener(this.#state);
  }
}

/**
 * What the page looks into: one drawing, what one model makes of it, and that model's weights.
 *
 * Parts of the page listen here and never to each other.
 */

import { weightsOf } from "./explain_api.js";

/** @typedef {import("./explain_api.js").Explanation} Explanation */
/** @typedef {import("../lib/base64.js").Matrix} Matrix */
/**
 * @typedef {object} State
 * @property {Blob | null} body               the drawing as it is sent; null for a blank paper
 * @property {string | null} model            the name to ask for; null for the server's default
 * @property {Explanation | null} explanation of its way forward; null until there is one
 * @property {readonly Matrix[] | null} weights of the model that explained; null until they came
 */

export class Subject {
  /** @type {State} */
  #state = { body: null, model: null, explanation: null, weights: null };
  /** @type {((state: State) => void)[]} */
  #listeners = [];

  get state() {
    return this.#state;
  }

  /** @param {(state: State) => void} listener told at once, and of each change */
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
    this.#tell();
    if (explanation && this.#state.weights === null) this.#fetch(explanation.model);
  }

  /** @param {import("./explain_api.js").ModelReference} model */
  async #fetch(model) {
    const weights = await weightsOf(model).catch(() => null); // the next answer asks again
    if (weights === null || this.#state.explanation?.model.version !== model.version) return;
    this.#state = { ...this.#state, weights };
    this.#tell();
  }

  #tell() {
    for (const listener of this.#listeners) listener(this.#state);
  }
}

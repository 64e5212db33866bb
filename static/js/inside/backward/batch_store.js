/**
 * Store of the batch: the current drawing and those added before, with their labels, and the
 * explanation of the batch.
 *
 * One request is in flight at a time, and none while a prediction is pending. Changes made meanwhile
 * are requested afterwards.
 */

import { errorMessage } from "../../lib/error_message.js";
import { ExplainClient, fetchWeights } from "../explain_api.js";
import { saveLabel } from "./chosen_label.js";

/** @typedef {import("../explain_api.js").Explanation} Explanation */
/** @typedef {import("../../lib/base64.js").Matrix} Matrix */
/** @typedef {import("../explain_api.js").ExplainParameters} ExplainParameters */
/** @typedef {{readonly url: string, readonly label: number}} BatchItem a drawing as a data: URL */
/**
 * @typedef {object} BatchState
 * @property {Explanation | null} explanation null if there is none
 * @property {readonly Matrix[]} weights      of the model
 * @property {readonly BatchItem[]} items
 * @property {Blob | null} current            the current drawing; null if blank
 * @property {number | null} label            of the current drawing; the prediction unless chosen
 * @property {boolean} isChosen
 * @property {string | null} error            error message
 * @property {boolean} isBusy                  whether a reply is pending
 */

export const MAX_BATCH = 16;

export class BatchStore {
  /** @type {BatchState} */
  #state = {
    explanation: null,
    weights: [],
    items: [],
    current: null,
    label: null,
    isChosen: false,
    error: null,
    isBusy: false,
  };
  /** @type {string | null} */
  #model = null;
  /** @type {((state: BatchState) => void)[]} */
  #listeners = [];
  #explainer = new ExplainClient();
  #isStale = false;
  #isRunning = false;
  #isPaused = false;
  /** @type {(() => void)[]} resolvers of `whenIdle` */
  #waiting = [];

  /** @param {import("../explanation_store.js").ExplanationStore} store */
  constructor(store) {
    store.onChange(({ body, model, explanation }) => {
      const isChosen = body !== null && this.#state.isChosen;
      const prediction = explanation?.digit[0] ?? null;
      this.#model = model;
      this.#update({ current: body, isChosen, label: isChosen ? this.#state.label : prediction });
    });
  }

  get state() {
    return this.#state;
  }

  /** @param {(state: BatchState) => void} listener called at once and on each change */
  onChange(listener) {
    this.#listeners.push(listener);
    listener(this.#state);
  }

  /** @param {number} label correct label of the current drawing */
  choose(label) {
    if (this.#state.current === null) return;
    saveLabel(label);
    this.#update({ label, isChosen: true });
  }

  /** Discard the chosen label: the drawing was replaced. */
  forget() {
    saveLabel(null);
    this.#state = { ...this.#state, isChosen: false };
  }

  /** Add the current drawing to the batch. @returns {Promise<boolean>} false if there is none or the batch is full */
  async addCurrent() {
    const { current, label } = this.#state;
    if (current === null || label === null || this.#count() > MAX_BATCH) return false;
    const url = await dataUrl(current);
    saveLabel(null);
    this.#update({ items: [...this.#state.items, { url, label }], isChosen: false });
    return true;
  }

  /** @param {Blob} drawing @param {number} label */
  async add(drawing, label) {
    const url = await dataUrl(drawing);
    if (this.#count() < MAX_BATCH) this.#update({ items: [...this.#state.items, { url, label }] });
  }

  /** @param {number} index of the item @param {number} label */
  relabel(index, label) {
    this.#update({
      items: this.#state.items.map((item, i) => (i === index ? { ...item, label } : item)),
    });
  }

  /** @param {number} index of the item */
  remove(index) {
    this.#update({ items: this.#state.items.filter((_, i) => i !== index) });
  }

  /** Remove all but the current drawing. */
  clear() {
    this.#update({ items: [] });
  }

  /**
   * Build the request for the current batch.
   * @returns {Promise<{body: Blob, parameters: ExplainParameters} | null>} null if the batch is empty
   */
  async request() {
    const { current, items, label } = this.#state;
    const model = this.#model;
    if (items.length === 0) {
      return current && label !== null ? { body: current, parameters: { model, label } } : null;
    }
    const instances = items.map(({ url, label }) => ({ image: url, label }));
    if (current && label !== null) instances.push({ image: await dataUrl(current), label });
    const body = new Blob([JSON.stringify({ instances })], { type: "application/json" });
    return { body, parameters: { model } };
  }

  /**
   * Wait for pending replies, so that actions apply to the current batch.
   * @returns {Promise<void>} resolved once the explanation is current
   */
  whenIdle() {
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
      this.#release();
    });
  }

  #release() {
    if (this.#isPaused || this.#state.isBusy) return;
    for (const resolve of this.#waiting.splice(0)) resolve();
  }

  #count() {
    return this.#state.items.length + (this.#state.current === null ? 0 : 1);
  }

  /** @param {Partial<BatchState>} change */
  #update(change) {
    this.#state = { ...this.#state, ...change, isBusy: true };
    this.#notify();
    this.#isStale = true;
    this.#explainAll();
  }

  /** Hold requests while a prediction is pending. @param {boolean} isPaused */
  pause(isPaused) {
    this.#isPaused = isPaused;
    if (isPaused) this.#explainer.abort();
    else this.#explainAll();
    this.#release();
  }

  async #explainAll() {
    if (this.#isRunning) return;
    this.#isRunning = true;
    while (this.#isStale && !this.#isPaused) {
      this.#isStale = false;
      const reply = await this.#explain();
      if (reply === null)
        this.#isStale = true; // aborted
      else if (!this.#isStale || reply.explanation !== null) {
        this.#state = { ...this.#state, ...reply, isBusy: this.#isStale };
        this.#notify();
      }
    }
    this.#isRunning = false;
  }

  /** @returns {Promise<Pick<BatchState, "explanation" | "weights" | "error"> | null>} null if aborted */
  async #explain() {
    const empty = { explanation: null, weights: [], error: null };
    try {
      const request = await this.request();
      if (request === null) return empty;
      if (this.#isPaused) return null;
      const explanation = await this.#explainer.explain(request.body, request.parameters);
      if (explanation === null) return null;
      return { explanation, weights: await fetchWeights(explanation.model), error: null };
    } catch (error) {
      return { ...empty, error: errorMessage(error) };
    }
  }

  #notify() {
    for (const listener of this.#listeners) listener(this.#state);
    this.#release();
  }
}

/** @type {WeakMap<Blob, Promise<string>>} */
const encoded = new WeakMap();

/** @param {Blob} blob @returns {Promise<string>} */
function dataUrl(blob) {
  const cached = encoded.get(blob);
  if (cached) return cached;
  const url = new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.addEventListener("load", () => resolve(String(reader.result)));
    reader.addEventListener("error", () => reject(reader.error));
    reader.readAsDataURL(blob);
  });
  encoded.set(blob, url);
  return url;
}

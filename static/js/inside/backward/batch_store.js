/**
 * What is walked back through: the drawing on the paper and those that were kept, each with its true
 * digit, and what the server explains of them together.
 *
 * One question is in flight at a time, and none while the drawing itself is being read: that comes
 * first. What changes meanwhile is asked about afterwards.
 */

import { Explainer, weightsOf } from "../explain_api.js";

/** @typedef {import("../explain_api.js").Explanation} Explanation */
/** @typedef {import("../../lib/base64.js").Matrix} Matrix */
/** @typedef {import("../explain_api.js").Question} Question */
/** @typedef {{readonly url: string, readonly label: number}} Kept a drawing as a data: URL */
/**
 * @typedef {object} Exercised
 * @property {Explanation | null} explanation forward and backward; null as long as there is nothing
 * @property {readonly Matrix[]} weights      of the model that explained
 * @property {readonly Kept[]} kept
 * @property {Blob | null} present            the drawing on the paper; null for a blank one
 * @property {number | null} label            of the present drawing; as it is read, unless it was chosen
 * @property {boolean} isChosen
 * @property {string | null} trouble          why there is no explanation, in words
 * @property {boolean} isBusy                  whether the explanation is about to change
 */

export const MOST = 16;

export class Exercise {
  /** @type {Exercised} */
  #state = {
    explanation: null,
    weights: [],
    kept: [],
    present: null,
    label: null,
    isChosen: false,
    trouble: null,
    isBusy: false,
  };
  /** @type {string | null} */
  #model = null;
  /** @type {((state: Exercised) => void)[]} */
  #listeners = [];
  #explainer = new Explainer();
  #isStale = false;
  #isAsking = false;
  #isHeld = false;
  /** @type {(() => void)[]} who wait until the explanation is that of the drawings as they are */
  #waiting = [];

  /** @param {import("../explanation_store.js").Subject} subject */
  constructor(subject) {
    subject.onChange(({ body, model, explanation }) => {
      const isChosen = body !== null && this.#state.isChosen;
      const read = explanation?.digit[0] ?? null;
      this.#model = model;
      this.#turn({ present: body, isChosen, label: isChosen ? this.#state.label : read });
    });
  }

  get state() {
    return this.#state;
  }

  /** @param {(state: Exercised) => void} listener told at once, and of each change */
  onChange(listener) {
    this.#listeners.push(listener);
    listener(this.#state);
  }

  /** @param {number} label the true digit of the present drawing */
  choose(label) {
    if (this.#state.present !== null) this.#turn({ label, isChosen: true });
  }

  /** Another drawing is on the paper: what was chosen was not meant for it. */
  forget() {
    this.#state = { ...this.#state, isChosen: false };
  }

  /** Keep the present drawing; it is then to be taken off the paper. @returns {Promise<boolean>} */
  async keep() {
    const { present, label } = this.#state;
    if (present === null || label === null || this.#count() > MOST) return false;
    const url = await dataUrl(present);
    this.#turn({ kept: [...this.#state.kept, { url, label }], isChosen: false });
    return true;
  }

  /** @param {Blob} drawing @param {number} label */
  async add(drawing, label) {
    const url = await dataUrl(drawing);
    if (this.#count() < MOST) this.#turn({ kept: [...this.#state.kept, { url, label }] });
  }

  /** @param {number} index of those kept @param {number} label */
  relabel(index, label) {
    this.#turn({
      kept: this.#state.kept.map((kept, i) => (i === index ? { ...kept, label } : kept)),
    });
  }

  /** @param {number} index of those kept */
  remove(index) {
    this.#turn({ kept: this.#state.kept.filter((_, i) => i !== index) });
  }

  /** Only the drawing on the paper is left. */
  clear() {
    this.#turn({ kept: [] });
  }

  /**
   * What to send for the drawings as they are, for any question about them.
   * @returns {Promise<{body: Blob, question: Question} | null>} null where there is nothing to ask about
   */
  async asked() {
    const { present, kept, label } = this.#state;
    const model = this.#model;
    if (kept.length === 0) {
      return present && label !== null ? { body: present, question: { model, label } } : null;
    }
    const instances = kept.map(({ url, label }) => ({ image: url, label }));
    if (present && label !== null) instances.push({ image: await dataUrl(present), label });
    const body = new Blob([JSON.stringify({ instances })], { type: "application/json" });
    return { body, question: { model } };
  }

  /**
   * What somebody does to the numbers is meant for those that are about to be there.
   * @returns {Promise<void>} fulfilled when the explanation is that of the drawings as they are
   */
  settled() {
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
      this.#release();
    });
  }

  #release() {
    if (this.#isHeld || this.#state.isBusy) return;
    for (const resolve of this.#waiting.splice(0)) resolve();
  }

  #count() {
    return this.#state.kept.length + (this.#state.present === null ? 0 : 1);
  }

  /** @param {Partial<Exercised>} change */
  #turn(change) {
    this.#state = { ...this.#state, ...change, isBusy: true };
    this.#tell();
    this.#isStale = true;
    this.#ask();
  }

  /** Wait while the drawing is being read. @param {boolean} isHeld */
  hold(isHeld) {
    this.#isHeld = isHeld;
    if (isHeld) this.#explainer.abort();
    else this.#ask();
    this.#release();
  }

  async #ask() {
    if (this.#isAsking) return;
    this.#isAsking = true;
    while (this.#isStale && !this.#isHeld) {
      this.#isStale = false;
      const answer = await this.#answer();
      if (answer === null)
        this.#isStale = true; // aborted
      else if (!this.#isStale || answer.explanation !== null) {
        this.#state = { ...this.#state, ...answer, isBusy: this.#isStale };
        this.#tell();
      }
    }
    this.#isAsking = false;
  }

  /** @returns {Promise<Pick<Exercised, "explanation" | "weights" | "trouble"> | null>} null if it was aborted */
  async #answer() {
    const nothing = { explanation: null, weights: [], trouble: null };
    try {
      const asked = await this.asked();
      if (asked === null) return nothing;
      if (this.#isHeld) return null;
      const explanation = await this.#explainer.explain(asked.body, asked.question);
      if (explanation === null) return null;
      return { explanation, weights: await weightsOf(explanation.model), trouble: null };
    } catch (error) {
      return { ...nothing, trouble: /** @type {Error} */ (error).message };
    }
  }

  #tell() {
    for (const listener of this.#listeners) listener(this.#state);
    this.#release();
  }
}

/** @type {WeakMap<Blob, Promise<string>>} */
const encoded = new WeakMap();

/** @param {Blob} blob @returns {Promise<string>} */
function dataUrl(blob) {
  const known = encoded.get(blob);
  if (known) return known;
  const made = new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.addEventListener("load", () => resolve(/** @type {string} */ (reader.result)));
    reader.addEventListener("error", () => reject(reader.error));
    reader.readAsDataURL(blob);
  });
  encoded.set(blob, made);
  return made;
}

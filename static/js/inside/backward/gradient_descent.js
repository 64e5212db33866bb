/**
 * Steps of gradient descent on a copy of the weights, which the server takes: what they do to the
 * loss, and to the answer for each drawing.
 */

import { part, query } from "../../lib/dom.js";
import { formatNumber, formatPercent } from "../../lib/number_format.js";
import { rowOf } from "../../lib/table.js";
import { Explainer } from "../explain_api.js";
import { sparkline } from "./sparkline.js";

/** @typedef {import("../explain_api.js").Explanation} Explanation */

const RATES = [0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10];
const MANY = 10;
const MOST = 100;

export class Descent {
  #exercise;
  #say;
  #changed;
  #part;
  #slider;
  #buttons;
  #explainer = new Explainer();
  #steps = 0;

  /**
   * @param {HTMLElement} root see templates/inside_backward.html
   * @param {import("./batch_store.js").Exercise} exercise
   * @param {object} callbacks
   * @param {(text: string) => void} callbacks.say for a screen reader
   * @param {() => void} callbacks.changed         the learning rate
   */
  constructor(root, exercise, { say, changed }) {
    this.#exercise = exercise;
    this.#say = say;
    this.#changed = changed;
    this.#part = (/** @type {string} */ name) => part(root, name);
    this.#slider = query(root, "input[type=range]", HTMLInputElement);
    const button = (/** @type {string} */ name) => part(root, name, HTMLButtonElement);
    this.#buttons = { step: button("step"), many: button("many"), reset: button("reset") };
    this.#buttons.step.addEventListener("click", () => this.#add(1));
    this.#buttons.many.addEventListener("click", () => this.#add(MANY));
    this.#buttons.reset.addEventListener("click", () => {
      this.#take(0);
      this.#buttons.step.focus();
    });
    this.#slider.addEventListener("input", () => {
      this.#tellRate();
      this.#changed();
      if (this.#steps > 0) this.#take(this.#steps);
    });
    this.#tellRate();
    this.refresh();
  }

  /** @returns {number} the learning rate */
  get rate() {
    return RATES[this.#slider.valueAsNumber];
  }

  /** The drawings are others: none of them was learnt from. */
  refresh() {
    this.#take(0);
  }

  #tellRate() {
    this.#part("rate").textContent = String(this.rate);
    this.#slider.ariaValueText = String(this.rate);
  }

  /** @param {number} steps beyond those that were taken */
  async #add(steps) {
    await this.#exercise.settled();
    this.#take(this.#steps + steps);
  }

  /** @param {number} steps all together, from the weights that are served */
  async #take(steps) {
    this.#steps = Math.min(MOST, steps);
    const { explanation } = this.#exercise.state;
    const isPossible = explanation !== null;
    this.#buttons.step.disabled = this.#buttons.many.disabled = !isPossible || this.#steps >= MOST;
    this.#buttons.reset.disabled = this.#steps === 0;
    if (this.#steps === 0 || !isPossible) {
      this.#explainer.abort();
      this.#show(explanation);
      return;
    }
    try {
      const asked = await this.#exercise.asked();
      if (asked === null) return;
      const stepped = { ...asked.question, steps: this.#steps, learning_rate: this.rate };
      const answer = await this.#explainer.explain(asked.body, stepped);
      if (answer !== null) this.#show(answer, true);
    } catch (error) {
      this.#part("told").textContent = /** @type {Error} */ (error).message;
    }
  }

  /** @param {Explanation | null} explanation @param {boolean} [isAsked] whether somebody took a step */
  #show(explanation, isAsked = false) {
    this.#part("after").hidden = explanation === null;
    this.#part("told").textContent = "";
    if (explanation === null || explanation.labels === null) return;
    const { step, loss } = explanation;
    const losses = step?.losses ?? [loss ?? NaN];
    const taken = losses.length - 1;
    const told = this.#part("told");
    const count = taken === 1 ? "1 step" : `${taken} steps`;
    told.textContent =
      taken === 0
        ? "No steps taken yet."
        : `After ${count}, the loss is ${formatNumber(losses[taken])} (was ${formatNumber(losses[0])}).`;
    this.#part("losses").replaceChildren(...(taken === 0 ? [] : [sparkline(losses)]));
    this.#write(explanation);
    if (isAsked) this.#say(`${told.textContent} ${this.#answers(explanation)}`);
  }

  /** @param {Explanation} explanation */
  #answers({ step, batch }) {
    if (step === null || batch !== 1) return "";
    const [before, after] = [step.probabilities[0][0], step.probabilities[step.steps][0]].map(
      argmax,
    );
    return before === after
      ? `The prediction is still ${after}.`
      : `The prediction is now ${after}.`;
  }

  /** @param {Explanation} explanation */
  #write({ step, arrays, labels, batch }) {
    const classes = arrays.P.shape[1];
    const now = Array.from({ length: batch }, (_, n) => [
      ...arrays.P.data.subarray(n * classes, (n + 1) * classes),
    ]);
    const before = step?.probabilities[0] ?? now;
    const after = step?.probabilities[step.steps] ?? now;
    const last = batch - 1; // the drawing on the paper comes last
    const bars = before[last].map((p, digit) => {
      const row = rowOf(String(digit), [formatPercent(p), formatPercent(after[last][digit])]);
      row.dataset.label = String(labels?.[last] === digit);
      const cells = /** @type {HTMLElement[]} */ ([...row.cells].slice(1));
      for (const [i, share] of [p, after[last][digit]].entries())
        cells[i].style.setProperty("--share", String(share));
      return row;
    });
    this.#body("bars").replaceChildren(...bars);
    const drawings = this.#part("drawings");
    drawings.hidden = batch === 1;
    this.#body("drawings").replaceChildren(
      ...(labels ?? []).map((label, n) =>
        rowOf(`${n + 1}, label ${label}`, [
          `${argmax(before[n])}`,
          formatPercent(before[n][label]),
          `${argmax(after[n])}`,
          formatPercent(after[n][label]),
        ]),
      ),
    );
    const answer = this.#part("answer");
    const [was, is] = [argmax(before[last]), argmax(after[last])];
    answer.textContent =
      was === is ? `The prediction is ${is}.` : `The prediction was ${was} and is now ${is}.`;
    answer.dataset.changed = String(was !== is);
  }

  /** @param {string} part */
  #body(part) {
    return /** @type {HTMLElement} */ (this.#part(part).querySelector("tbody"));
  }
}

/** @param {readonly number[]} p */
const argmax = (p) => p.indexOf(Math.max(...p));

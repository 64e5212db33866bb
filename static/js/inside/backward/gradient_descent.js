/**
 * Gradient descent on a copy of the weights, computed by the server, and its effect on the loss and
 * on the prediction for each drawing.
 */

import { part, query, queryAll } from "../../lib/dom.js";
import { errorMessage } from "../../lib/error_message.js";
import { formatNumber, formatPercent } from "../../lib/number_format.js";
import { createRow } from "../../lib/table.js";
import { ExplainClient } from "../explain_api.js";
import { sparkline } from "./sparkline.js";

/** @typedef {import("../explain_api.js").Explanation} Explanation */

const RATES = [0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10];
const MANY_STEPS = 10;
const MAX_STEPS = 100;

export class GradientDescent {
  #root;
  #batchStore;
  #announce;
  #changed;
  #part;
  #slider;
  #buttons;
  #explainer = new ExplainClient();
  #steps = 0;
  /** Whose gradients the steps take, if they are not all backpropagation's. */
  #source = "";

  /**
   * @param {HTMLElement} root see templates/inside_backward.html
   * @param {import("./batch_store.js").BatchStore} batchStore
   * @param {object} callbacks
   * @param {(text: string) => void} callbacks.announce to screen readers
   * @param {() => void} callbacks.changed called when the learning rate changes
   */
  constructor(root, batchStore, { announce, changed }) {
    this.#root = root;
    this.#batchStore = batchStore;
    this.#announce = announce;
    this.#changed = changed;
    this.#part = (/** @type {string} */ name) => part(root, name);
    this.#slider = query(root, "input[type=range]", HTMLInputElement);
    const button = (/** @type {string} */ name) => part(root, name, HTMLButtonElement);
    this.#buttons = { step: button("step"), many: button("many"), reset: button("reset") };
    this.#buttons.step.addEventListener("click", () => this.#add(1));
    this.#buttons.many.addEventListener("click", () => this.#add(MANY_STEPS));
    this.#buttons.reset.addEventListener("click", () => {
      this.#run(0);
      this.#buttons.step.focus();
    });
    this.#slider.addEventListener("input", () => {
      this.#showRate();
      this.#changed();
      if (this.#steps > 0) this.#run(this.#steps);
    });
    this.#showRate();
    this.refresh();
  }

  /** @returns {number} the learning rate */
  get rate() {
    return RATES[this.#slider.valueAsNumber];
  }

  /** Take a step, and show it. @param {string} source a sentence that says whose gradients it takes */
  takeStep(source) {
    this.#source = source;
    this.#root.scrollIntoView();
    this.#buttons.step.focus({ preventScroll: true });
    this.#add(1);
  }

  /** Start again for a changed batch. */
  refresh() {
    this.#run(0);
  }

  #showRate() {
    this.#part("rate").textContent = String(this.rate);
    this.#slider.ariaValueText = String(this.rate);
  }

  /** @param {number} steps additional steps */
  async #add(steps) {
    await this.#batchStore.whenIdle();
    this.#run(this.#steps + steps);
  }

  /** @param {number} steps total steps from the live weights */
  async #run(steps) {
    this.#steps = Math.min(MAX_STEPS, steps);
    const { explanation } = this.#batchStore.state;
    const isPossible = explanation !== null;
    this.#buttons.step.disabled = this.#buttons.many.disabled =
      !isPossible || this.#steps >= MAX_STEPS;
    this.#buttons.reset.disabled = this.#steps === 0;
    if (this.#steps === 0 || !isPossible) {
      this.#source = "";
      this.#explainer.abort();
      this.#show(explanation);
      return;
    }
    try {
      const request = await this.#batchStore.request();
      if (request === null) return;
      const stepped = { ...request.parameters, steps: this.#steps, learning_rate: this.rate };
      const explanation = await this.#explainer.explain(request.body, stepped);
      if (explanation !== null) this.#show(explanation, true);
    } catch (error) {
      this.#part("status").textContent = errorMessage(error);
    }
  }

  /** @param {Explanation | null} explanation @param {boolean} [isAsked] whether the user took a step */
  #show(explanation, isAsked = false) {
    this.#part("effect").hidden = explanation === null;
    this.#part("status").textContent = "";
    this.#part("source").textContent = this.#source;
    if (explanation === null || explanation.labels === null) return;
    const { step, loss } = explanation;
    const losses = step?.losses ?? [loss ?? NaN];
    const stepCount = losses.length - 1;
    const status = this.#part("status");
    const count = stepCount === 1 ? "1 step" : `${stepCount} steps`;
    status.textContent =
      stepCount === 0
        ? "No steps taken yet."
        : `After ${count}, the loss is ${formatNumber(losses[stepCount])} (was ${formatNumber(losses[0])}).`;
    this.#part("losses").replaceChildren(...(stepCount === 0 ? [] : [sparkline(losses)]));
    this.#write(explanation);
    if (!isAsked) return;
    const texts = [status.textContent, this.#source, this.#describePrediction(explanation)];
    this.#announce(texts.filter(Boolean).join(" "));
  }

  /** @param {Explanation} explanation */
  #describePrediction({ step, batch }) {
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
    const current = Array.from({ length: batch }, (_, n) => [
      ...arrays.P.data.subarray(n * classes, (n + 1) * classes),
    ]);
    const before = step?.probabilities[0] ?? current;
    const after = step?.probabilities[step.steps] ?? current;
    const last = batch - 1; // the current drawing comes last
    const bars = before[last].map((p, digit) => {
      const row = createRow(String(digit), [formatPercent(p), formatPercent(after[last][digit])]);
      row.dataset.label = String(labels?.[last] === digit);
      const cells = queryAll(row, "td");
      for (const [i, share] of [p, after[last][digit]].entries())
        cells[i].style.setProperty("--share", String(share));
      return row;
    });
    this.#body("bars").replaceChildren(...bars);
    const drawings = this.#part("drawings");
    drawings.hidden = batch === 1;
    this.#body("drawings").replaceChildren(
      ...(labels ?? []).map((label, n) =>
        createRow(`${n}, label ${label}`, [
          `${argmax(before[n])}`,
          formatPercent(before[n][label]),
          `${argmax(after[n])}`,
          formatPercent(after[n][label]),
        ]),
      ),
    );
    const prediction = this.#part("prediction");
    const [was, is] = [argmax(before[last]), argmax(after[last])];
    prediction.textContent =
      was === is ? `The prediction is ${is}.` : `The prediction was ${was} and is now ${is}.`;
    prediction.dataset.changed = String(was !== is);
  }

  /** @param {string} part */
  #body(part) {
    return query(this.#part(part), "tbody", HTMLTableSectionElement);
  }
}

/** @param {readonly number[]} p */
const argmax = (p) => p.indexOf(Math.max(...p));

/**
 * Controls for the correct label and the batch.
 */

import { rasterize } from "../../drawing/rasterize.js";
import { SAMPLES } from "../../drawing/samples.js";
import { instantiate, part, query } from "../../lib/dom.js";
import { formatPercent } from "../../lib/number_format.js";
import { MAX_BATCH } from "./batch_store.js";

/** @typedef {import("./batch_store.js").BatchStore} BatchStore */
/** @typedef {import("./batch_store.js").BatchState} BatchState */

/** From this probability of the label on, all gradients of a drawing are near 0. */
const MIN_LEARNT = 0.9;

/** Order of samples, so that neighbors look different. */
const ORDER = [1, 8, 4, 0, 7, 3, 9, 6, 2, 5];

export class BatchView {
  #batchStore;
  #labels;
  #list;
  #template;
  #buttons;
  #hint;
  #runnerUp;
  #count;
  #next = 0;
  /** @type {readonly import("./batch_store.js").BatchItem[]} */
  #shown = [];

  /**
   * @param {HTMLElement} root see templates/inside_backward.html
   * @param {BatchStore} batchStore
   * @param {object} callbacks
   * @param {() => void} callbacks.clearDrawing clear the canvas after adding a drawing
   * @param {(text: string) => void} callbacks.announce
   */
  constructor(root, batchStore, { clearDrawing, announce }) {
    const button = (/** @type {string} */ name) => part(root, name, HTMLButtonElement);
    this.#batchStore = batchStore;
    this.#labels = query(root, "#label", HTMLFieldSetElement);
    this.#list = part(root, "items");
    this.#template = query(root, "template", HTMLTemplateElement);
    this.#buttons = { add: button("add"), sample: button("sample"), clear: button("clear") };
    this.#hint = part(root, "label-hint");
    this.#runnerUp = button("runner-up");
    this.#runnerUp.addEventListener("click", () => {
      const digit = Number(this.#runnerUp.value);
      batchStore.choose(digit);
      query(this.#labels, `[value="${digit}"]`, HTMLInputElement).focus();
    });
    this.#count = part(root, "count");
    this.#labels.addEventListener("change", ({ target }) => {
      if (target instanceof HTMLInputElement) batchStore.choose(Number(target.value));
    });
    this.#buttons.add.addEventListener("click", async () => {
      if (!(await batchStore.addCurrent())) return;
      clearDrawing();
      announce("Added to the batch. Draw another digit.");
    });
    this.#buttons.sample.addEventListener("click", async () => {
      const digit = ORDER[this.#next % ORDER.length];
      this.#next += 1;
      const drawing = await rasterize({ strokes: SAMPLES[digit], picture: null, isWide: false });
      if (drawing) await batchStore.add(drawing, digit);
    });
    this.#buttons.clear.addEventListener("click", () => batchStore.clear());
    batchStore.onChange(this.#show);
  }

  /** @param {BatchState} state */
  #show = ({ current, label, isChosen, items, explanation }) => {
    for (const radio of this.#labels.querySelectorAll("input"))
      radio.checked = current !== null && Number(radio.value) === label;
    this.#labels.disabled = current === null;
    const N = items.length + (current === null ? 0 : 1);
    const sentences = [];
    if (current !== null && label !== null && !isChosen)
      sentences.push(`Predicted ${label}. Choose the correct label.`);
    const learnt = N === 1 && explanation?.batch === 1 ? learntLabel(explanation) : null;
    this.#runnerUp.hidden = learnt === null;
    if (learnt !== null) {
      const { probability, runnerUp } = learnt;
      const percent = formatPercent(probability);
      sentences.push(`The probability of ${label} is ${percent}, so the gradients are near 0.`);
      this.#runnerUp.value = String(runnerUp);
      this.#runnerUp.textContent = `Use label ${runnerUp} to see larger gradients`;
    }
    this.#hint.textContent = sentences.join(" ");
    this.#count.textContent = N === 1 ? "One drawing" : `${N} drawings`;
    this.#buttons.add.hidden = current === null;
    this.#buttons.clear.hidden = items.length === 0;
    this.#buttons.add.disabled = this.#buttons.sample.disabled = N >= MAX_BATCH;
    if (items !== this.#shown) this.#write(items);
    this.#shown = items;
    this.#showPredictions(explanation?.batch === N ? explanation : null);
  };

  /** @param {readonly import("./batch_store.js").BatchItem[]} items */
  #write(items) {
    this.#list.replaceChildren(
      ...items.map(({ url, label }, index) => {
        const item = instantiate(this.#template);
        const image = query(item, "img", HTMLImageElement);
        const select = query(item, "select", HTMLSelectElement);
        const remove = query(item, "button", HTMLButtonElement);
        image.src = url;
        select.value = String(label);
        select.ariaLabel = `Correct label of drawing ${index}`;
        remove.ariaLabel = `Remove drawing ${index}`;
        select.addEventListener("change", () =>
          this.#batchStore.relabel(index, Number(select.value)),
        );
        remove.addEventListener("click", () => {
          this.#batchStore.remove(index);
          const buttons = this.#list.querySelectorAll("button");
          (buttons[Math.min(index, buttons.length - 1)] ?? this.#buttons.sample).focus();
        });
        return item;
      }),
    );
  }

  /** @param {import("../explain_api.js").Explanation | null} explanation */
  #showPredictions(explanation) {
    for (const [index, item] of [...this.#list.children].entries()) {
      const prediction = part(item, "prediction");
      const digit = explanation?.digit[index];
      prediction.textContent = digit === undefined ? "" : `predicted ${digit}`;
    }
  }
}

/**
 * @param {import("../explain_api.js").Explanation} explanation of one drawing
 * @returns {{probability: number, runnerUp: number} | null} of the label, and the most probable other digit; null if there is something to learn
 */
function learntLabel({ labels, arrays }) {
  if (labels === null) return null;
  const [label] = labels;
  const probabilities = [...arrays.P.data];
  const probability = probabilities[label];
  if (probability < MIN_LEARNT) return null;
  const others = probabilities.map((value, digit) => (digit === label ? -1 : value));
  return { probability, runnerUp: others.indexOf(Math.max(...others)) };
}

/**
 * The true digits, and the small batch: the drawing on the paper and those that were kept.
 */

import { rasterise } from "../../drawing/rasterize.js";
import { SAMPLES } from "../../drawing/samples.js";
import { instantiate, part, query } from "../../lib/dom.js";
import { MOST } from "./batch_store.js";

/** @typedef {import("./batch_store.js").Exercise} Exercise */
/** @typedef {import("./batch_store.js").Exercised} Exercised */

/** Samples come in an order in which neighbours look different. */
const ORDER = [1, 8, 4, 0, 7, 3, 9, 6, 2, 5];

export class Batch {
  #exercise;
  #labels;
  #list;
  #template;
  #buttons;
  #read;
  #count;
  #next = 0;
  /** @type {readonly import("./batch_store.js").Kept[]} */
  #shown = [];

  /**
   * @param {HTMLElement} root see templates/inside_backward.html
   * @param {Exercise} exercise
   * @param {object} callbacks
   * @param {() => void} callbacks.takeAway the drawing was kept: off the paper with it
   * @param {(text: string) => void} callbacks.say
   */
  constructor(root, exercise, { takeAway, say }) {
    const button = (/** @type {string} */ name) => part(root, name, HTMLButtonElement);
    this.#exercise = exercise;
    this.#labels = query(root, "#label", HTMLFieldSetElement);
    this.#list = part(root, "kept");
    this.#template = query(root, "template", HTMLTemplateElement);
    this.#buttons = { keep: button("keep"), sample: button("sample"), alone: button("alone") };
    this.#read = part(root, "read");
    this.#count = part(root, "count");
    this.#labels.addEventListener("change", (event) =>
      exercise.choose(Number(/** @type {HTMLInputElement} */ (event.target).value)),
    );
    this.#buttons.keep.addEventListener("click", async () => {
      if (!(await exercise.keep())) return;
      takeAway();
      say("Added to the batch. Draw another digit.");
    });
    this.#buttons.sample.addEventListener("click", async () => {
      const digit = ORDER[this.#next % ORDER.length];
      this.#next += 1;
      const drawing = await rasterise({ strokes: SAMPLES[digit], picture: null });
      if (drawing) await exercise.add(drawing, digit);
    });
    this.#buttons.alone.addEventListener("click", () => exercise.clear());
    exercise.onChange(this.#show);
  }

  /** @param {Exercised} state */
  #show = ({ present, label, isChosen, kept, explanation }) => {
    for (const radio of this.#labels.querySelectorAll("input"))
      radio.checked = present !== null && Number(radio.value) === label;
    this.#labels.disabled = present === null;
    const N = kept.length + (present === null ? 0 : 1);
    this.#read.textContent =
      present !== null && label !== null && !isChosen
        ? `Predicted ${label}. Choose the correct label.`
        : "";
    this.#count.textContent = N === 1 ? "One drawing" : `${N} drawings`;
    this.#buttons.keep.hidden = present === null;
    this.#buttons.alone.hidden = kept.length === 0;
    this.#buttons.keep.disabled = this.#buttons.sample.disabled = N >= MOST;
    if (kept !== this.#shown) this.#write(kept);
    this.#shown = kept;
    this.#grade(explanation?.batch === N ? explanation : null);
  };

  /** @param {readonly import("./batch_store.js").Kept[]} kept */
  #write(kept) {
    this.#list.replaceChildren(
      ...kept.map(({ url, label }, index) => {
        const item = instantiate(this.#template);
        const image = query(item, "img", HTMLImageElement);
        const select = query(item, "select", HTMLSelectElement);
        const remove = query(item, "button", HTMLButtonElement);
        image.src = url;
        select.value = String(label);
        select.ariaLabel = `Correct label of drawing ${index + 1}`;
        remove.ariaLabel = `Remove drawing ${index + 1}`;
        select.addEventListener("change", () =>
          this.#exercise.relabel(index, Number(select.value)),
        );
        remove.addEventListener("click", () => {
          this.#exercise.remove(index);
          const buttons = this.#list.querySelectorAll("button");
          (buttons[Math.min(index, buttons.length - 1)] ?? this.#buttons.sample).focus();
        });
        return item;
      }),
    );
  }

  /** @param {import("../explain_api.js").Explanation | null} explanation */
  #grade(explanation) {
    for (const [index, item] of [...this.#list.children].entries()) {
      const told = part(item, "answer");
      const digit = explanation?.digit[index];
      told.textContent = digit === undefined ? "" : `predicted ${digit}`;
    }
  }
}

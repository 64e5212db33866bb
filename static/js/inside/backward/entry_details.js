/**
 * Details of the selected entry of a step's result: its computation and paths, the values around it, its
 * finite difference, and the perturbation of the pixels.
 */

import { query, queryAll } from "../../lib/dom.js";
import { AdversarialPerturbation } from "./adversarial_perturbation.js";
import { applyViews } from "./array_views.js";
import { matchingWeight } from "./entry_math.js";
import { EntryView } from "./entry_view.js";
import { GradientCheck } from "./gradient_check.js";
import { showSoftmaxPaths } from "./softmax_paths_view.js";
import { showUnitPaths } from "./unit_paths_view.js";
import { ZoomView } from "./zoom_view.js";

/** @typedef {import("../../lib/grid_navigation.js").Entry} Entry */

export class EntryDetails {
  #entryElement;
  #zoomElement;
  #entryView;
  #zoomView;
  #perturbation;
  #gradientCheck;

  /**
   * @param {HTMLElement} root
   * @param {import("./batch_store.js").BatchStore} batchStore
   * @param {object} callbacks
   * @param {(text: string) => void} callbacks.announce to screen readers
   * @param {(entry: Entry) => void} callbacks.onPick entry of the result
   */
  constructor(root, batchStore, { announce, onPick }) {
    const find = (/** @type {string} */ selector) => query(root, selector, HTMLElement);
    this.#entryElement = find(".entry-view");
    this.#zoomElement = find(".zoom-view");
    this.#entryView = new EntryView(this.#entryElement, onPick);
    this.#zoomView = new ZoomView(this.#zoomElement);
    this.#perturbation = new AdversarialPerturbation(
      find(".adversarial-perturbation"),
      batchStore,
      announce,
    );
    this.#gradientCheck = new GradientCheck(this.#entryElement, batchStore, announce);
  }

  /** Elements that are moved into the current step. */
  get elements() {
    return [this.#entryElement, this.#zoomElement, this.#perturbation.element];
  }

  /** Links to the common mistakes, shown in the steps that they break. */
  get mistakeLinks() {
    return queryAll(this.#entryElement, "[data-opens]");
  }

  /** @param {HTMLElement} article of the current step */
  moveTo(article) {
    const numbers = query(article, ".step-numbers", HTMLElement);
    numbers.after(this.#entryElement);
    numbers.insertBefore(this.#zoomElement, numbers.querySelector(".unit-paths"));
    numbers.append(this.#perturbation.element);
  }

  /** @param {boolean} hasNumbers whether there are values to show */
  toggle(hasNumbers) {
    this.#entryElement.hidden = this.#zoomElement.hidden = !hasNumbers;
    if (!hasNumbers) this.#perturbation.show(null, 0);
  }

  /** Remove the finite difference: it is of other numbers. */
  clearCheck() {
    this.#gradientCheck.clear();
  }

  /**
   * @param {HTMLElement} article of the current step
   * @param {import("./equation_view.js").EquationView} view of its equation
   * @param {Entry} entry of the result
   * @param {import("./array_views.js").Numbers & {labels: readonly number[]}} numbers
   */
  show(article, view, entry, { explanation, weights, rate, labels }) {
    const { sizes, arrays } = explanation;
    const { kind, layer, factors, codes, bias, isDivided, isTransposed, isOfPixels } = view;
    const origin = view.sourceEntry(entry);
    const N = labels.length;
    const logits = arrays[`z${weights.length}`];
    const context = {
      kind,
      layer,
      factors,
      codes,
      sizes,
      labels,
      logits,
      rate,
      isDivided,
      isTransposed,
      bias,
      origin,
    };
    const [rows, columns] = view.result.shape;
    this.#entryView.show(view.code, [rows, columns], context, entry);
    const softmaxPaths = article.querySelector(".softmax-paths");
    if (softmaxPaths instanceof HTMLElement)
      showSoftmaxPaths(softmaxPaths, { P: arrays.P, Y: arrays.Y, labels, isDivided }, origin);
    const unitPaths = article.querySelector(".unit-paths");
    if (unitPaths instanceof HTMLElement) {
      const name = `${view.code}[${entry.row}, ${entry.column}]`;
      showUnitPaths(unitPaths, { ...context, arrays, weights, N, name });
    }
    this.#perturbation.show(layer === 0 ? explanation : null, origin.row);
    const drawings = layer === 0 ? applyViews(arrays.A0, ["inputs"], N) : null;
    const areRows = isTransposed !== (drawings !== null);
    this.#zoomView.show(view.code, view.result, entry, { bias, isOfPixels, areRows, drawings });
    this.#gradientCheck.show(weightToCheck(view, entry, N));
  }
}

/**
 * @param {import("./equation_view.js").EquationView} view
 * @param {Entry} entry of its result
 * @param {number} N
 * @returns {import("./gradient_check.js").Weight | null} that the entry is the derivative for; null if for none
 */
function weightToCheck(view, entry, N) {
  const { kind, layer, name, isSum, isTransposed } = view;
  const weight = matchingWeight(kind, layer, view.sourceEntry(entry), N);
  if (weight === null) return null;
  const { row, column } = kind === "gradient" ? entry : biasEntry(entry, isTransposed);
  const scale = isSum && kind === "gradient" ? N : 1;
  return { ...weight, name: `${name}[${row}, ${column}]`, scale };
}

/** @param {Entry} entry of an error signal of one drawing @param {boolean} isTransposed @returns {Entry} the bias of its unit */
const biasEntry = ({ row, column }, isTransposed) =>
  isTransposed ? { row, column: 0 } : { row: 0, column };

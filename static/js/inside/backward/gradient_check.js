/**
 * Gradient check of one entry against a central finite difference, computed by the server.
 */

import { part, query } from "../../lib/dom.js";
import { errorMessage } from "../../lib/error_message.js";
import { formatNumber } from "../../lib/number_format.js";
import { ExplainClient } from "../explain_api.js";

/** @typedef {import("../../lib/grid_navigation.js").Entry} Entry */
/** @typedef {import("../explain_api.js").Check} Check */
/**
 * A weight to check.
 *
 * @typedef {object} Weight
 * @property {string} matrix
 * @property {number} row in the matrix with samples as rows
 * @property {number} column in the matrix with samples as rows
 * @property {string} name in the convention
 * @property {number} scale factor of the gradient in the convention
 */

/** Tolerance for correct gradients in float64 with steps of 1e-5. */
const TOLERANCE = { relative: 1e-4, absolute: 1e-9 };

export class GradientCheck {
  #button;
  #result;
  #batchStore;
  #announce;
  #explainer = new ExplainClient();
  /** @type {Weight | null} */
  #weight = null;

  /**
   * @param {HTMLElement} root with a button and a container for the result
   * @param {import("./batch_store.js").BatchStore} batchStore
   * @param {(text: string) => void} announce to screen readers
   */
  constructor(root, batchStore, announce) {
    this.#button = query(root, "button", HTMLButtonElement);
    this.#result = part(root, "check");
    this.#batchStore = batchStore;
    this.#announce = announce;
    this.#button.addEventListener("click", this.#check);
  }

  /** @param {Weight | null} weight of the selected entry; null if it has none */
  show(weight) {
    this.#button.hidden = weight === null;
    if (isSame(this.#weight, weight)) return;
    this.#weight = weight;
    this.clear();
  }

  /** Remove the stale result. */
  clear() {
    this.#explainer.abort();
    this.#result.replaceChildren();
  }

  #check = async () => {
    await this.#batchStore.whenIdle();
    const weight = this.#weight;
    const request = await this.#batchStore.request();
    if (weight === null || request === null) return;
    try {
      const { matrix, row, column } = weight;
      const parameters = { ...request.parameters, matrix, row, column };
      const check = await this.#explainer.check(request.body, parameters);
      if (check === null || !isSame(weight, this.#weight)) return;
      this.#result.replaceChildren(...renderCheck(check, "Backpropagation", weight));
      this.#announce(verdict(check));
    } catch (error) {
      this.#result.textContent = errorMessage(error);
    }
  };
}

/** @param {Weight | null} a @param {Weight | null} b */
const isSame = (a, b) => JSON.stringify(a) === JSON.stringify(b);

/** @param {Check} check */
export const agrees = ({ relative, difference }) =>
  relative <= TOLERANCE.relative || Math.abs(difference) <= TOLERANCE.absolute;

/** @param {Check} check @returns {string} */
export function verdict(check) {
  const { analytic, numeric, relative } = check;
  if (!agrees(check)) return "They do not agree.";
  if (analytic === 0 && numeric === 0) return "Both are 0: they agree.";
  if (relative > 1e-2) return "Both are nearly 0: they agree.";
  return `They agree to ${Math.min(15, Math.floor(-Math.log10(relative)))} digits.`;
}

/**
 * @param {Check} check
 * @param {string} [source] label of the analytic value
 * @param {{name: string, scale: number}} [weight] by default as the service names it
 * @returns {HTMLElement[]} the values and whether they agree
 */
export function renderCheck(check, source = "Backpropagation", weight) {
  const {
    matrix,
    row,
    column,
    epsilon,
    analytic,
    numeric,
    difference,
    loss_above: above,
    loss_below: below,
  } = check;
  const list = document.createElement("dl");
  list.className = "check-values";
  const { name: entry, scale } = weight ?? { name: `${matrix}[${row}, ${column}]`, scale: 1 };
  const lines = [
    [source, formatNumber(scale * analytic, 10), "analytic"],
    ["Finite difference", formatNumber(scale * numeric, 10), "numeric"],
    ["Difference", formatNumber(scale * difference, 10), "difference"],
  ];
  for (const [name, value, part] of lines) {
    const [term, definition] = [document.createElement("dt"), document.createElement("dd")];
    term.textContent = name;
    definition.textContent = value;
    definition.dataset.part = part;
    list.append(term, definition);
  }
  const explanation = document.createElement("p");
  explanation.className = "muted";
  explanation.textContent = `The loss is ${above.toFixed(10)} with ${entry} increased by ${epsilon} and ${below.toFixed(10)} with it decreased. The finite difference is their difference divided by ${2 * epsilon}${scale === 1 ? "" : `, times ${scale}: the gradient is a sum over the batch, and the loss a mean`}.`;
  const result = document.createElement("p");
  result.className = "verdict";
  result.dataset.agrees = String(agrees(check));
  result.textContent = verdict(check);
  return [result, list, explanation];
}

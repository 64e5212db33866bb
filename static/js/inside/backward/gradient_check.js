/**
 * One entry of a gradient checked against a measurement, which the server makes: the weight is moved
 * up and down a little, and the slope of the loss between the two is the derivative.
 */

import { part, query } from "../../lib/dom.js";
import { formatNumber } from "../../lib/number_format.js";
import { Explainer } from "../explain_api.js";

/** @typedef {import("../../lib/grid_navigation.js").Entry} Entry */
/** @typedef {import("../explain_api.js").Check} Check */
/** @typedef {{matrix: string, row: number, column: number}} Weight */

/** In float64 and with steps of 1e-5, what is right agrees this well, or is this close to 0. */
const CLOSE = { relative: 1e-4, absolute: 1e-9 };

export class Measure {
  #button;
  #outcome;
  #exercise;
  #say;
  #explainer = new Explainer();
  /** @type {Weight | null} */
  #weight = null;

  /**
   * @param {HTMLElement} root with a button and a place for the outcome
   * @param {import("./batch_store.js").Exercise} exercise
   * @param {(text: string) => void} say for a screen reader
   */
  constructor(root, exercise, say) {
    this.#button = query(root, "button", HTMLButtonElement);
    this.#outcome = part(root, "measured");
    this.#exercise = exercise;
    this.#say = say;
    this.#button.addEventListener("click", this.#check);
  }

  /** @param {Weight | null} weight whose derivative is looked at; null where it is none of a weight */
  show(weight) {
    this.#button.hidden = weight === null;
    if (same(this.#weight, weight)) return;
    this.#weight = weight;
    this.clear();
  }

  /** What was measured holds no more. */
  clear() {
    this.#explainer.abort();
    this.#outcome.replaceChildren();
  }

  #check = async () => {
    await this.#exercise.settled();
    const weight = this.#weight;
    const asked = await this.#exercise.asked();
    if (weight === null || asked === null) return;
    try {
      const check = await this.#explainer.check(asked.body, { ...asked.question, ...weight });
      if (check === null || !same(weight, this.#weight)) return;
      this.#outcome.replaceChildren(...outcome(check));
      this.#say(verdict(check));
    } catch (error) {
      this.#outcome.textContent = /** @type {Error} */ (error).message;
    }
  };
}

/** @param {Weight | null} a @param {Weight | null} b */
const same = (a, b) => a?.matrix === b?.matrix && a?.row === b?.row && a?.column === b?.column;

/** @param {Check} check */
export const agrees = ({ relative, difference }) =>
  relative <= CLOSE.relative || Math.abs(difference) <= CLOSE.absolute;

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
 * @param {string} [source] of the value that was not measured
 * @returns {HTMLElement[]} what was measured, and whether it agrees
 */
export function outcome(check, source = "Backpropagation") {
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
  list.className = "measured";
  const entry = `${matrix}[${row}, ${column}]`;
  const lines = [
    [source, formatNumber(analytic, 10), "analytic"],
    ["Finite difference", formatNumber(numeric, 10), "numeric"],
    ["Difference", formatNumber(difference, 10), "difference"],
  ];
  for (const [name, value, part] of lines) {
    const [term, definition] = [document.createElement("dt"), document.createElement("dd")];
    term.textContent = name;
    definition.textContent = value;
    definition.dataset.part = part;
    list.append(term, definition);
  }
  const how = document.createElement("p");
  how.className = "muted";
  how.textContent = `The loss is ${above.toFixed(10)} with ${entry} increased by ${epsilon} and ${below.toFixed(10)} with it decreased. The finite difference is their difference divided by ${2 * epsilon}.`;
  const told = document.createElement("p");
  told.className = "verdict";
  told.dataset.agrees = String(agrees(check));
  told.textContent = verdict(check);
  return [told, list, how];
}

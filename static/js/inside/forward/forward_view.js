/**
 * The way forward: the layers, the units that are looked at, and all numbers.
 */

import { formatNumber } from "../../lib/number_format.js";
import { fullName, workOf } from "../unit_math.js";
import { Flow } from "./network_diagram.js";
import { Tables } from "./tables.js";
import { Lenses } from "./unit_details.js";
import { Selection } from "./unit_selection.js";

/** @typedef {import("../explanation_store.js").State} State */

export class Forward {
  #selection;
  #flow;
  #lenses;
  #tables;
  #hint;
  #foot;
  /** @type {State | null} */
  #state = null;
  #sizesOf;

  /**
   * @param {object} parts
   * @param {HTMLElement} parts.flow
   * @param {HTMLElement} parts.hint       shown as long as nothing is drawn
   * @param {HTMLElement} parts.foot       tells of the unit where the lenses are out of sight
   * @param {HTMLElement} parts.lenses
   * @param {HTMLTemplateElement} parts.lens
   * @param {HTMLDetailsElement} parts.numbers
   * @param {() => readonly number[]} sizesOf the layers of the chosen model, while nothing is drawn
   */
  constructor({ flow, hint, foot, lenses, lens, numbers }, sizesOf) {
    this.#sizesOf = sizesOf;
    this.#hint = hint;
    this.#foot = foot;
    const selection = new Selection(() => this.#look());
    this.#selection = selection;
    this.#flow = new Flow(flow, {
      onPoint: (unit) => selection.point(unit),
      onPin: (unit) => selection.toggle(unit),
    });
    this.#lenses = new Lenses(lenses, lens, {
      onPin: (unit) => selection.toggle(unit),
      onReplace: (former, unit) => selection.replace(former, unit),
    });
    this.#tables = new Tables(numbers);
  }

  /** @param {State} state */
  show = (state) => {
    this.#state = state;
    const sizes = state.explanation?.sizes ?? this.#sizesOf();
    this.#selection.keepWithin(sizes);
    this.#flow.show(sizes, state.explanation);
    this.#tables.show(state.explanation);
    this.#hint.hidden = state.explanation !== null;
    this.#look();
  };

  #look() {
    const { explanation, weights } = this.#state ?? {};
    this.#foot.hidden = !explanation || !weights;
    if (!explanation || !weights) {
      this.#flow.mark([]);
      this.#lenses.show([], [], () => false);
      return;
    }
    const winner = { layer: explanation.sizes.length - 1, index: explanation.digit[0] };
    const works = this.#selection.shown(winner).map((unit) => workOf(explanation, weights, unit));
    this.#flow.mark(works);
    this.#lenses.show(works, explanation.sizes, (unit) => this.#selection.isPinned(unit));
    const { sizes } = explanation;
    const { unit, value } = works[works.length - 1];
    const told = /** @type {HTMLElement} */ (this.#foot.firstElementChild);
    told.textContent = `${fullName(sizes, unit)}: ${formatNumber(value)}`;
  }
}

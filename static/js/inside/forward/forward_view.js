/**
 * Forward pass view: network diagram, selected units and value tables.
 */

import { part } from "../../lib/dom.js";
import { formatNumber } from "../../lib/number_format.js";
import { fullName, sumOfUnit } from "../unit_math.js";
import { NetworkDiagram } from "./network_diagram.js";
import { ValueTables } from "./tables.js";
import { UnitDetails } from "./unit_details.js";
import { UnitSelection } from "./unit_selection.js";

/** @typedef {import("../explanation_store.js").State} State */

export class ForwardView {
  #selection;
  #diagram;
  #details;
  #tables;
  #hint;
  #foot;
  /** @type {State | null} */
  #state = null;
  #modelSizes;

  /**
   * @param {object} parts
   * @param {HTMLElement} parts.diagram
   * @param {HTMLElement} parts.hint       shown while the canvas is blank
   * @param {HTMLElement} parts.foot       shows the unit while its details are out of view
   * @param {HTMLElement} parts.details
   * @param {HTMLTemplateElement} parts.detail
   * @param {HTMLDetailsElement} parts.numbers
   * @param {() => readonly number[]} modelSizes layers of the selected model, while the canvas is blank
   */
  constructor({ diagram, hint, foot, details, detail, numbers }, modelSizes) {
    this.#modelSizes = modelSizes;
    this.#hint = hint;
    this.#foot = foot;
    const selection = new UnitSelection(() => this.#showUnits());
    this.#selection = selection;
    this.#diagram = new NetworkDiagram(diagram, foot, {
      onPoint: (unit) => selection.point(unit),
      onPin: (unit) => selection.toggle(unit),
    });
    this.#details = new UnitDetails(details, detail, {
      onPin: (unit) => selection.toggle(unit),
      onReplace: (former, unit) => selection.replace(former, unit),
    });
    this.#tables = new ValueTables(numbers);
  }

  /** @param {State} state */
  show = (state) => {
    this.#state = state;
    const sizes = state.explanation?.sizes ?? this.#modelSizes();
    this.#selection.keepWithin(sizes);
    this.#diagram.show(sizes, state.explanation);
    this.#tables.show(state.explanation);
    this.#hint.hidden = state.explanation !== null;
    this.#showUnits();
  };

  #showUnits() {
    const { explanation, weights } = this.#state ?? {};
    this.#foot.hidden = !explanation || !weights;
    if (!explanation || !weights) {
      this.#diagram.mark([]);
      this.#details.show([], [], () => false);
      return;
    }
    const winner = { layer: explanation.sizes.length - 1, index: explanation.digit[0] };
    const sums = this.#selection.shown(winner).map((unit) => sumOfUnit(explanation, weights, unit));
    this.#diagram.mark(sums);
    this.#details.show(sums, explanation.sizes, (unit) => this.#selection.isPinned(unit));
    const { sizes } = explanation;
    const { unit, value } = sums[sums.length - 1];
    part(this.#foot, "unit").textContent = `${fullName(sizes, unit)}: ${formatNumber(value)}`;
  }
}

/**
 * Details of one or two units, side by side with shared color scales.
 */

import { UnitDetail } from "./unit_detail.js";

/** @typedef {import("../unit_math.js").Unit} Unit */
/** @typedef {import("../unit_math.js").UnitSum} UnitSum */

export class UnitDetails {
  #root;
  #details;

  /**
   * @param {HTMLElement} root
   * @param {HTMLTemplateElement} template of a unit's details
   * @param {ConstructorParameters<typeof UnitDetail>[1]} listener
   */
  constructor(root, template, listener) {
    this.#root = root;
    this.#details = [new UnitDetail(template, listener), new UnitDetail(template, listener)];
    for (const { element } of this.#details) element.hidden = true;
    root.append(...this.#details.map(({ element }) => element));
  }

  /**
   * @param {readonly UnitSum[]} sums at most two
   * @param {readonly number[]} sizes
   * @param {(unit: Unit) => boolean} isPinned
   */
  show(sums, sizes, isPinned) {
    this.#root.dataset.count = String(sums.length);
    const isOneLayer = sums.every(({ unit }) => unit.layer === sums[0].unit.layer);
    const limits = sums.map(UnitDetail.scaleLimits);
    const max = (/** @type {"weights" | "products"} */ name) =>
      Math.max(...limits.map((limit) => limit[name]));
    for (const [i, detail] of this.#details.entries()) {
      const unitSum = sums[i];
      detail.element.hidden = unitSum === undefined;
      if (unitSum === undefined) continue;
      const sharedLimits = { weights: max("weights"), products: max("products") };
      detail.show(unitSum, sizes, isPinned(unitSum.unit), isOneLayer ? sharedLimits : limits[i]);
    }
  }
}

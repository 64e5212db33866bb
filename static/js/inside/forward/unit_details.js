/**
 * One or two units from close by, side by side on scales that they share.
 */

import { Lens } from "./unit_detail.js";

/** @typedef {import("../unit_math.js").Unit} Unit */
/** @typedef {import("../unit_math.js").Work} Work */

export class Lenses {
  #root;
  #lenses;

  /**
   * @param {HTMLElement} root
   * @param {HTMLTemplateElement} template of one lens
   * @param {ConstructorParameters<typeof Lens>[1]} listener
   */
  constructor(root, template, listener) {
    this.#root = root;
    this.#lenses = [new Lens(template, listener), new Lens(template, listener)];
    for (const { element } of this.#lenses) element.hidden = true;
    root.append(...this.#lenses.map(({ element }) => element));
  }

  /**
   * @param {readonly Work[]} works none, one or two
   * @param {readonly number[]} sizes
   * @param {(unit: Unit) => boolean} isPinned
   */
  show(works, sizes, isPinned) {
    this.#root.dataset.count = String(works.length);
    const isOneLayer = works.every(({ unit }) => unit.layer === works[0].unit.layer);
    const all = works.map(Lens.limitsOf);
    const most = (/** @type {"weights" | "products"} */ name) =>
      Math.max(...all.map((limits) => limits[name]));
    for (const [i, lens] of this.#lenses.entries()) {
      const work = works[i];
      lens.element.hidden = work === undefined;
      if (work === undefined) continue;
      const shared = { weights: most("weights"), products: most("products") };
      lens.show(work, sizes, isPinned(work.unit), isOneLayer ? shared : all[i]);
    }
  }
}

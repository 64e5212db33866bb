/**
 * Details of one unit: inputs, weights and products as heat maps, and their sum.
 */

import { scaleLimit } from "../../heatmap/color_scale.js";
import { Heatmap } from "../../heatmap/heatmap.js";
import { closest, instantiate, part, query } from "../../lib/dom.js";
import { formatNumber } from "../../lib/number_format.js";
import { fullName, layerName, unitName } from "../unit_math.js";
import { LayerLayout } from "./layer_layout.js";
import { formatSum, writeSum, writeTable } from "./unit_sum_view.js";

/** @typedef {import("../unit_math.js").Unit} Unit */
/** @typedef {import("../unit_math.js").UnitSum} UnitSum */
/** @typedef {import("../../lib/grid_navigation.js").Entry} Entry */

const HINT = "Point at a cell to see its values.";

export class UnitDetail {
  element;
  #number;
  #pin;
  #expand;
  #table;
  #maps;
  /** @type {readonly number[]} */
  #sizes = [];
  /** @type {UnitSum | null} */
  #unitSum = null;
  /** @type {LayerLayout | null} */
  #layout = null;
  #isExpanded = false;

  /**
   * @param {HTMLTemplateElement} template
   * @param {object} listener
   * @param {(unit: Unit) => void} listener.onPin
   * @param {(former: Unit, unit: Unit) => void} listener.onReplace
   */
  constructor(template, { onPin, onReplace }) {
    this.element = instantiate(template);
    this.#number = query(this.element, "input", HTMLInputElement);
    this.#pin = query(this.element, "[aria-pressed]", HTMLButtonElement);
    this.#expand = query(this.element, "[aria-expanded]", HTMLButtonElement);
    this.#table = query(this.element, "table", HTMLTableElement);
    this.#maps = this.#makeMaps();
    this.#pin.addEventListener("click", () => this.#unitSum && onPin(this.#unitSum.unit));
    this.#number.addEventListener("input", () => {
      if (this.#unitSum === null || !this.#number.validity.valid || this.#number.value === "")
        return;
      const { unit } = this.#unitSum;
      onReplace(unit, { layer: unit.layer, index: this.#number.valueAsNumber });
    });
    this.#expand.addEventListener("click", () => {
      this.#isExpanded = !this.#isExpanded;
      if (this.#unitSum !== null) this.#list(this.#unitSum);
    });
    this.#table.addEventListener("pointerover", (event) => {
      const index = closest(event, "tr", HTMLTableRowElement)?.dataset.index;
      this.#point(index === undefined ? null : Number(index));
    });
    this.#table.addEventListener("pointerleave", () => this.#point(null));
  }

  #makeMaps() {
    const [inputs, weights, products] = this.element.querySelectorAll("figure");
    const onEntry = (/** @type {Entry | null} */ entry) =>
      this.#point((entry && this.#layout?.unitIndex(entry)) ?? null);
    const make = (/** @type {"ink" | "signed"} */ scale, decorative = true) =>
      new Heatmap({
        name: "Products",
        scale,
        decorative,
        onEntry,
        describe: (entry) => this.#describe(entry),
      });
    const maps = { inputs: make("ink"), weights: make("signed"), products: make("signed", false) };
    inputs.append(maps.inputs.element);
    weights.append(maps.weights.element);
    products.append(maps.products.element);
    return maps;
  }

  /** @param {UnitSum} unitSum @returns {{weights: number, products: number}} ends of the color scales */
  static scaleLimits({ weights, products }) {
    return { weights: scaleLimit("signed", weights), products: scaleLimit("signed", products) };
  }

  /**
   * @param {UnitSum} unitSum
   * @param {readonly number[]} sizes
   * @param {boolean} isPinned
   * @param {{weights: number, products: number}} limits ends of the color scales
   */
  show(unitSum, sizes, isPinned, limits) {
    const { layer } = unitSum.unit;
    const isNewLayer =
      this.#unitSum?.unit.layer !== layer || this.#layout?.units !== sizes[layer - 1];
    this.#unitSum = unitSum;
    this.#sizes = sizes;
    if (isNewLayer || this.#layout === null) this.#layout = new LayerLayout(sizes[layer - 1]);
    const layout = this.#layout;
    this.element.dataset.line = String(layout.columns === 1);
    this.#maps.inputs.show(layout.toMatrix(unitSum.inputs));
    this.#maps.weights.show(layout.toMatrix(unitSum.weights), limits.weights);
    this.#maps.products.show(layout.toMatrix(unitSum.products), limits.products);
    this.#writeTitle(unitSum.unit, isPinned);
    const isOutput = layer === sizes.length - 1;
    writeSum(part(this.element, "sum"), formatSum(unitSum, isOutput));
    this.#list(unitSum);
    if (isNewLayer) this.#point(null);
  }

  /** @param {Unit} unit @param {boolean} isPinned */
  #writeTitle(unit, isPinned) {
    const isOutput = unit.layer === this.#sizes.length - 1;
    const before = layerName(this.#sizes, unit.layer - 1);
    const texts = {
      layer: isOutput ? "" : `${layerName(this.#sizes, unit.layer)},`,
      kind: isOutput ? "Output" : "unit",
      of: isOutput ? "" : `of ${this.#sizes[unit.layer]}`,
      inputs: before,
      from: unit.layer === 1 ? "Pixel" : before,
      passed: unit.layer === 1 ? "Ink" : "Activation",
    };
    for (const [name, text] of Object.entries(texts)) part(this.element, name).textContent = text;
    this.#number.max = String(this.#sizes[unit.layer] - 1);
    if (document.activeElement !== this.#number) this.#number.value = String(unit.index);
    this.#pin.ariaPressed = String(isPinned);
    this.element.ariaLabel = fullName(this.#sizes, unit);
  }

  /** @param {UnitSum} unitSum */
  #list(unitSum) {
    writeTable(this.#table, unitSum, this.#sizes, this.#isExpanded);
    this.#expand.ariaExpanded = String(this.#isExpanded);
    this.#expand.textContent = this.#isExpanded
      ? "Show only the largest"
      : `Show all ${unitSum.ranked.length}`;
  }

  /** @param {number | null} index of an input */
  #point(index) {
    const marks = index === null || this.#layout === null ? [] : [this.#layout.unitEntry(index)];
    for (const map of Object.values(this.#maps)) map.mark(marks);
    for (const row of this.#table.tBodies[0].rows) {
      row.toggleAttribute("data-marked", row.dataset.index === String(index));
    }
    part(this.element, "reading").textContent = marks.length > 0 ? this.#describe(marks[0]) : HINT;
  }

  /** @param {Entry} entry */
  #describe(entry) {
    if (this.#unitSum === null || this.#layout === null) return "";
    const { unit, inputs, weights, products } = this.#unitSum;
    const index = this.#layout.unitIndex(entry);
    const name = unitName(this.#sizes, { layer: unit.layer - 1, index });
    return `${name}: ${formatNumber(inputs[index])} × ${formatNumber(weights[index])} = ${formatNumber(products[index])}`;
  }
}

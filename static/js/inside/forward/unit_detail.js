/**
 * One unit from close by: what comes in, its weights, their products as pictures, and the sum.
 */

import { limitOf } from "../../heatmap/color_scale.js";
import { Heatmap } from "../../heatmap/heatmap.js";
import { instantiate, part, query } from "../../lib/dom.js";
import { formatNumber } from "../../lib/number_format.js";
import { fullName, layerName, unitName } from "../unit_math.js";
import { Field } from "./layer_layout.js";
import { sumOf, writeSum, writeTable } from "./unit_sum_view.js";

/** @typedef {import("../unit_math.js").Unit} Unit */
/** @typedef {import("../unit_math.js").Work} Work */
/** @typedef {import("../../lib/grid_navigation.js").Entry} Entry */

const READING = "Point at a cell to see its values.";

export class Lens {
  element;
  #number;
  #pin;
  #all;
  #table;
  #maps;
  /** @type {readonly number[]} */
  #sizes = [];
  /** @type {Work | null} */
  #work = null;
  /** @type {Field | null} */
  #field = null;
  #isWhole = false;

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
    this.#all = query(this.element, "[aria-expanded]", HTMLButtonElement);
    this.#table = query(this.element, "table", HTMLTableElement);
    this.#maps = this.#makeMaps();
    this.#pin.addEventListener("click", () => this.#work && onPin(this.#work.unit));
    this.#number.addEventListener("input", () => {
      if (this.#work === null || !this.#number.validity.valid || this.#number.value === "") return;
      const { unit } = this.#work;
      const index = this.#number.valueAsNumber - Number(this.#number.min);
      onReplace(unit, { layer: unit.layer, index });
    });
    this.#all.addEventListener("click", () => {
      this.#isWhole = !this.#isWhole;
      this.#list();
    });
    this.#table.addEventListener("pointerover", ({ target }) => {
      const index = /** @type {HTMLElement} */ (target).closest("tr")?.dataset.index;
      this.#point(index === undefined ? null : Number(index));
    });
    this.#table.addEventListener("pointerleave", () => this.#point(null));
  }

  #makeMaps() {
    const [inputs, weights, products] = this.element.querySelectorAll("figure");
    const onEntry = (/** @type {Entry | null} */ entry) =>
      this.#point((entry && this.#field?.indexOf(entry)) ?? null);
    const make = (/** @type {"ink" | "signed"} */ scale, isMute = true) =>
      new Heatmap({
        name: "Products",
        scale,
        isMute,
        onEntry,
        describe: (entry) => this.#describe(entry),
      });
    const maps = { inputs: make("ink"), weights: make("signed"), products: make("signed", false) };
    inputs.append(maps.inputs.element);
    weights.append(maps.weights.element);
    products.append(maps.products.element);
    return maps;
  }

  /** @param {Work} work @returns {{weights: number, products: number}} where the scales would end */
  static limitsOf({ weights, products }) {
    return { weights: limitOf("signed", weights), products: limitOf("signed", products) };
  }

  /**
   * @param {Work} work
   * @param {readonly number[]} sizes
   * @param {boolean} isPinned
   * @param {{weights: number, products: number}} limits where the scales of the pictures end
   */
  show(work, sizes, isPinned, limits) {
    const { layer } = work.unit;
    const isOther = this.#work?.unit.layer !== layer || this.#field?.units !== sizes[layer - 1];
    this.#work = work;
    this.#sizes = sizes;
    if (isOther) this.#field = new Field(sizes[layer - 1]);
    const field = /** @type {Field} */ (this.#field);
    this.element.dataset.line = String(field.columns === 1);
    this.#maps.inputs.show(field.matrixOf(work.inputs));
    this.#maps.weights.show(field.matrixOf(work.weights), limits.weights);
    this.#maps.products.show(field.matrixOf(work.products), limits.products);
    this.#title(isPinned);
    const isOutput = layer === sizes.length - 1;
    writeSum(part(this.element, "sum"), sumOf(work, isOutput));
    this.#list();
    if (isOther) this.#point(null);
  }

  /** @param {boolean} isPinned */
  #title(isPinned) {
    const { unit } = /** @type {Work} */ (this.#work);
    const isOutput = unit.layer === this.#sizes.length - 1;
    const first = isOutput ? 0 : 1; // outputs are called by their digit
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
    this.#number.min = String(first);
    this.#number.max = String(first + this.#sizes[unit.layer] - 1);
    if (document.activeElement !== this.#number) this.#number.value = String(unit.index + first);
    this.#pin.ariaPressed = String(isPinned);
    this.element.ariaLabel = fullName(this.#sizes, unit);
  }

  #list() {
    const work = /** @type {Work} */ (this.#work);
    writeTable(this.#table, work, this.#sizes, this.#isWhole);
    this.#all.ariaExpanded = String(this.#isWhole);
    this.#all.textContent = this.#isWhole
      ? "Show only the largest"
      : `Show all ${work.ranked.length}`;
  }

  /** @param {number | null} index of an input */
  #point(index) {
    const marks = index === null || this.#field === null ? [] : [this.#field.entryOf(index)];
    for (const map of Object.values(this.#maps)) map.mark(marks);
    for (const row of this.#table.tBodies[0].rows) {
      row.toggleAttribute("data-marked", row.dataset.index === String(index));
    }
    part(this.element, "reading").textContent =
      marks.length > 0 ? this.#describe(marks[0]) : READING;
  }

  /** @param {Entry} entry */
  #describe(entry) {
    if (this.#work === null || this.#field === null) return "";
    const { unit, inputs, weights, products } = this.#work;
    const index = this.#field.indexOf(entry);
    const name = unitName(this.#sizes, { layer: unit.layer - 1, index });
    return `${name}: ${formatNumber(inputs[index])} × ${formatNumber(weights[index])} = ${formatNumber(products[index])}`;
  }
}

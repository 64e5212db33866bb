/**
 * Show an equation's factors and result as heat maps, laid out so that the row and column of a matrix
 * product meet at the entry.
 */

import { scaleLimit } from "../../heatmap/color_scale.js";
import { Heatmap } from "../../heatmap/heatmap.js";
import { oneOf, part, query, queryAll } from "../../lib/dom.js";
import { formatFactor } from "../../lib/number_format.js";
import {
  applyViews,
  biasAxis,
  biasesBefore,
  findArray,
  formulaEntry,
  scaleName,
  sourceEntry,
  VIEWS,
  withBias,
} from "./array_views.js";
import { entryName, KINDS } from "./entry_math.js";
import { layOutElementwise, layOutProduct } from "./equation_layout.js";

/** @typedef {import("../../lib/grid_navigation.js").Entry} Entry */
/** @typedef {import("../../lib/base64.js").Matrix} Matrix */
/** @typedef {import("./entry_math.js").Kind} Kind */
/** @typedef {import("./array_views.js").Numbers} Numbers */
/** @typedef {import("./array_views.js").ArrayView} ArrayView */
/** @typedef {import("../../heatmap/ticks.js").Axis} Axis */
/**
 * A drawn array of the equation.
 *
 * @typedef {object} Part
 * @property {string} array
 * @property {readonly ArrayView[]} views
 * @property {string} code
 * @property {HTMLElement} figure
 * @property {Heatmap} map
 * @property {HTMLElement} reading
 * @property {Matrix} matrix
 * @property {Entry} before number of rows and columns that are drawn before those of the matrix
 */

export class EquationView {
  #root;
  /** @type {Kind} */
  kind;
  #layer;
  #listener;
  /** @type {Part[]} */
  #factors;
  /** @type {Part} */
  #result;
  /** @type {readonly number[]} */
  #sizes = [];

  /**
   * @param {HTMLElement} root `.equation` of templates/inside_steps.html
   * @param {string | undefined} kind of the step, in its dataset
   * @param {object} listener
   * @param {(entry: Entry | null) => void} listener.onEntry of the result under the pointer, or null
   * @param {(entry: Entry) => void} listener.onPick
   */
  constructor(root, kind, listener) {
    this.#root = root;
    this.kind = oneOf(kind, KINDS);
    this.#layer = Number(root.dataset.layer);
    this.#listener = listener;
    this.#factors = queryAll(root, "[data-part=factor]").map((figure) =>
      this.#createPart(figure, false),
    );
    this.#result = this.#createPart(part(root, "result"), true);
  }

  /** @param {HTMLElement} figureElement @param {boolean} isResult @returns {Part} */
  #createPart(figureElement, isResult) {
    const array = figureElement.dataset.array ?? "";
    const words = (figureElement.dataset.view ?? "").split(" ").filter(Boolean);
    const views = words.map((word) => oneOf(word, VIEWS));
    const { code = "", whole } = figureElement.dataset;
    const before = biasesBefore(whole, views);
    const reading = document.createElement("output");
    reading.className = "factor-reading";
    figureElement.querySelector("figcaption")?.append(reading);
    const map = new Heatmap({
      name: whole ?? code,
      scale: scaleName(array),
      ticks: true,
      describe: (entry, value) => this.#describe(part, entry, value, isResult),
      onEntry: (entry) => {
        if (isResult) this.#listener.onEntry(entry);
        else this.#onFactorEntry(part, entry);
      },
      onPick: (entry) => isResult && this.#listener.onPick(entry),
    });
    figureElement.append(map.element);
    /** @type {Part} */
    const part = {
      array,
      views,
      code,
      figure: figureElement,
      map,
      reading,
      matrix: { shape: [0, 0], data: new Float32Array() },
      before,
    };
    return part;
  }

  /** @param {Part} part @param {Entry} drawn @param {number} value @param {boolean} isResult */
  #describe({ code, before }, drawn, value, isResult) {
    const entry = formulaEntry(drawn, before);
    if (entry === null) return `bias ${formatFactor(value)}, left out`;
    const text = `${code}[${entry.row}, ${entry.column}] is ${formatFactor(value)}`;
    if (!isResult) return text;
    const [sizes, layer] = [this.#sizes, this.#layer];
    const { kind, bias } = this;
    return `${text}, ${entryName({ kind, layer, sizes, bias }, this.sourceEntry(entry))}`;
  }

  /** @param {Numbers} numbers */
  show(numbers) {
    this.#sizes = numbers.explanation.sizes;
    for (const part of [...this.#factors, this.#result]) {
      const { views, before, map } = part;
      const [array, N] = [findArray(part.array, numbers), numbers.explanation.batch];
      part.matrix = applyViews(array, views, N);
      const limit = scaleLimit(scaleName(part.array), part.matrix.data);
      const origin = { row: -before.row, column: -before.column, bias: biasAxis(part) };
      const isWhole = before.row + before.column === 0;
      map.show(isWhole ? part.matrix : applyViews(array, withBias(views), N), limit, origin);
    }
    this.#layout();
  }

  get result() {
    return this.#result.matrix;
  }

  get factors() {
    return this.#factors.map(({ matrix }) => matrix);
  }

  get codes() {
    return this.#factors.map(({ code }) => code);
  }

  get code() {
    return this.#result.code;
  }

  get layer() {
    return this.#layer;
  }

  /** Name of the weights, or of the biases, that the equation is about. */
  get name() {
    return this.#root.dataset.name ?? "";
  }

  /** Whether the sum, or the step of an update, is divided by the batch size. */
  get isDivided() {
    if (this.kind === "update") return this.#factors[1].views.includes("sum");
    return this.#root.dataset.divisor !== "";
  }

  /** Whether the result is a sum over the batch where the gradient of the loss is a mean. */
  get isSum() {
    return this.#result.views.includes("sum");
  }

  /** Whether samples are columns. */
  get isTransposed() {
    const { views } = this.kind === "loss" ? this.#factors[0] : this.#result;
    return views.includes("transposed");
  }

  /** Whether entries of the result are of pixels, or of their weights. */
  get isOfPixels() {
    if (this.#layer === 0) return true;
    const isOfWeights = this.kind === "gradient" || this.kind === "update";
    return isOfWeights && this.#layer === 1 && !this.#result.views.includes("bias");
  }

  /** Axis of the result along which 0 is the bias. @returns {Axis | null} */
  get bias() {
    return biasAxis(this.#result);
  }

  /** @param {Entry} entry of the result @returns {Entry} of its array with samples as rows and the bias in row 0 */
  sourceEntry(entry) {
    return sourceEntry(entry, this.#result.views);
  }

  /** @param {Entry} entry selected in the result @param {readonly number[]} labels */
  mark(entry, labels) {
    const { row, column } = entry;
    const [left, right] = this.#factors;
    if (this.#isProduct) {
      left.map.mark([{ row: row + left.before.row }]);
      right.map.mark([{ column: column + right.before.column }]);
      this.#result.map.mark([{ row }, { column }, entry]);
      left.reading.textContent = `row ${row}`;
      right.reading.textContent = `column ${column}`;
      this.#read(this.#result, entry);
    } else if (this.kind === "loss") {
      for (const { map } of this.#factors)
        map.mark(
          labels.map((label, n) =>
            this.isTransposed ? { row: label, column: n } : { row: n, column: label },
          ),
        );
    } else {
      for (const part of [...this.#factors, this.#result]) {
        part.map.mark([entry]);
        this.#read(part, entry);
      }
    }
  }

  /** Show the value under the pointer in a factor. @param {Part} part @param {Entry | null} entry */
  #onFactorEntry(part, entry) {
    if (entry === null) return this.#listener.onEntry(null);
    const { row, column } = entry;
    const shown = formulaEntry(entry, part.before);
    if (shown !== null) this.#read(part, shown);
    else
      part.reading.textContent = `bias ${formatFactor(part.map.valueAt({ row, column }))}, left out`;
  }

  get #isProduct() {
    return this.kind === "gradient" || this.kind === "dH";
  }

  /** @param {Part} part @param {Entry} entry */
  #read({ matrix, reading }, entry) {
    const value = matrix.data[entry.row * matrix.shape[1] + entry.column];
    reading.textContent = `[${entry.row}, ${entry.column}] ${formatFactor(value)}`;
  }

  #layout() {
    const container = query(this.#root, ".factors", HTMLElement);
    if (this.#isProduct) layOutProduct(container, this.#factors, this.#result);
    else layOutElementwise(container, this.#factors, this.#result, this.kind === "update");
  }
}

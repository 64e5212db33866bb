/**
 * One equation in pictures: its factors and its result as heat maps, laid out so that the row and
 * the column that make an entry meet at it.
 */

import { Heatmap } from "../../heatmap/heatmap.js";
import { part, query } from "../../lib/dom.js";
import { formatNumber } from "../../lib/number_format.js";
import { arrayOf, codeOf, viewOf } from "./array_views.js";
import { nameOf } from "./entry_math.js";

/** @typedef {import("../../lib/grid_navigation.js").Entry} Entry */
/** @typedef {import("../../lib/base64.js").Matrix} Matrix */
/** @typedef {import("./entry_math.js").Kind} Kind */
/** @typedef {import("./array_views.js").Numbers} Numbers */
/** @typedef {import("./array_views.js").View} View */
/** @typedef {{array: string, view: View, code: string, figure: HTMLElement, map: Heatmap, reading: HTMLElement, matrix: Matrix}} Part */

/** Arrays of numbers from 0 to 1, which the way forward shows as ink too. */
const SHARES = /^[PYHA]\d*$/;

/** A cell is at most so wide and high, in rem, and a whole heat map at most so high. */
const CELL = { width: 3, height: 1.75 };
const TALLEST = { factor: 17.5, result: 24, stack: 12 };
/** The share of the width that goes to a factor of many columns counts no more than these. */
const MOST_COLUMNS = 24;

export class Board {
  #root;
  #kind;
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
   * @param {Kind} kind
   * @param {object} listener
   * @param {(entry: Entry | null) => void} listener.onEntry of the result, pointed at; null for none
   * @param {(entry: Entry) => void} listener.onPick
   */
  constructor(root, kind, listener) {
    this.#root = root;
    this.#kind = kind;
    this.#layer = Number(root.dataset.layer);
    this.#listener = listener;
    this.#factors = [...root.querySelectorAll("[data-part=factor]")].map((it) =>
      this.#open(/** @type {HTMLElement} */ (it), false),
    );
    this.#result = this.#open(part(root, "result"), true);
  }

  /** @param {HTMLElement} figureElement @param {boolean} isResult @returns {Part} */
  #open(figureElement, isResult) {
    const array = figureElement.dataset.array ?? "";
    const view = /** @type {View} */ (figureElement.dataset.view);
    const code = codeOf(array, view);
    const reading = document.createElement("output");
    reading.className = "factor-reading";
    figureElement.querySelector("figcaption")?.append(reading);
    const map = new Heatmap({
      name: code,
      scale: SHARES.test(array) ? "ink" : "signed",
      describe: (entry, value) => this.#describe(code, entry, value, isResult),
      onEntry: (entry) => {
        if (isResult) this.#listener.onEntry(entry);
        else this.#peek(part, entry);
      },
      onPick: (entry) => isResult && this.#listener.onPick(entry),
    });
    figureElement.append(map.element);
    /** @type {Part} */
    const part = {
      array,
      view,
      code,
      figure: figureElement,
      map,
      reading,
      matrix: { shape: [0, 0], data: new Float32Array() },
    };
    return part;
  }

  /** @param {string} code @param {Entry} entry @param {number} value @param {boolean} isResult */
  #describe(code, entry, value, isResult) {
    const told = `${code}[${entry.row}, ${entry.column}] is ${formatNumber(value)}`;
    return isResult
      ? `${told}, ${nameOf({ kind: this.#kind, layer: this.#layer, sizes: this.#sizes }, entry)}`
      : told;
  }

  /** @param {Numbers} numbers */
  show(numbers) {
    this.#sizes = numbers.explanation.sizes;
    for (const part of [...this.#factors, this.#result]) {
      part.matrix = viewOf(arrayOf(part.array, numbers), part.view);
      part.map.show(part.matrix);
    }
    this.#layOut();
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

  /** @param {Entry} entry of the result that is looked at @param {readonly number[]} labels */
  mark(entry, labels) {
    const { row, column } = entry;
    const [left, right] = this.#factors;
    if (this.#isProduct) {
      left.map.mark([{ row }]);
      right.map.mark([{ column }]);
      this.#result.map.mark([{ row }, { column }, entry]);
      left.reading.textContent = `row ${row}`;
      right.reading.textContent = `column ${column}`;
      this.#read(this.#result, entry);
    } else if (this.#kind === "loss") {
      for (const { map } of this.#factors)
        map.mark(labels.map((label, n) => ({ row: n, column: label })));
    } else {
      for (const part of [...this.#factors, this.#result]) {
        part.map.mark([entry]);
        this.#read(part, entry);
      }
    }
  }

  /** Tell the number of a factor that is pointed at. @param {Part} part @param {Entry | null} entry */
  #peek(part, entry) {
    if (entry !== null) this.#read(part, entry);
    else this.#listener.onEntry(null);
  }

  get #isProduct() {
    return this.#kind === "gradient" || this.#kind === "dH";
  }

  /** @param {Part} part @param {Entry | null} entry */
  #read({ matrix, reading }, entry) {
    if (entry === null) return;
    const value = matrix.data[entry.row * matrix.shape[1] + entry.column];
    reading.textContent = `[${entry.row}, ${entry.column}] ${formatNumber(value)}`;
  }

  /** Falk's scheme for a product of matrices: one factor to the left of the result, one above it. */
  #layOut() {
    const [rows, columns] = this.#result.matrix.shape;
    const room = query(this.#root, ".factors", HTMLElement);
    const set = (/** @type {string} */ name, /** @type {number} */ rem) =>
      room.style.setProperty(name, `${rem}rem`);
    const high = (/** @type {number} */ count, /** @type {number} */ most) =>
      Math.min(count * CELL.height, most);
    if (this.#isProduct) {
      const inner = this.#factors[0].matrix.shape[1];
      const [left, right] = [Math.min(inner, MOST_COLUMNS), Math.min(columns, MOST_COLUMNS)];
      room.dataset.layout = "product";
      room.style.gridTemplateColumns = `minmax(4rem, ${left}fr) minmax(0, ${right}fr)`;
      set("--widest", Math.max((inner + columns) * CELL.width, 24) + 1);
      set("--top", high(inner, TALLEST.factor));
      set("--bottom", high(rows, TALLEST.result));
      return;
    }
    const [count, across] = this.#factors[0].matrix.shape;
    const isTall = count > MOST;
    room.dataset.layout = isTall ? "row" : "stack";
    room.style.gridTemplateColumns = "";
    set("--widest", (isTall ? 3 : 1) * Math.max(across * CELL.width, 8));
    set("--top", high(count, this.#kind === "update" ? TALLEST.result : TALLEST.stack));
    set("--bottom", high(rows, TALLEST.stack));
  }
}

/** More rows than a batch has are those of weights. */
const MOST = 16;

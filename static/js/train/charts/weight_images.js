/**
 * The weights between the pixels and the first layer, a picture for each unit; and one of them large.
 */

import { Heatmap } from "../../heatmap/heatmap.js";
import { decodeSignedBytes } from "../../lib/base64.js";
import { query } from "../../lib/dom.js";
import { formatSignificant } from "../../lib/number_format.js";
import { fill } from "../../lib/table.js";
import { signedScale } from "./colors.js";

/** @typedef {import("../run_history.js").FirstWeights} FirstWeights */

const SIDE = 28;
const CELL = SIDE + 1; // a pixel between two pictures
const COLUMNS = 10;

/** @type {Record<string, number>} */
const KEYS = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -COLUMNS, ArrowDown: COLUMNS };

export class Filters {
  #grid;
  #unit;
  #words;
  #say;
  /** @type {FirstWeights | null} */
  #weights = null;
  #values = new Int8Array();
  #chosen = 0;
  #large = new Heatmap({
    name: "Weights of one unit",
    scale: "signed",
    describe: ({ row, column }, value) =>
      `pixel ${column + 1} of row ${row + 1}: ${formatSignificant(value)}`,
    onEntry: (entry) => this.#tell(entry),
  });

  /**
   * @param {HTMLElement} grid with a canvas for all
   * @param {HTMLElement} unit the figure of one
   * @param {HTMLElement} words where it is said what is seen
   * @param {(text: string) => void} say
   */
  constructor(grid, unit, words, say) {
    this.#grid = grid;
    this.#unit = unit;
    this.#words = words;
    this.#say = say;
    unit.prepend(this.#large.element);
    const canvas = this.#canvas;
    canvas.addEventListener("pointermove", this.#point);
    canvas.addEventListener("pointerdown", this.#point);
    canvas.addEventListener("keydown", this.#move);
    this.#tell(null);
  }

  /** @returns {HTMLCanvasElement} */
  get #canvas() {
    return query(this.#grid, "canvas", HTMLCanvasElement);
  }

  /** @param {FirstWeights | null} weights */
  show(weights) {
    this.#grid.hidden = this.#unit.hidden = weights === null;
    if (weights === null) {
      this.#words.textContent = "Shown when the run starts.";
      this.#weights = null;
      return;
    }
    if (weights === this.#weights) return;
    this.#weights = weights;
    this.#values = decodeSignedBytes(weights.pixels);
    this.#chosen = Math.min(this.#chosen, weights.units - 1);
    const { units, total, step } = weights;
    const all = units === total ? `all ${total} units` : `the first ${units} of ${total} units`;
    this.#words.textContent = `Each image shows the weights of one unit from the 28 × 28 pixels: ${all}, after step ${step}. Ink on orange raises the unit’s activation; ink on blue lowers it. The weights start as noise.`;
    this.#canvas.ariaLabel = `Weights of ${all} as images. Arrow keys move between units.`;
    this.repaint();
  }

  repaint() {
    if (this.#weights === null) return;
    const colours = signedScale();
    const { units } = this.#weights;
    const columns = Math.min(COLUMNS, units);
    const rows = Math.ceil(units / COLUMNS);
    const canvas = this.#canvas;
    canvas.width = columns * CELL - 1;
    canvas.height = rows * CELL - 1;
    canvas.style.setProperty("--columns", String(columns));
    const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
    for (let unit = 0; unit < units; unit++) {
      const [row, column] = [Math.floor(unit / COLUMNS), unit % COLUMNS];
      context.putImageData(this.#picture(unit, colours), column * CELL, row * CELL);
    }
    this.#showUnit();
  }

  /** @param {HTMLTableElement} table */
  tabulate(table) {
    const weights = this.#weights;
    if (weights === null) return;
    const rows = Array.from({ length: weights.units }, (_, unit) => {
      const { least, most, size } = this.#extremes(unit);
      return [
        String(unit + 1),
        formatSignificant(least),
        formatSignificant(most),
        formatSignificant(size),
      ];
    });
    fill(table, ["Unit", "Smallest weight", "Largest weight", "Root mean square"], rows);
  }

  /** @param {number} unit */
  #valuesOf(unit) {
    return this.#values.subarray(unit * SIDE * SIDE, (unit + 1) * SIDE * SIDE);
  }

  /** @param {number} unit @param {Uint32Array} colours */
  #picture(unit, colours) {
    const points = Uint32Array.from(this.#valuesOf(unit), (value) => colours[value + 127]);
    return new ImageData(new Uint8ClampedArray(points.buffer), SIDE, SIDE);
  }

  #showUnit() {
    const { scale } = /** @type {FirstWeights} */ (this.#weights);
    const data = Float32Array.from(this.#valuesOf(this.#chosen), (value) => (value / 127) * scale);
    this.#large.show({ shape: [SIDE, SIDE], data }, scale);
    const caption = this.#unit.querySelector("figcaption");
    if (caption) caption.textContent = this.#describe();
  }

  /** @param {import("../../heatmap/heatmap.js").Entry | null} entry */
  #tell(entry) {
    const line = this.#unit.querySelector(".weights-entry");
    if (line === null) return;
    const words =
      entry &&
      `Pixel ${entry.column + 1} of row ${entry.row + 1}: ${formatSignificant(this.#large.valueAt(entry))}`;
    line.textContent = words ?? "Point at a pixel to see its weight.";
  }

  #describe() {
    const { least, most } = this.#extremes(this.#chosen);
    return `Unit ${this.#chosen + 1}: weights from ${formatSignificant(least)} to ${formatSignificant(most)}`;
  }

  /** @param {number} unit */
  #extremes(unit) {
    const values = this.#valuesOf(unit);
    const weight = (this.#weights?.scale ?? 0) / 127;
    const squares = values.reduce((sum, value) => sum + value * value, 0);
    return {
      least: Math.min(...values) * weight,
      most: Math.max(...values) * weight,
      size: Math.sqrt(squares / values.length) * weight,
    };
  }

  /** @param {number} unit */
  #choose(unit) {
    if (this.#weights === null || unit < 0 || unit >= this.#weights.units || unit === this.#chosen)
      return false;
    this.#chosen = unit;
    this.#showUnit();
    return true;
  }

  /** @param {PointerEvent} event */
  #point = ({ offsetX, offsetY }) => {
    const { clientWidth, width } = this.#canvas;
    const pixels = width / clientWidth;
    const [column, row] = [offsetX, offsetY].map((at) => Math.floor((at * pixels) / CELL));
    this.#choose(row * COLUMNS + column);
  };

  /** @param {KeyboardEvent} event */
  #move = (event) => {
    const by = KEYS[event.key];
    if (by === undefined || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    if (this.#choose(this.#chosen + by)) this.#say(this.#describe());
  };
}

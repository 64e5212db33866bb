/**
 * First-layer weights as one image per unit, with a heat map of the selected unit.
 */

import { Heatmap } from "../../heatmap/heatmap.js";
import { decodeSignedBytes } from "../../lib/base64.js";
import { context2d, query } from "../../lib/dom.js";
import { formatSignificant } from "../../lib/number_format.js";
import { fill } from "../../lib/table.js";
import { signedColors } from "./colors.js";

/** @typedef {import("../run_history.js").WeightsEvent} WeightsEvent */

const SIDE = 28;
const PITCH = SIDE + 1; // one pixel between two images
const COLUMNS = 10;

/** @type {Record<string, number>} */
const KEY_OFFSETS = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -COLUMNS, ArrowDown: COLUMNS };

export class WeightImages {
  #grid;
  #unit;
  #caption;
  #announce;
  /** @type {WeightsEvent | null} */
  #weights = null;
  #values = new Int8Array();
  #unitIndex = 0;
  #heatmap = new Heatmap({
    name: "Weights of one unit",
    scale: "signed",
    describe: ({ row, column }, value) =>
      `row ${row}, column ${column}: ${formatSignificant(value)}`,
    onEntry: (entry) => this.#showEntry(entry),
  });

  /**
   * @param {HTMLElement} grid with a canvas for the images of all units
   * @param {HTMLElement} unit figure of the selected unit
   * @param {HTMLElement} caption
   * @param {(text: string) => void} announce
   */
  constructor(grid, unit, caption, announce) {
    this.#grid = grid;
    this.#unit = unit;
    this.#caption = caption;
    this.#announce = announce;
    unit.prepend(this.#heatmap.element);
    const canvas = this.#canvas;
    canvas.addEventListener("pointermove", this.#onPointer);
    canvas.addEventListener("pointerdown", this.#onPointer);
    canvas.addEventListener("keydown", this.#onKey);
    this.#showEntry(null);
  }

  /** @returns {HTMLCanvasElement} */
  get #canvas() {
    return query(this.#grid, "canvas", HTMLCanvasElement);
  }

  /** @param {WeightsEvent | null} weights */
  show(weights) {
    this.#grid.hidden = this.#unit.hidden = weights === null;
    if (weights === null) {
      this.#caption.textContent = "Shown when the run starts.";
      this.#weights = null;
      return;
    }
    if (weights === this.#weights) return;
    this.#weights = weights;
    this.#values = decodeSignedBytes(weights.pixels);
    this.#unitIndex = Math.min(this.#unitIndex, weights.units - 1);
    const { units, total, step } = weights;
    const unitsText =
      units === total ? `all ${total} units` : `the first ${units} of ${total} units`;
    this.#caption.textContent = `Each image shows the weights of one unit from the 28 × 28 pixels: ${unitsText}, after step ${step}. Ink on orange raises the unit’s activation; ink on blue lowers it. The weights start as noise.`;
    this.#canvas.ariaLabel = `Weights of ${unitsText} as images. Arrow keys move between units.`;
    this.repaint();
  }

  repaint() {
    if (this.#weights === null) return;
    const colors = signedColors();
    const { units } = this.#weights;
    const columns = Math.min(COLUMNS, units);
    const rows = Math.ceil(units / COLUMNS);
    const canvas = this.#canvas;
    canvas.width = columns * PITCH - 1;
    canvas.height = rows * PITCH - 1;
    canvas.style.setProperty("--columns", String(columns));
    const context = context2d(canvas);
    for (let unit = 0; unit < units; unit++) {
      const [row, column] = [Math.floor(unit / COLUMNS), unit % COLUMNS];
      context.putImageData(this.#unitImage(unit, colors), column * PITCH, row * PITCH);
    }
    this.#showUnit();
  }

  /** @param {HTMLTableElement} table */
  tabulate(table) {
    const weights = this.#weights;
    if (weights === null) return;
    const rows = Array.from({ length: weights.units }, (_, unit) => {
      const { min, max, rms } = this.#statistics(unit);
      return [String(unit), formatSignificant(min), formatSignificant(max), formatSignificant(rms)];
    });
    fill(table, ["Unit", "Smallest weight", "Largest weight", "Root mean square"], rows);
  }

  /** @param {number} unit */
  #unitWeights(unit) {
    return this.#values.subarray(unit * SIDE * SIDE, (unit + 1) * SIDE * SIDE);
  }

  /** @param {number} unit @param {Uint32Array} colors */
  #unitImage(unit, colors) {
    const points = Uint32Array.from(this.#unitWeights(unit), (value) => colors[value + 127]);
    return new ImageData(new Uint8ClampedArray(points.buffer), SIDE, SIDE);
  }

  #showUnit() {
    if (this.#weights === null) return;
    const { scale } = this.#weights;
    const data = Float32Array.from(
      this.#unitWeights(this.#unitIndex),
      (value) => (value / 127) * scale,
    );
    this.#heatmap.show({ shape: [SIDE, SIDE], data }, scale);
    const caption = this.#unit.querySelector("figcaption");
    if (caption) caption.textContent = this.#describe();
  }

  /** @param {import("../../heatmap/heatmap.js").Entry | null} entry */
  #showEntry(entry) {
    const line = this.#unit.querySelector(".weights-entry");
    if (line === null) return;
    const text =
      entry &&
      `Row ${entry.row}, column ${entry.column}: ${formatSignificant(this.#heatmap.valueAt(entry))}`;
    line.textContent = text ?? "Point at a pixel to see its weight.";
  }

  #describe() {
    const { min, max } = this.#statistics(this.#unitIndex);
    return `Unit ${this.#unitIndex}: weights from ${formatSignificant(min)} to ${formatSignificant(max)}`;
  }

  /** @param {number} unit */
  #statistics(unit) {
    const values = this.#unitWeights(unit);
    const weight = (this.#weights?.scale ?? 0) / 127;
    const squares = values.reduce((sum, value) => sum + value * value, 0);
    return {
      min: Math.min(...values) * weight,
      max: Math.max(...values) * weight,
      rms: Math.sqrt(squares / values.length) * weight,
    };
  }

  /** @param {number} unit */
  #selectUnit(unit) {
    if (
      this.#weights === null ||
      unit < 0 ||
      unit >= this.#weights.units ||
      unit === this.#unitIndex
    )
      return false;
    this.#unitIndex = unit;
    this.#showUnit();
    return true;
  }

  /** @param {PointerEvent} event */
  #onPointer = ({ offsetX, offsetY }) => {
    const { clientWidth, width } = this.#canvas;
    const pixels = width / clientWidth;
    const [column, row] = [offsetX, offsetY].map((at) => Math.floor((at * pixels) / PITCH));
    this.#selectUnit(row * COLUMNS + column);
  };

  /** @param {KeyboardEvent} event */
  #onKey = (event) => {
    const offset = KEY_OFFSETS[event.key];
    if (offset === undefined || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    if (this.#selectUnit(this.#unitIndex + offset)) this.#announce(this.#describe());
  };
}

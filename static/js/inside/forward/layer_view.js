/**
 * The input, or a hidden layer: its units as a picture, the darker the more they pass on.
 */

import { Heatmap } from "../../heatmap/heatmap.js";
import { formatNumber } from "../../lib/number_format.js";
import { unitName } from "../unit_math.js";
import { Field } from "./layer_layout.js";

export class Layer {
  element;
  #field;
  #map;

  /**
   * @param {readonly number[]} sizes
   * @param {number} layer
   * @param {boolean} isUpright
   * @param {object} listener
   * @param {(index: number) => void} listener.onPoint
   * @param {(index: number) => void} listener.onPin
   */
  constructor(sizes, layer, isUpright, { onPoint, onPin }) {
    this.#field = new Field(sizes[layer], isUpright);
    this.#map = new Heatmap({
      name: layer === 0 ? "Input, pixels" : `Layer ${layer}, ${sizes[layer]} units`,
      scale: "ink",
      legend: layer === 0,
      describe: (entry, value) => {
        const name = unitName(sizes, { layer, index: this.#field.indexOf(entry) });
        return Number.isNaN(value) ? name : `${name}: ${formatNumber(value)}`;
      },
      onEntry: (entry) => entry && onPoint(this.#field.indexOf(entry)),
      onPick: (entry) => onPin(this.#field.indexOf(entry)),
    });
    this.element = this.#map.element;
    this.element.dataset.line = String(Math.min(this.#field.rows, this.#field.columns) === 1);
  }

  /** @param {Float32Array | null} values */
  show(values) {
    this.#map.show(this.#field.matrixOf(values ?? new Float32Array()));
  }

  /** @param {readonly number[]} indices of the units that are looked at, the last being pointed at */
  mark(indices) {
    this.#map.mark(indices.map((index) => this.#field.entryOf(index)));
  }

  /** @param {number} index @returns {DOMRect} */
  boxOf(index) {
    return this.#map.boxOf(this.#field.entryOf(index));
  }
}

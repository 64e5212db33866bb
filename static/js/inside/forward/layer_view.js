/**
 * Input or hidden layer as a heat map of activations.
 */

import { Heatmap } from "../../heatmap/heatmap.js";
import { formatNumber } from "../../lib/number_format.js";
import { unitName } from "../unit_math.js";
import { LayerLayout } from "./layer_layout.js";

export class LayerView {
  element;
  #layout;
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
    this.#layout = new LayerLayout(sizes[layer], isUpright);
    this.#map = new Heatmap({
      name: layer === 0 ? "Input, pixels" : `Layer ${layer}, ${sizes[layer]} units`,
      scale: "ink",
      legend: layer === 0,
      describe: (entry, value) => {
        const name = unitName(sizes, { layer, index: this.#layout.unitIndex(entry) });
        return Number.isNaN(value) ? name : `${name}: ${formatNumber(value)}`;
      },
      onEntry: (entry) => entry && onPoint(this.#layout.unitIndex(entry)),
      onPick: (entry) => onPin(this.#layout.unitIndex(entry)),
    });
    this.element = this.#map.element;
    this.element.dataset.line = String(Math.min(this.#layout.rows, this.#layout.columns) === 1);
  }

  /** @param {Float32Array | null} values */
  show(values) {
    this.#map.show(this.#layout.toMatrix(values ?? new Float32Array()));
  }

  /** @param {readonly number[]} indices of the selected units, the one under the pointer last */
  mark(indices) {
    this.#map.mark(indices.map((index) => this.#layout.unitEntry(index)));
  }

  /** @param {number} index @returns {DOMRect} */
  unitBox(index) {
    return this.#map.entryBox(this.#layout.unitEntry(index));
  }
}

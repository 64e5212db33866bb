/**
 * Network diagram: input, hidden layers and output, with the operations between them.
 */

import { formatNumber } from "../../lib/number_format.js";
import { layerName, layerValues, unitName } from "../unit_math.js";
import { Connections } from "./connections.js";
import { LayerView } from "./layer_view.js";
import { OutputView } from "./output_view.js";

/** @typedef {import("../unit_math.js").Unit} Unit */
/** @typedef {import("../unit_math.js").UnitSum} UnitSum */
/** @typedef {import("../explain_api.js").Explanation} Explanation */

/** Layers are side by side on wide screens, else stacked. */
const WIDE = matchMedia("(min-width: 52rem)");
/** With more layers than this, the labels between them are shortened. */
const MANY_LAYERS = 4;

export class NetworkDiagram {
  #root;
  #foot;
  #listener;
  #links;
  /** @type {readonly number[]} */
  #sizes = [];
  /** @type {(LayerView | OutputView)[]} */
  #layers = [];
  /** @type {HTMLElement[]} activation of the selected unit of each layer */
  #readings = [];
  /** @type {Explanation | null} */
  #explanation = null;
  /** @type {readonly UnitSum[]} */
  #sums = [];

  /**
   * @param {HTMLElement} root
   * @param {HTMLElement} foot stays above the output layer, so that it covers no output
   * @param {object} listener
   * @param {(unit: Unit) => void} listener.onPoint
   * @param {(unit: Unit) => void} listener.onPin
   */
  constructor(root, foot, listener) {
    this.#root = root;
    this.#foot = foot;
    this.#listener = listener;
    this.#links = new Connections(root);
    WIDE.addEventListener("change", () => {
      this.#build();
      this.show(this.#sizes, this.#explanation);
      this.mark(this.#sums);
    });
  }

  /** @param {readonly number[]} sizes @param {Explanation | null} explanation null if blank */
  show(sizes, explanation) {
    const isNewLayer = sizes.join() !== this.#sizes.join();
    this.#sizes = sizes;
    this.#explanation = explanation;
    if (isNewLayer) this.#build();
    for (const [i, layer] of this.#layers.entries()) {
      layer.show(explanation && layerValues(explanation, i));
      this.#read(i, null);
    }
  }

  /** @param {readonly UnitSum[]} sums of the selected units, the one under the pointer last */
  mark(sums) {
    this.#sums = sums;
    for (const [i, layer] of this.#layers.entries()) {
      if (i === 0) continue;
      const indices = sums.flatMap(({ unit }) => (unit.layer === i ? unit.index : []));
      layer.mark(indices);
      this.#read(i, indices.at(-1) ?? null);
    }
    this.#links.show(sums, (unit) => this.#layers[unit.layer].unitBox(unit.index));
  }

  #build() {
    const { onPoint, onPin } = this.#listener;
    const last = this.#sizes.length - 1;
    this.#layers = this.#sizes.map((units, layer) => {
      const listener = {
        onPoint: (/** @type {number} */ index) => {
          if (layer > 0) onPoint({ layer, index });
          else this.#read(0, index);
        },
        onPin: (/** @type {number} */ index) => layer > 0 && onPin({ layer, index }),
      };
      if (layer === last) return new OutputView(units, listener);
      return new LayerView(this.#sizes, layer, WIDE.matches, listener);
    });
    this.#readings = this.#layers.map(() => document.createElement("span"));
    const parts = this.#layers.flatMap((layer, i) => {
      const figures = [createFigure(layerName(this.#sizes, i), layer.element, this.#readings[i])];
      return i === 0 ? figures : [arrow(this.#sizes, i), ...figures];
    });
    parts.splice(-2, 0, this.#foot);
    this.#root.toggleAttribute("data-many", this.#sizes.length > MANY_LAYERS);
    this.#root.replaceChildren(this.#links.element, ...parts);
  }

  /** @param {number} layer @param {number | null} index null to show the size of the layer */
  #read(layer, index) {
    const reading = this.#readings[layer];
    if (reading === undefined) return;
    const size = this.#sizes[layer];
    const kind =
      layer === 0
        ? "28 × 28"
        : layer === this.#sizes.length - 1
          ? `${size} digits`
          : `${size} units`;
    if (this.#explanation === null || index === null) {
      reading.textContent = kind;
      return;
    }
    const value = layerValues(this.#explanation, layer)[index];
    reading.textContent = `${unitName(this.#sizes, { layer, index })}: ${formatNumber(value, 3)}`;
  }
}

/** @param {string} name @param {HTMLElement} content @param {HTMLElement} reading */
function createFigure(name, content, reading) {
  const figure = document.createElement("figure");
  const caption = document.createElement("figcaption");
  const title = document.createElement("b");
  title.textContent = name;
  caption.append(title, " ", reading);
  figure.append(caption, content);
  figure.className = "network-layer";
  return figure;
}

/** @param {readonly number[]} sizes @param {number} layer that follows */
function arrow(sizes, layer) {
  const element = document.createElement("p");
  element.className = "network-arrow";
  const [through, then] = [document.createElement("span"), document.createElement("span")];
  const bias = document.createElement("small");
  bias.textContent = " + bias";
  through.append(`× W${layer}`, bias);
  then.textContent = layer === sizes.length - 1 ? "softmax" : "sigmoid";
  element.append(through, " ", then);
  return element;
}

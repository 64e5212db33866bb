/**
 * Forward pass: input, hidden layers, output, and between them what the data goes through.
 */

import { formatNumber } from "../../lib/number_format.js";
import { layerName, unitName, valuesOf } from "../unit_math.js";
import { Links } from "./connections.js";
import { Layer } from "./layer_view.js";
import { Outputs } from "./output_view.js";

/** @typedef {import("../unit_math.js").Unit} Unit */
/** @typedef {import("../unit_math.js").Work} Work */
/** @typedef {import("../explain_api.js").Explanation} Explanation */

/** Layers stand side by side where there is room; else one below the other. */
const WIDE = matchMedia("(min-width: 52rem)");
/** More layers than these need the room that words between them would take. */
const MANY = 4;

export class Flow {
  #root;
  #listener;
  #links;
  /** @type {readonly number[]} */
  #sizes = [];
  /** @type {(Layer | Outputs)[]} */
  #layers = [];
  /** @type {HTMLElement[]} what the layer's unit in question passes on, in words */
  #readings = [];
  /** @type {Explanation | null} */
  #explanation = null;
  /** @type {readonly Work[]} */
  #works = [];

  /**
   * @param {HTMLElement} root
   * @param {object} listener
   * @param {(unit: Unit) => void} listener.onPoint
   * @param {(unit: Unit) => void} listener.onPin
   */
  constructor(root, listener) {
    this.#root = root;
    this.#listener = listener;
    this.#links = new Links(root);
    WIDE.addEventListener("change", () => {
      this.#build();
      this.show(this.#sizes, this.#explanation);
      this.mark(this.#works);
    });
  }

  /** @param {readonly number[]} sizes @param {Explanation | null} explanation null for a blank paper */
  show(sizes, explanation) {
    const isOther = sizes.join() !== this.#sizes.join();
    this.#sizes = sizes;
    this.#explanation = explanation;
    if (isOther) this.#build();
    for (const [i, layer] of this.#layers.entries()) {
      layer.show(explanation && valuesOf(explanation, i));
      this.#read(i, null);
    }
  }

  /** @param {readonly Work[]} works of the units that are looked at, the last being pointed at */
  mark(works) {
    this.#works = works;
    for (const [i, layer] of this.#layers.entries()) {
      if (i === 0) continue;
      const indices = works.flatMap(({ unit }) => (unit.layer === i ? unit.index : []));
      layer.mark(indices);
      this.#read(i, indices.at(-1) ?? null);
    }
    this.#links.show(works, (unit) => this.#layers[unit.layer].boxOf(unit.index));
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
      if (layer === last) return new Outputs(units, listener);
      return new Layer(this.#sizes, layer, WIDE.matches, listener);
    });
    this.#readings = this.#layers.map(() => document.createElement("span"));
    const parts = this.#layers.flatMap((layer, i) => {
      const figures = [figureOf(layerName(this.#sizes, i), layer.element, this.#readings[i])];
      return i === 0 ? figures : [arrow(this.#sizes, i), ...figures];
    });
    this.#root.toggleAttribute("data-many", this.#sizes.length > MANY);
    this.#root.replaceChildren(this.#links.element, ...parts);
  }

  /** @param {number} layer @param {number | null} index null for the size of the layer */
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
    const known = this.#explanation && index !== null;
    const value = known && valuesOf(/** @type {Explanation} */ (this.#explanation), layer)[index];
    reading.textContent =
      known && value !== null
        ? `${unitName(this.#sizes, { layer, index })}: ${formatNumber(Number(value), 3)}`
        : kind;
  }
}

/** @param {string} name @param {HTMLElement} content @param {HTMLElement} reading */
function figureOf(name, content, reading) {
  const whole = document.createElement("figure");
  const caption = document.createElement("figcaption");
  const title = document.createElement("b");
  title.textContent = name;
  caption.append(title, " ", reading);
  whole.append(caption, content);
  whole.className = "flow-layer";
  return whole;
}

/** @param {readonly number[]} sizes @param {number} layer that it leads to */
function arrow(sizes, layer) {
  const element = document.createElement("p");
  element.className = "flow-arrow";
  const [through, then] = [document.createElement("span"), document.createElement("span")];
  const bias = document.createElement("small");
  bias.textContent = " + bias";
  through.append(`× W${layer}`, bias);
  then.textContent = layer === sizes.length - 1 ? "softmax" : "sigmoid";
  element.append(through, " ", then);
  return element;
}

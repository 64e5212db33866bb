/**
 * Card of a symbol in a step's formula: its definition, shape and array. It opens for the symbol that
 * is pointed at, focused or clicked, in the list of definitions or in the formula itself.
 */

import { scaleLimit } from "../../heatmap/color_scale.js";
import { Heatmap } from "../../heatmap/heatmap.js";
import { closest, oneOf, part, queryAll } from "../../lib/dom.js";
import { formatNumber } from "../../lib/number_format.js";
import {
  applyViews,
  biasAxis,
  biasesBefore,
  findArray,
  scaleName,
  VIEWS,
  withBias,
} from "./array_views.js";

/** @typedef {import("./array_views.js").Numbers} Numbers */

/** Time in ms to move the pointer from the symbol to the card. */
const GRACE_MS = 250;
/** Distances in CSS pixels from the symbol and from the edge of the window. */
const GAP = 4;
const MARGIN = 8;

export class SymbolCard {
  #element;
  #numbers;
  #announce;
  /** @type {HTMLButtonElement | null} whose card is open */
  #symbol = null;
  #isPinned = false;
  #timer = 0;

  /**
   * @param {HTMLElement} root that holds the steps and the card
   * @param {() => Numbers | null} numbers of the drawing, if there is one
   * @param {(text: string) => void} announce
   */
  constructor(root, numbers, announce) {
    this.#element = part(root, "symbol-card");
    this.#numbers = numbers;
    this.#announce = announce;
    document.addEventListener("pointerover", (event) => this.#onPointer(event));
    root.addEventListener("focusin", (event) => {
      const symbol = closest(event, ".symbol", HTMLButtonElement);
      if (symbol?.matches(":focus-visible")) this.#open(symbol, false);
      else if (symbol === null) this.close();
    });
    root.addEventListener("focusout", () => this.close());
    document.addEventListener("click", (event) => this.#onClick(event));
    document.addEventListener("keydown", ({ key }) => key === "Escape" && this.close());
    addEventListener("resize", () => this.close());
  }

  /** @param {PointerEvent} event */
  #onPointer(event) {
    if (event.pointerType === "touch") return;
    const symbol = this.#symbolAt(event);
    clearTimeout(this.#timer);
    if (symbol !== null) {
      if (!this.#isPinned) this.#open(symbol, false);
    } else if (!this.#isPinned && !this.#isInside(event) && this.#symbol !== null) {
      this.#timer = setTimeout(() => this.close(), GRACE_MS);
    }
  }

  /** @param {MouseEvent} event */
  #onClick(event) {
    const symbol = this.#symbolAt(event);
    if (symbol === null) {
      if (!this.#isInside(event)) this.close();
      return;
    }
    if (symbol === this.#symbol && this.#isPinned) return this.close();
    this.#open(symbol, true);
    const texts = queryAll(this.#element, "p").map(({ textContent }) => textContent);
    this.#announce(texts.join("; "));
  }

  /** @param {Event} event */
  #isInside = ({ target }) => target instanceof Node && this.#element.contains(target);

  /** @param {Event} event @returns {HTMLButtonElement | null} the symbol, also if it is in the formula */
  #symbolAt(event) {
    const button = closest(event, ".symbol", HTMLButtonElement);
    if (button !== null || !(event.target instanceof Element)) return button;
    const article = event.target.closest(".step-formula")?.closest("article");
    const term = event.target.closest("msub, msup, msubsup") ?? event.target.closest("mi");
    if (!article || term === null) return null;
    const buttons = queryAll(article, ".symbol", HTMLButtonElement);
    return buttons.find((other) => symbolName(other) === symbolName(term)) ?? null;
  }

  /** @param {HTMLButtonElement} symbol @param {boolean} isPinned until it is closed */
  #open(symbol, isPinned) {
    this.#isPinned = isPinned;
    if (symbol === this.#symbol) return;
    this.close();
    this.#symbol = symbol;
    this.#isPinned = isPinned;
    symbol.ariaExpanded = "true";
    this.#write(symbol);
    this.#element.showPopover();
    this.#place(symbol);
  }

  close() {
    clearTimeout(this.#timer);
    if (this.#symbol === null) return;
    this.#symbol.ariaExpanded = "false";
    this.#symbol = null;
    this.#isPinned = false;
    this.#element.hidePopover();
  }

  /** Show the numbers of another drawing. */
  refresh() {
    if (this.#symbol !== null) this.#write(this.#symbol);
  }

  /** @param {HTMLButtonElement} symbol */
  #write(symbol) {
    const { code = "", rows = "", columns = "" } = symbol.dataset;
    const definition = document.createElement("p");
    for (const node of symbol.parentElement?.childNodes ?? []) {
      const nodes = node === symbol ? symbol.childNodes : [node];
      definition.append(...[...nodes].map((child) => child.cloneNode(true)));
    }
    const numbers = this.#numbers();
    const shape = document.createElement("p");
    shape.className = "muted";
    const name = document.createElement("code");
    name.textContent = code;
    shape.append(name, rows === "" ? "" : `, ${rows} × ${columns}`);
    this.#element.replaceChildren(definition, shape);
    if (numbers === null) return;
    if (rows === "") shape.append(` = ${formatNumber(findScalar(symbol, numbers))}`);
    else this.#draw(symbol, numbers, shape);
  }

  /** @param {HTMLElement} symbol @param {Numbers} numbers @param {HTMLElement} shape */
  #draw({ dataset }, numbers, shape) {
    const array = dataset.array ?? "";
    const words = (dataset.view ?? "").split(" ").filter(Boolean);
    const views = words.map((word) => oneOf(word, VIEWS));
    const before = biasesBefore(dataset.whole, views);
    const matrix = findArray(array, numbers);
    const used = applyViews(matrix, views, numbers.explanation.batch);
    const isWhole = before.row + before.column === 0;
    const drawn = isWhole ? used : applyViews(matrix, withBias(views), numbers.explanation.batch);
    const [rows, columns] = used.shape;
    if (`${rows} × ${columns}` !== `${dataset.rows} × ${dataset.columns}`)
      shape.append(`, here ${rows} × ${columns}`);
    if (!isWhole) shape.append(`, drawn as ${dataset.whole} with the biases crossed out`);
    const scale = scaleName(array);
    const map = new Heatmap({ name: dataset.code ?? "", scale, decorative: true });
    this.#element.append(map.element);
    const bias = biasAxis({ array, views, before });
    map.show(drawn, scaleLimit(scale, used.data), {
      row: -before.row,
      column: -before.column,
      bias,
    });
  }

  /** Place the card below the symbol, or above it if it does not fit there. @param {HTMLElement} symbol */
  #place(symbol) {
    const box = symbol.getBoundingClientRect();
    const { offsetWidth, offsetHeight, style } = this.#element;
    const below = box.bottom + GAP;
    const fits = below + offsetHeight <= innerHeight || box.top < offsetHeight + GAP;
    const left = Math.min(box.left, document.documentElement.clientWidth - offsetWidth - MARGIN);
    style.left = `${Math.max(MARGIN, left) + scrollX}px`;
    style.top = `${(fits ? below : box.top - offsetHeight - GAP) + scrollY}px`;
  }
}

/** @param {Element} element with a formula @returns {string} its text, without what is done to the array */
const symbolName = ({ textContent }) =>
  (textContent ?? "").replace(/[\s⊤]/g, "").replace(/\[(:,)?1:\]$/, "");

/** @param {HTMLElement} symbol @param {Numbers} numbers */
function findScalar({ dataset: { array } }, { explanation, rate }) {
  if (array === "loss") return explanation.loss ?? NaN;
  return array === "N" ? explanation.batch : rate;
}

/**
 * The way back: who tells whom among the true digits, the batch, the steps and what is done there.
 */

import { instantiate, part, query, queryAll } from "../../lib/dom.js";
import { address } from "../../lib/url.js";
import { largest } from "./array_views.js";
import { Exercise } from "./batch_store.js";
import { Batch } from "./batch_view.js";
import { Mistakes } from "./common_mistakes.js";
import { Working } from "./entry_view.js";
import { Board } from "./equation_view.js";
import { Measure } from "./gradient_check.js";
import { Descent } from "./gradient_descent.js";
import { listenForKeys } from "./shortcuts.js";
import { Walk } from "./step_navigation.js";
import { Closer } from "./zoom_view.js";

/** @typedef {import("./entry_math.js").Kind} Kind */
/** @typedef {import("../../lib/grid_navigation.js").Entry} Entry */

export class Backward {
  #root;
  #exercise;
  #walk;
  #working;
  #closer;
  #measure;
  #mistakes;
  #descent;
  #say;
  /** The equations of each step that was opened. @type {Map<HTMLElement, Board[]>} */
  #boards = new Map();
  /** What was picked, by the name of the result. @type {Map<string, Entry>} */
  #picked = new Map();
  /** @type {Entry | null} pointed at */
  #pointed = null;
  /** @type {number} which of a step's equations, for the update */
  #place = 0;
  #sizes;
  /** @type {import("../explain_api.js").Explanation | null} */
  #shown = null;

  /**
   * @param {HTMLElement} root
   * @param {import("../explanation_store.js").Subject} subject
   * @param {object} callbacks
   * @param {(text: string) => void} callbacks.say
   * @param {() => void} callbacks.takeAway         clear the paper
   * @param {() => boolean} callbacks.charactersAreOn whether keys of a single character are wanted
   */
  constructor(root, subject, { say, takeAway, charactersAreOn }) {
    const find = (/** @type {string} */ selector) => query(root, selector, HTMLElement);
    this.#root = root;
    this.#say = say;
    this.#sizes = find("#walk").dataset.sizes;
    this.#exercise = new Exercise(subject);
    new Batch(find(".exercise"), this.#exercise, { takeAway, say });
    this.#working = new Working(find(".working"), (entry) => this.#pick(entry));
    this.#closer = new Closer(find(".closer"));
    this.#measure = new Measure(find(".working"), this.#exercise, say);
    this.#mistakes = new Mistakes(root, this.#exercise);
    this.#descent = new Descent(find(".descent"), this.#exercise, {
      say,
      changed: () => this.#draw(),
    });
    this.#walk = new Walk(root, this.#turn);
    part(root, "which").addEventListener("change", this.#choose);
    part(root, "wrong").addEventListener("click", this.#warn);
    listenForKeys({
      go: (steps) => this.#walk.go(steps),
      label: (digit) => this.#exercise.choose(digit),
      charactersAreOn,
    });
    this.#walk.reread();
    this.#exercise.onChange(this.#show);
    if (location.hash.startsWith("#step=")) root.scrollIntoView();
  }

  /** Wait while the drawing is being read. @param {boolean} isHeld */
  hold = (isHeld) => this.#exercise.hold(isHeld);

  /** Another drawing is on the paper. */
  forget = () => this.#exercise.forget();

  #show = (/** @type {import("./batch_store.js").Exercised} */ state) => {
    const { explanation, trouble, isBusy } = state;
    this.#root.ariaBusy = String(isBusy);
    const hint = part(this.#root, "hint");
    hint.hidden = explanation !== null;
    hint.textContent = trouble ?? "Draw a digit to step through backpropagation with its numbers.";
    this.#root.dataset.state = explanation === null ? "empty" : "filled";
    if (explanation === this.#shown) return;
    this.#shown = explanation;
    this.#measure.clear();
    this.#descent.refresh();
    if (explanation && explanation.sizes.join("-") !== this.#sizes) {
      this.#exchange(explanation);
      return;
    }
    this.#mistakes.refresh();
    this.#draw();
  };

  /** Fetch the walk through a network of other layers. @param {import("../explain_api.js").Explanation} explanation */
  async #exchange({ model, sizes }) {
    const reply = await fetch(
      address(`/inside/walk?model=${encodeURIComponent(model.name)}`),
    ).catch(() => null);
    if (!reply?.ok) return; // the next answer tries again
    const template = document.createElement("template");
    template.innerHTML = await reply.text();
    if (this.#exercise.state.explanation?.sizes.join("-") !== sizes.join("-")) return;
    this.#root.append(...this.#movable); // not to be thrown away with the step they stand in
    for (const id of ["#walk", "#goes-wrong"]) {
      const fresh = template.content.querySelector(id);
      if (fresh) this.#root.querySelector(id)?.replaceWith(fresh);
    }
    this.#sizes = sizes.join("-");
    this.#boards = new Map();
    this.#picked = new Map();
    this.#mistakes.reread();
    this.#walk.reread();
  }

  get #workingElement() {
    return query(this.#root, ".working", HTMLElement);
  }

  get #closerElement() {
    return query(this.#root, ".closer", HTMLElement);
  }

  /** What stands in the present step, whichever it is. */
  get #movable() {
    return [this.#workingElement, this.#closerElement, this.#which];
  }

  get #which() {
    return part(this.#root, "which", HTMLFieldSetElement);
  }

  /** @param {HTMLElement} article of the step @param {boolean} isAsked */
  #turn = (article, isAsked) => {
    this.#place = 0;
    this.#pointed = null;
    article.append(this.#workingElement);
    article.querySelector(".step-numbers")?.append(this.#closerElement);
    const wrong = part(this.#root, "wrong");
    wrong.hidden = this.#mistakes.at(article.dataset.slug ?? "") === null;
    this.#offer(article);
    this.#draw();
    if (isAsked) this.#say(article.querySelector(".step-title")?.textContent?.trim() ?? "");
  };

  /** Where a step has several equations, offer to choose one. @param {HTMLElement} article */
  #offer(article) {
    const which = this.#which;
    const equations = queryAll(article, ".equation");
    which.hidden = equations.length < 2;
    for (const label of which.querySelectorAll("label")) label.remove();
    equations[0].before(which);
    const template = query(which, "template", HTMLTemplateElement);
    for (const [i, { dataset }] of equations.entries()) {
      const option = instantiate(template);
      const radio = query(option, "input", HTMLInputElement);
      radio.value = String(i);
      radio.checked = i === this.#place;
      query(option, "span", HTMLElement).textContent = `W${dataset.layer}`;
      which.append(option);
    }
  }

  #choose = (/** @type {Event} */ event) => {
    this.#place = Number(/** @type {HTMLInputElement} */ (event.target).value);
    this.#draw();
  };

  #warn = (/** @type {Event} */ event) => {
    event.preventDefault(); // the address stays that of the step
    const mistake = this.#mistakes.at(this.#walk.article.dataset.slug ?? "");
    if (mistake === null) return;
    mistake.open = true;
    mistake.scrollIntoView();
    mistake.querySelector("summary")?.focus({ preventScroll: true });
  };

  /** @returns {Board} */
  get #board() {
    const { article } = this.#walk;
    let boards = this.#boards.get(article);
    if (boards === undefined) {
      const equations = queryAll(article, ".equation");
      const listener = {
        onEntry: (/** @type {Entry | null} */ entry) => this.#point(entry),
        onPick: (/** @type {Entry} */ entry) => this.#pick(entry),
      };
      boards = equations.map(
        (equation) => new Board(equation, /** @type {Kind} */ (article.dataset.kind), listener),
      );
      this.#boards.set(article, boards);
    }
    return boards[this.#place];
  }

  #draw() {
    const { article } = this.#walk;
    for (const [i, equation] of queryAll(article, ".equation").entries()) {
      equation.hidden = i !== this.#place;
    }
    const { explanation, weights } = this.#exercise.state;
    this.#workingElement.hidden = this.#closerElement.hidden = explanation === null;
    writeBatch(this.#root, explanation?.batch ?? null);
    if (explanation === null || explanation.labels === null) return;
    if (explanation.sizes.join("-") !== this.#sizes) return;
    this.#board.show({ explanation, weights, rate: this.#descent.rate });
    this.#look();
  }

  /** @param {Entry | null} entry */
  #point(entry) {
    this.#pointed = entry;
    this.#look();
  }

  /** @param {Entry} entry */
  #pick(entry) {
    this.#picked.set(this.#board.code, entry);
    this.#pointed = null;
    this.#look();
  }

  #look() {
    const { explanation, weights } = this.#exercise.state;
    if (explanation === null || explanation.labels === null) return;
    const board = this.#board;
    const [rows, columns] = board.result.shape;
    const picked = this.#picked.get(board.code);
    const isThere = picked && picked.row < rows && picked.column < columns;
    const kind = /** @type {Kind} */ (this.#walk.article.dataset.kind);
    const isOfWeights = kind === "gradient" || kind === "update"; // whose row 0 is the bias
    const entry =
      this.#pointed ??
      (isThere
        ? picked
        : largest(kind === "update" ? board.factors[1] : board.result, isOfWeights ? 1 : 0));
    const { sizes, labels, arrays } = explanation;
    const logits = arrays[`z${weights.length}`];
    const { layer, factors, codes } = board;
    board.mark(entry, labels);
    const setting = {
      kind,
      layer,
      factors,
      codes,
      sizes,
      labels,
      logits,
      rate: this.#descent.rate,
    };
    this.#working.show(board.code, [rows, columns], setting, entry);
    this.#closer.show(board.code, board.result, entry, isOfWeights && layer === 1);
    this.#measure.show(weightOf(kind, layer, entry, labels.length));
  }
}

/**
 * @param {Kind} kind
 * @param {number} layer
 * @param {Entry} entry
 * @param {number} N
 * @returns {{matrix: string, row: number, column: number} | null} the weight whose derivative the entry is
 */
function weightOf(kind, layer, { row, column }, N) {
  if (kind === "gradient") return { matrix: `W${layer}`, row, column };
  // With one drawing the error signal is the derivative of the bias, and that can be moved.
  if ((kind === "error" || kind === "sigmoid_derivative") && N === 1)
    return { matrix: `W${layer}`, row: 0, column };
  return null;
}

/** Write the size of the batch for N in the shapes. @param {HTMLElement} root @param {number | null} N */
function writeBatch(root, N) {
  for (const now of queryAll(root, ".shapes-now")) now.hidden = N === null;
  for (const place of root.querySelectorAll("[data-batch]")) {
    for (const symbol of place.querySelectorAll("mi, mn[data-n]")) {
      const isSymbol = symbol.localName === "mi";
      if (isSymbol && symbol.textContent !== "N") continue;
      const number = document.createElementNS(
        "http://www.w3.org/1998/Math/MathML",
        N === null ? "mi" : "mn",
      );
      if (N !== null) number.setAttribute("data-n", "");
      number.textContent = N === null ? "N" : String(N);
      if (!(isSymbol && N === null)) symbol.replaceWith(number);
    }
  }
}

/**
 * Backward pass view: connects the labels, the batch, the steps and their details.
 */

import { part, query, queryAll } from "../../lib/dom.js";
import { address } from "../../lib/url.js";
import { AdversarialPerturbation } from "./adversarial_perturbation.js";
import { viewOf } from "./array_views.js";
import { writeBatchSize } from "./batch_size.js";
import { BatchStore } from "./batch_store.js";
import { BatchView } from "./batch_view.js";
import { CommonMistakes } from "./common_mistakes.js";
import { ConventionPicker } from "./convention_picker.js";
import { weightOf } from "./entry_math.js";
import { EntrySelection } from "./entry_selection.js";
import { EntryView } from "./entry_view.js";
import { EquationPicker } from "./equation_picker.js";
import { EquationView } from "./equation_view.js";
import { GradientCheck } from "./gradient_check.js";
import { GradientDescent } from "./gradient_descent.js";
import { registerShortcuts } from "./shortcuts.js";
import { showSoftmaxPaths } from "./softmax_paths_view.js";
import { StepNavigation } from "./step_navigation.js";
import { SubmittedCodeView } from "./submitted_code/submitted_code_view.js";
import { SymbolCard } from "./symbol_card.js";
import { showUnitPaths } from "./unit_paths_view.js";
import { ZoomView } from "./zoom_view.js";

/** @typedef {import("../../lib/grid_navigation.js").Entry} Entry */

export class BackwardView {
  #root;
  #batchStore;
  #navigation;
  #entryView;
  #zoomView;
  #perturbation;
  #gradientCheck;
  #mistakes;
  #gradientDescent;
  #submittedCode;
  #announce;
  /** Equation views of the steps opened so far. @type {Map<HTMLElement, EquationView[]>} */
  #equationViews = new Map();
  #selection = new EntrySelection();
  #picker;
  #entryElement;
  #zoomElement;
  #sizes;
  #conventionPicker;
  #symbolCard;
  /** Number of the latest request for steps. */
  #request = 0;
  /** @type {import("../explain_api.js").Explanation | null} */
  #shown = null;

  /**
   * @param {HTMLElement} root
   * @param {import("../explanation_store.js").ExplanationStore} store
   * @param {object} callbacks
   * @param {(text: string) => void} callbacks.announce
   * @param {() => void} callbacks.clearDrawing         clear the canvas
   * @param {() => boolean} callbacks.shortcutsEnabled whether single-key shortcuts are enabled
   */
  constructor(root, store, { announce, clearDrawing, shortcutsEnabled }) {
    const find = (/** @type {string} */ selector) => query(root, selector, HTMLElement);
    this.#root = root;
    this.#announce = announce;
    this.#sizes = find("#backprop-steps").dataset.sizes;
    this.#batchStore = new BatchStore(store);
    new BatchView(find(".batch-editor"), this.#batchStore, { clearDrawing, announce });
    this.#entryElement = find(".entry-view");
    this.#zoomElement = find(".zoom-view");
    this.#entryView = new EntryView(this.#entryElement, (entry) => this.#pick(entry));
    this.#zoomView = new ZoomView(this.#zoomElement);
    this.#perturbation = new AdversarialPerturbation(
      find(".adversarial-perturbation"),
      this.#batchStore,
      announce,
    );
    this.#gradientCheck = new GradientCheck(this.#entryElement, this.#batchStore, announce);
    this.#mistakes = new CommonMistakes(root, this.#batchStore);
    this.#gradientDescent = new GradientDescent(find(".gradient-descent"), this.#batchStore, {
      announce,
      changed: () => this.#draw(),
    });
    this.#submittedCode = new SubmittedCodeView(root, this.#batchStore, {
      announce,
      takeStep: (source) => this.#gradientDescent.takeStep(source),
      openMistake: (name) => this.#openMistake(this.#mistakes.named(name)),
    });
    this.#submittedCode.reload();
    this.#symbolCard = new SymbolCard(root, () => this.#numbers, announce);
    this.#picker = new EquationPicker(part(root, "equation-picker", HTMLFieldSetElement), () =>
      this.#draw(),
    );
    this.#navigation = new StepNavigation(root, this.#openStep);
    for (const link of this.#mistakeLinks) {
      link.addEventListener("click", (event) => {
        event.preventDefault(); // keep the step in the URL
        this.#openMistake(this.#mistakes.named(link.dataset.opens ?? ""));
      });
    }
    part(root, "check-line").addEventListener("click", (event) => {
      event.preventDefault();
      this.#submittedCode.open(this.#slug);
    });
    registerShortcuts({
      go: (steps) => this.#navigation.go(steps),
      label: (digit) => this.#batchStore.choose(digit),
      shortcutsEnabled,
    });
    this.#conventionPicker = new ConventionPicker(find(".convention"), () => this.#replaceSteps());
    this.#navigation.reload();
    this.#batchStore.onChange(this.#show);
    const isEmbedded = root.closest(".embedded") !== null; // where the step is at the top
    if (location.hash.startsWith("#step=") && !isEmbedded) root.scrollIntoView();
  }

  /** Hold requests while a prediction is pending. @param {boolean} isPaused */
  pause = (isPaused) => this.#batchStore.pause(isPaused);

  /** The part of a lesson that is shown here. @returns {Omit<import("../lesson.js").Lesson, "strokes" | "isPresented">} */
  get lesson() {
    const { label } = this.#batchStore.state;
    return {
      step: this.#slug,
      label,
      mistake: this.#mistakes.opened,
      lines: this.#submittedCode.submittedLines,
    };
  }

  /** Show the label, mistake and lines of a lesson with the current drawing. @param {import("../lesson.js").Lesson} lesson */
  openLesson({ label, mistake, lines }) {
    if (label !== null) this.#batchStore.choose(label);
    const details = mistake === null ? null : this.#mistakes.named(mistake);
    if (details !== null) details.open = true;
    if (lines !== null) this.#submittedCode.show(lines);
  }

  /** @returns {string} convention of the formulas, as in the URL */
  get convention() {
    return this.#conventionPicker.convention;
  }

  /** @returns {number} number of drawings in the batch */
  get batchCount() {
    return this.#batchStore.state.explanation?.batch ?? 1;
  }

  /** Discard the chosen label: the drawing was replaced. */
  forget = () => this.#batchStore.forget();

  #show = (/** @type {import("./batch_store.js").BatchState} */ state) => {
    const { explanation, error, isBusy } = state;
    this.#root.ariaBusy = String(isBusy);
    const hint = part(this.#root, "hint");
    hint.hidden = explanation !== null;
    hint.textContent = error ?? "Draw a digit to step through backpropagation with its numbers.";
    this.#root.dataset.state = explanation === null ? "empty" : "filled";
    if (explanation === this.#shown) return;
    this.#shown = explanation;
    this.#gradientCheck.clear();
    this.#gradientDescent.refresh();
    if (explanation && explanation.sizes.join("-") !== this.#sizes) {
      this.#replaceSteps();
      return;
    }
    this.#mistakes.refresh();
    this.#submittedCode.refresh();
    this.#draw();
  };

  /** Fetch the steps for a network with other layers, or in another convention. */
  async #replaceSteps() {
    const request = ++this.#request;
    const { convention } = this.#conventionPicker;
    const model = this.#batchStore.state.explanation?.model.name;
    const parameters = new URLSearchParams({ convention, ...(model && { model }) });
    const reply = await fetch(address(`/inside/walk?${parameters}`)).catch(() => null);
    if (!reply?.ok) return; // retried with the next reply
    const template = document.createElement("template");
    template.innerHTML = await reply.text();
    if (request !== this.#request) return;
    const { open } = this.#forwardEquations;
    this.#root.append(...this.#movable); // keep them when their step is replaced
    for (const id of REPLACED) {
      const fresh = template.content.querySelector(id);
      if (fresh) this.#root.querySelector(id)?.replaceWith(fresh);
    }
    this.#forwardEquations.open = open;
    this.#sizes = query(this.#root, "#backprop-steps", HTMLElement).dataset.sizes;
    this.#equationViews = new Map();
    this.#selection.clear();
    this.#gradientCheck.clear();
    this.#mistakes.reload();
    this.#submittedCode.reload();
    this.#navigation.reload();
  }

  /** In the current step. */
  get #forwardEquations() {
    return query(this.#root, ".forward-equations", HTMLDetailsElement);
  }

  /** Elements that are moved into the current step. */
  get #movable() {
    return [
      this.#entryElement,
      this.#zoomElement,
      this.#perturbation.element,
      this.#picker.element,
    ];
  }

  /** @param {HTMLElement} article of the step @param {boolean} isRequested */
  #openStep = (article, isRequested) => {
    this.#symbolCard.close();
    this.#selection.point(null);
    query(article, ".step-words", HTMLElement).append(this.#forwardEquations);
    const numbers = query(article, ".step-numbers", HTMLElement);
    numbers.after(this.#entryElement);
    numbers.insertBefore(this.#zoomElement, numbers.querySelector(".unit-paths"));
    numbers.append(this.#perturbation.element);
    const slug = article.dataset.slug ?? "";
    for (const link of this.#mistakeLinks)
      link.hidden = !this.#mistakes.breaks(link.dataset.opens ?? "", slug);
    part(this.#root, "check-line").hidden = this.#submittedCode.targetOf(slug) === null;
    this.#picker.open(article);
    this.#draw();
    if (isRequested)
      this.#announce(article.querySelector(".step-title")?.textContent?.trim() ?? "");
  };

  /** Slug of the current step. */
  get #slug() {
    return this.#navigation.article.dataset.slug ?? "";
  }

  /** Links to the common mistakes, shown in the steps that they break. */
  get #mistakeLinks() {
    return queryAll(this.#entryElement, "[data-opens]");
  }

  /** @param {HTMLDetailsElement | null} mistake */
  #openMistake(mistake) {
    if (mistake === null) return;
    mistake.open = true;
    mistake.scrollIntoView();
    mistake.querySelector("summary")?.focus({ preventScroll: true });
  }

  /** @returns {EquationView} */
  get #equationView() {
    const { article } = this.#navigation;
    let views = this.#equationViews.get(article);
    if (views === undefined) {
      const equations = queryAll(article, ".equation");
      const listener = {
        onEntry: (/** @type {Entry | null} */ entry) => this.#point(entry),
        onPick: (/** @type {Entry} */ entry) => this.#pick(entry),
      };
      views = equations.map(
        (equation) => new EquationView(equation, article.dataset.kind, listener),
      );
      this.#equationViews.set(article, views);
    }
    return views[this.#picker.index];
  }

  /** Those of the steps that are shown. @returns {import("./array_views.js").Numbers | null} */
  get #numbers() {
    const { explanation, weights } = this.#batchStore.state;
    if (explanation === null || explanation.labels === null) return null;
    if (explanation.sizes.join("-") !== this.#sizes) return null;
    return { explanation, weights, rate: this.#gradientDescent.rate };
  }

  #draw() {
    const { article } = this.#navigation;
    for (const [i, equation] of queryAll(article, ".equation").entries()) {
      equation.hidden = i !== this.#picker.index;
    }
    this.#symbolCard.refresh();
    const { explanation } = this.#batchStore.state;
    this.#entryElement.hidden = this.#zoomElement.hidden = explanation === null;
    writeBatchSize(this.#root, explanation?.batch ?? null);
    if (explanation === null) this.#perturbation.show(null, 0);
    const numbers = this.#numbers;
    if (numbers === null) return;
    this.#equationView.show(numbers);
    this.#showEntry();
  }

  /** @param {Entry | null} entry */
  #point(entry) {
    this.#selection.point(entry);
    this.#showEntry();
  }

  /** @param {Entry} entry */
  #pick(entry) {
    this.#selection.pick(this.#equationView.code, entry);
    this.#showEntry();
  }

  #showEntry() {
    const { explanation, weights } = this.#batchStore.state;
    if (explanation === null || explanation.labels === null) return;
    const view = this.#equationView;
    const [rows, columns] = view.result.shape;
    const entry = this.#selection.entryOf(view);
    const { sizes, labels, arrays } = explanation;
    const logits = arrays[`z${weights.length}`];
    const { kind, layer, factors, codes, name, bias, isDivided, isTransposed, isOfPixels } = view;
    const origin = view.originOf(entry);
    view.mark(entry, labels);
    const context = {
      kind,
      layer,
      factors,
      codes,
      sizes,
      labels,
      logits,
      rate: this.#gradientDescent.rate,
      isDivided,
      isTransposed,
      bias,
      origin,
    };
    this.#entryView.show(view.code, [rows, columns], context, entry);
    const paths = this.#navigation.article.querySelector(".softmax-paths");
    if (paths instanceof HTMLElement)
      showSoftmaxPaths(paths, { P: arrays.P, Y: arrays.Y, labels, isDivided }, origin);
    const unitPaths = this.#navigation.article.querySelector(".unit-paths");
    if (unitPaths instanceof HTMLElement)
      showUnitPaths(unitPaths, {
        ...context,
        arrays,
        weights,
        N: labels.length,
        name: `${view.code}[${entry.row}, ${entry.column}]`,
      });
    this.#perturbation.show(layer === 0 ? explanation : null, origin.row);
    const drawings = layer === 0 ? viewOf(arrays.A0, ["inputs"], labels.length) : null;
    const areRows = isTransposed !== (drawings !== null);
    this.#zoomView.show(view.code, view.result, entry, { bias, isOfPixels, areRows, drawings });
    const weight = weightOf(kind, layer, origin, labels.length);
    const { row, column } = kind === "gradient" ? entry : biasOf(entry, isTransposed);
    this.#gradientCheck.show(
      weight && {
        ...weight,
        name: `${name}[${row}, ${column}]`,
        scale: view.isSum && kind === "gradient" ? labels.length : 1,
      },
    );
  }
}

/** @param {Entry} entry of an error signal of one drawing @param {boolean} isTransposed @returns {Entry} the bias of its unit */
const biasOf = ({ row, column }, isTransposed) =>
  isTransposed ? { row, column: 0 } : { row: 0, column };

/** Parts that depend on the network and the convention. */
const REPLACED = ["#backprop-steps", "#submitted-code-hint", "#goes-wrong", "#questions"];

/**
 * Backward pass view: connects the labels, the batch, the steps and their details.
 */

import { part, query, queryAll } from "../../lib/dom.js";
import { writeBatchSize } from "./batch_size.js";
import { BatchStore } from "./batch_store.js";
import { BatchView } from "./batch_view.js";
import { CommonMistakes } from "./common_mistakes.js";
import { ConventionPicker } from "./convention_picker.js";
import { EntryDetails } from "./entry_details.js";
import { EntrySelection } from "./entry_selection.js";
import { EquationPicker } from "./equation_picker.js";
import { EquationView } from "./equation_view.js";
import { GradientDescent } from "./gradient_descent.js";
import { registerShortcuts } from "./shortcuts.js";
import { StepNavigation } from "./step_navigation.js";
import { fetchSteps, replaceSteps } from "./steps_markup.js";
import { SubmittedCodeView } from "./submitted_code/submitted_code_view.js";
import { SymbolCard } from "./symbol_card.js";

/** @typedef {import("../../lib/grid_navigation.js").Entry} Entry */

export class BackwardView {
  #root;
  #batchStore;
  #navigation;
  #details;
  #mistakes;
  #gradientDescent;
  #submittedCode;
  #announce;
  /** Equation views of the steps opened so far. @type {Map<HTMLElement, EquationView[]>} */
  #equationViews = new Map();
  #selection = new EntrySelection();
  #picker;
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
    this.#details = new EntryDetails(root, this.#batchStore, {
      announce,
      onPick: (entry) => this.#pick(entry),
    });
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
    for (const link of this.#details.mistakeLinks) {
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
    this.#details.clearCheck();
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
    const steps = await fetchSteps(convention, model);
    if (steps === null || request !== this.#request) return; // retried with the next reply
    const { open } = this.#forwardEquations;
    this.#root.append(...this.#details.elements, this.#picker.element); // keep them when their step is replaced
    replaceSteps(this.#root, steps);
    this.#forwardEquations.open = open;
    this.#sizes = query(this.#root, "#backprop-steps", HTMLElement).dataset.sizes;
    this.#equationViews = new Map();
    this.#selection.clear();
    this.#details.clearCheck();
    this.#mistakes.reload();
    this.#submittedCode.reload();
    this.#navigation.reload();
  }

  /** In the current step. */
  get #forwardEquations() {
    return query(this.#root, ".forward-equations", HTMLDetailsElement);
  }

  /** @param {HTMLElement} article of the step @param {boolean} isRequested */
  #openStep = (article, isRequested) => {
    this.#symbolCard.close();
    this.#selection.point(null);
    query(article, ".step-words", HTMLElement).append(this.#forwardEquations);
    this.#details.moveTo(article);
    const slug = article.dataset.slug ?? "";
    for (const link of this.#details.mistakeLinks)
      link.hidden = !this.#mistakes.breaks(link.dataset.opens ?? "", slug);
    part(this.#root, "check-line").hidden = this.#submittedCode.targetName(slug) === null;
    this.#picker.open(article);
    this.#draw();
    if (isRequested)
      this.#announce(article.querySelector(".step-title")?.textContent?.trim() ?? "");
  };

  /** Slug of the current step. */
  get #slug() {
    return this.#navigation.article.dataset.slug ?? "";
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
    this.#details.toggle(explanation !== null);
    writeBatchSize(this.#root, explanation?.batch ?? null);
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
    const { labels } = explanation;
    const { rate } = this.#gradientDescent;
    const view = this.#equationView;
    const entry = this.#selection.selectedEntry(view);
    view.mark(entry, labels);
    const numbers = { explanation, weights, rate, labels };
    this.#details.show(this.#navigation.article, view, entry, numbers);
  }
}

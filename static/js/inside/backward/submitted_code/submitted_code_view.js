/**
 * "Check your own lines" on /inside: submitted code, evaluated by the server with the current batch.
 */

import { closest, part, query } from "../../../lib/dom.js";
import { errorMessage } from "../../../lib/error_message.js";
import { ApiError, ExplainClient } from "../../explain_api.js";
import { CodeEditor } from "./code_editor.js";
import { parseNotation, targetName } from "./lines.js";
import { describeVerdict, formatShape } from "./outcome.js";
import { addressLinks, renderResult } from "./result_view.js";
import { describeStepSource, formatList, rightGradients } from "./step_source.js";
import { TrainingComparison } from "./training_comparison.js";

/** @typedef {import("../../explain_api.js").LineResult} LineResult */
/** @typedef {import("./lines.js").Target} Target */

export class SubmittedCodeView {
  #root;
  #page;
  #batchStore;
  #announce;
  #takeStep;
  #openMistake;
  #editor;
  #training;
  #explainer = new ExplainClient();
  /** Names and lines of the network in the convention. @type {import("./lines.js").Notation | null} */
  #notation = null;
  /** Lines whose results are shown. @type {string | null} */
  #checked = null;
  /** Names of the gradients of weights that the checked lines compute. @type {readonly string[]} */
  #rightGradients = [];

  /**
   * @param {HTMLElement} page that holds the section of templates/inside_submitted_code.html and the steps
   * @param {import("../batch_store.js").BatchStore} batchStore
   * @param {object} callbacks
   * @param {(text: string) => void} callbacks.announce to screen readers
   * @param {(source: string) => void} callbacks.takeStep against the gradients; with a sentence that says whose they are
   * @param {(name: string) => void} callbacks.openMistake common mistake of that name
   */
  constructor(page, batchStore, { announce, takeStep, openMistake }) {
    this.#page = page;
    this.#root = query(page, "#check-mine", HTMLElement);
    this.#batchStore = batchStore;
    this.#announce = announce;
    this.#takeStep = takeStep;
    this.#openMistake = openMistake;
    this.#editor = new CodeEditor(this.#root, () => this.#showChanged());
    const model = async () => (await batchStore.request())?.parameters.model;
    const convention = () => this.#notation?.convention ?? "";
    this.#training = new TrainingComparison(this.#root, { model, convention, announce });
    part(this.#root, "run-check").addEventListener("click", () => this.#check(true));
    part(this.#root, "take-step").addEventListener("click", () => {
      this.#takeStep(describeStepSource(this.#rightGradients, this.#notation?.targets ?? []));
    });
    part(this.#root, "start-again").addEventListener("click", () => {
      this.#editor.write(this.#editor.initialLine);
      this.#clear();
    });
    page.addEventListener("click", (event) => {
      const lines = closest(event, "[data-lines]", HTMLElement)?.dataset.lines;
      if (lines !== undefined) this.#try(lines);
    });
    this.#root.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
      event.preventDefault();
      this.#check(true);
    });
    this.#root.addEventListener("click", (event) => this.#onClick(event));
  }

  /** Show the names of the steps on the page, and the stored lines or the initial one. */
  reload() {
    this.#notation = parseNotation(query(this.#page, "#backprop-steps", HTMLElement).dataset);
    this.#editor.reload(this.#notation);
    this.#clear();
    this.#showNames();
  }

  /** Check again with other numbers what has been checked. */
  refresh() {
    this.#showNames();
    if (this.#checked === null) {
      if (this.#batchStore.state.explanation !== null)
        part(this.#root, "line-status").textContent = ""; // of the drawing that was missing
      return;
    }
    if (this.#checked === this.#editor.text) this.#check(false);
    else this.#clear();
  }

  /** @param {string} slug of a step @returns {string | null} the array that its line computes, if any */
  targetName(slug) {
    return targetName(slug, this.#notation?.targets ?? []);
  }

  /** The learner's lines; null if there is only the initial one. @returns {string | null} */
  get submittedLines() {
    const { text, initialLine } = this.#editor;
    return text.trim() === "" || text === initialLine ? null : text;
  }

  /** Check the lines of a lesson; the learner's own stay stored until they are edited. @param {string} lines */
  show(lines) {
    this.#editor.show(lines);
    this.#check(false);
  }

  /** Go to the line of a step. @param {string} slug of the step */
  open(slug) {
    const target = this.targetName(slug);
    if (target !== null) this.#editor.goTo(target);
  }

  /** @param {MouseEvent} event */
  #onClick(event) {
    const name = closest(event, "[data-name]", HTMLElement)?.dataset.name;
    if (name !== undefined) this.#editor.insert(name);
    const mistake = closest(event, "a[data-mistake]", HTMLElement)?.dataset.mistake;
    if (mistake !== undefined) {
      event.preventDefault(); // keep the step in the URL
      this.#openMistake(mistake);
    }
  }

  /** Check other lines in place of the learner's. @param {string} lines */
  #try(lines) {
    this.#editor.write(lines);
    this.#root.scrollIntoView();
    this.#check(true);
  }

  #showChanged() {
    const isChanged = this.#checked !== null && this.#checked !== this.#editor.text;
    part(this.#root, "line-status").textContent = isChanged ? "Changed since the last check." : "";
  }

  #clear() {
    this.#explainer.abort();
    this.#checked = null;
    this.#editor.showError(null);
    part(this.#root, "line-status").textContent = "";
    part(this.#root, "code-results").replaceChildren();
    part(this.#root, "take-step").hidden = true;
    this.#training.clear();
  }

  #showNames() {
    const N = this.#batchStore.state.explanation?.batch ?? "N";
    const items = (this.#notation?.names ?? []).map(({ name, shape }) => {
      const item = document.createElement("li");
      const button = document.createElement("button");
      button.type = "button";
      button.className = "name";
      button.dataset.name = name;
      const code = document.createElement("code");
      code.textContent = name;
      const size = formatShape(shape.map((length) => (length === "N" ? N : length)));
      button.append(code, ` ${shape.length === 0 && N !== "N" ? `= ${N}` : size}`);
      item.append(button);
      return item;
    });
    const list = part(this.#root, "names");
    if (list.textContent !== items.map(({ textContent }) => textContent).join(""))
      list.replaceChildren(...items);
  }

  /** @param {boolean} isAsked whether the learner asked for it, and not a change of the batch */
  async #check(isAsked) {
    const status = part(this.#root, "line-status");
    await this.#batchStore.whenIdle();
    const lines = this.#editor.text;
    const request = await this.#batchStore.request();
    if (request === null) {
      this.#clear();
      status.textContent = "Draw a digit to check your lines with its numbers.";
      return;
    }
    try {
      const results = await this.#explainer.checkSubmittedCode(request.body, {
        ...request.parameters,
        lines,
        convention: this.#notation?.convention,
      });
      if (results === null || lines !== this.#editor.text) return;
      this.#editor.showError(null);
      status.textContent = "";
      this.#checked = lines;
      this.#show(results);
      this.#training.offer(lines);
      if (results.some(({ agrees }) => agrees)) this.#editor.keep();
      if (!isAsked) return;
      this.#root.querySelector(".code-result")?.scrollIntoView({ block: "nearest" });
      const titles = results.map(
        (result) => describeVerdict(result, this.#target(result.name)).title,
      );
      this.#announce(titles.join(" "));
    } catch (error) {
      this.#clear();
      if (error instanceof ApiError && this.#showPosition(error, isAsked)) return;
      status.textContent = errorMessage(error);
    }
  }

  /** @param {readonly LineResult[]} results */
  #show(results) {
    const elements = results.map((result) => {
      const target = this.#target(result.name);
      return renderResult(result, target, (name) => this.#diagnosis(name, target));
    });
    part(this.#root, "code-results").replaceChildren(...elements);
    this.#rightGradients = rightGradients(results, this.#notation?.targets ?? []);
    const button = part(this.#root, "take-step");
    button.hidden = this.#rightGradients.length === 0;
    button.textContent = `Take a step with ${formatList(this.#rightGradients)}`;
  }

  /** @param {string} name @returns {Target | undefined} */
  #target(name) {
    return this.#notation?.targets.find((target) => target.name === name);
  }

  /** @param {string} name @param {Target | undefined} target @returns {Element | null} the text of a diagnosis */
  #diagnosis(name, target) {
    const { content } = part(this.#root, "diagnoses", HTMLTemplateElement);
    const item = content.querySelector(`[data-diagnosis="${name}"]`)?.cloneNode(true);
    if (!(item instanceof HTMLElement)) return null;
    addressLinks(item, target, this.#notation?.layers ?? 1, this.#page);
    return item;
  }

  /** Mark the place of an error in the lines. @param {ApiError} error @param {boolean} isAsked @returns {boolean} whether it has one */
  #showPosition({ problem }, isAsked) {
    const message = problem.errors?.[0]?.message ?? "";
    const match = /^line (\d+), column (\d+): (.*)$/s.exec(message);
    if (match === null) return false;
    const error = { line: Number(match[1]), column: Number(match[2]), reason: match[3] };
    this.#editor.showError(error);
    if (!isAsked) return true;
    this.#editor.goToError(error);
    this.#announce(`Line ${error.line}, column ${error.column}: ${error.reason}`);
    return true;
  }
}

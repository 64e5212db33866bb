/**
 * Common mistakes: evaluated by the server with the current batch when opened, with NumPy's output.
 */

import { scaleLimit } from "../../heatmap/color_scale.js";
import { Heatmap } from "../../heatmap/heatmap.js";
import { queryAll } from "../../lib/dom.js";
import { errorMessage } from "../../lib/error_message.js";
import { ExplainClient } from "../explain_api.js";
import { renderCheck } from "./gradient_check.js";

/** @typedef {import("../explain_api.js").Explanation} Explanation */
/** @typedef {import("../../lib/base64.js").Matrix} Matrix */

export class CommonMistakes {
  #root;
  #batchStore;
  /** @type {Map<HTMLDetailsElement, ExplainClient>} */
  #explainers = new Map();

  /** @param {HTMLElement} root that holds them, even after replacement @param {import("./batch_store.js").BatchStore} batchStore */
  constructor(root, batchStore) {
    this.#root = root;
    this.#batchStore = batchStore;
    this.reload();
  }

  /** Read the elements again after the network has changed. */
  reload() {
    for (const explainer of this.#explainers.values()) explainer.abort();
    this.#explainers = new Map();
    for (const details of queryAll(this.#root, ".mistake", HTMLDetailsElement)) {
      this.#explainers.set(details, new ExplainClient());
      details.addEventListener("toggle", () => this.#evaluate(details));
    }
  }

  /** Evaluate again for new numbers. */
  refresh() {
    for (const details of this.#explainers.keys()) this.#evaluate(details);
  }

  /** @param {string} name @param {string} slug @returns {boolean} whether a mistake breaks the result of a step */
  breaks(name, slug) {
    return this.named(name)?.dataset.steps?.split(" ").includes(slug) ?? false;
  }

  /** @returns {string | null} name of the first that is open */
  get opened() {
    return [...this.#explainers.keys()].find(({ open }) => open)?.dataset.mistake ?? null;
  }

  /** @param {string} name @returns {HTMLDetailsElement | null} */
  named(name) {
    return [...this.#explainers.keys()].find(({ dataset }) => dataset.mistake === name) ?? null;
  }

  /** @param {HTMLDetailsElement} details */
  async #evaluate(details) {
    if (!details.open || details.querySelector("[data-part=outcome]") === null) return;
    const request = await this.#batchStore.request();
    if (request === null)
      return this.#showText(details, "Draw a digit to try this with its numbers.");
    const mistake = details.dataset.mistake ?? null;
    try {
      const explanation = await this.#explainers
        .get(details)
        ?.explain(request.body, { ...request.parameters, mistake });
      if (explanation) this.#write(details, explanation);
    } catch (error) {
      this.#showText(details, errorMessage(error));
    }
  }

  /** @param {HTMLDetailsElement} details @param {string} text */
  #showText(details, text) {
    for (const place of details.querySelectorAll("[data-part=outcome]"))
      place.replaceChildren(paragraph("muted", text));
  }

  /** @param {HTMLDetailsElement} details @param {Explanation} explanation */
  #write(details, explanation) {
    if (explanation.mistake === null) return;
    const { layer, variants } = explanation.mistake;
    for (const variant of variants) {
      const place = details.querySelector(`[data-variant=${variant.name}] [data-part=outcome]`);
      place?.replaceChildren(...render(variant, explanation.arrays[`dW${layer}`], layer));
    }
  }
}

/** @param {import("../explain_api.js").MistakeVariant} variant @param {Matrix} right @param {number} layer @returns {HTMLElement[]} */
function render({ line, operands, fits, message, arrays, check }, right, layer) {
  const code = document.createElement("pre");
  code.tabIndex = 0; // for keyboard scrolling
  const text = document.createElement("code");
  text.textContent = line.replace(/\bback(?=\d)/g, "dH"); // as the steps name it
  code.append(text);
  const shapes = document.createElement("ul");
  shapes.className = "operands";
  for (const { name, shape } of operands) {
    const item = document.createElement("li");
    const written = document.createElement("code");
    written.textContent = name.replace(/^\((.*)\)$/, "$1");
    item.append(written, ` ${shape[0]} × ${shape[1]}`);
    shapes.append(item);
  }
  const output = paragraph("numpy-output", message);
  output.dataset.fits = String(fits);
  if (!fits) {
    const prefix = document.createElement("b");
    prefix.textContent = "NumPy raises an error: ";
    output.prepend(prefix);
  }
  if (check === null) return [code, shapes, output];
  return [
    code,
    shapes,
    output,
    comparison(arrays[`dW${layer}`], right, layer),
    ...renderCheck(check, "Wrong formula"),
  ];
}

/** @param {Matrix} wrong @param {Matrix} right @param {number} layer */
function comparison(wrong, right, layer) {
  const container = document.createElement("div");
  container.className = "comparison";
  const columns = right.shape[1];
  const isSum = wrong.shape[1] !== columns; // a single column: the sums of the rows
  const limits = [wrong, right].map(({ data }) => scaleLimit("signed", data));
  for (const [i, matrix] of [wrong, right].entries()) {
    const name = ["wrong", "right"][i];
    const figure = document.createElement("figure");
    const caption = document.createElement("figcaption");
    const map = new Heatmap({ name: `dW${layer}, ${name}`, scale: "signed" });
    const words = [", the sums of the rows", `, the ${columns} columns that are summed`];
    caption.textContent = `dW${layer}, ${name}: ${matrix.shape[0]} × ${matrix.shape[1]}${isSum ? words[i] : ""}`;
    figure.style.setProperty("--width", String(matrix.shape[1] / columns));
    figure.append(caption, map.element);
    map.show(matrix, isSum ? limits[i] : Math.max(...limits));
    container.append(figure);
  }
  return container;
}

/** @param {string} className @param {string} text */
function paragraph(className, text) {
  const element = document.createElement("p");
  element.className = className;
  element.textContent = text;
  return element;
}

/**
 * What goes wrong: the two classic mistakes, made by the server with the present numbers when they
 * are looked at, and what numpy says to them.
 */

import { Heatmap } from "../../heatmap/heatmap.js";
import { Explainer } from "../explain_api.js";
import { outcome } from "./gradient_check.js";

/** @typedef {import("../explain_api.js").Explanation} Explanation */
/** @typedef {import("../../lib/base64.js").Matrix} Matrix */
/**
 * @typedef {object} Variant
 * @property {string} name
 * @property {string} line
 * @property {readonly {name: string, shape: readonly [number, number]}[]} operands
 * @property {boolean} fits
 * @property {string} message
 * @property {Record<string, Matrix>} arrays
 * @property {import("../explain_api.js").Check | null} check
 */

export class Mistakes {
  #root;
  #exercise;
  /** @type {Map<HTMLDetailsElement, Explainer>} */
  #explainers = new Map();

  /** @param {HTMLElement} root that holds them, also when they are exchanged @param {import("./batch_store.js").Exercise} exercise */
  constructor(root, exercise) {
    this.#root = root;
    this.#exercise = exercise;
    this.reread();
  }

  /** The network is another one, and so are the mistakes that it invites. */
  reread() {
    for (const explainer of this.#explainers.values()) explainer.abort();
    this.#explainers = new Map();
    for (const details of this.#root.querySelectorAll("details")) {
      this.#explainers.set(details, new Explainer());
      details.addEventListener("toggle", () => this.#make(details));
    }
  }

  /** The numbers are others. */
  refresh() {
    for (const details of this.#explainers.keys()) this.#make(details);
  }

  /** @param {string} slug of a step @returns {HTMLDetailsElement | null} the mistake that is made there */
  at(slug) {
    return [...this.#explainers.keys()].find(({ dataset }) => dataset.step === slug) ?? null;
  }

  /** @param {HTMLDetailsElement} details */
  async #make(details) {
    if (!details.open) return;
    const asked = await this.#exercise.asked();
    if (asked === null) return this.#empty(details, "Draw a digit to try this with its numbers.");
    const mistake = details.dataset.mistake ?? null;
    try {
      const explanation = await this.#explainers
        .get(details)
        ?.explain(asked.body, { ...asked.question, mistake });
      if (explanation) this.#write(details, explanation);
    } catch (error) {
      this.#empty(details, /** @type {Error} */ (error).message);
    }
  }

  /** @param {HTMLDetailsElement} details @param {string} text */
  #empty(details, text) {
    for (const place of details.querySelectorAll("[data-part=outcome]"))
      place.replaceChildren(paragraph("muted", text));
  }

  /** @param {HTMLDetailsElement} details @param {Explanation} explanation */
  #write(details, explanation) {
    const { layer, variants } = explanation.mistake;
    for (const variant of /** @type {Variant[]} */ (variants)) {
      const place = details.querySelector(`[data-variant=${variant.name}] [data-part=outcome]`);
      place?.replaceChildren(...told(variant, explanation.arrays[`dW${layer}`], layer));
    }
  }
}

/** @param {Variant} variant @param {Matrix} right @param {number} layer @returns {HTMLElement[]} */
function told({ line, operands, fits, message, arrays, check }, right, layer) {
  const code = document.createElement("pre");
  code.tabIndex = 0; // long lines are scrolled
  const text = document.createElement("code");
  text.textContent = line;
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
  const said = paragraph("numpy-says", message);
  said.dataset.fits = String(fits);
  if (!fits) {
    const who = document.createElement("b");
    who.textContent = "NumPy raises an error: ";
    said.prepend(who);
  }
  if (check === null) return [code, shapes, said];
  return [
    code,
    shapes,
    said,
    pictures(arrays[`dW${layer}`], right, layer),
    ...outcome(check, "Wrong formula"),
  ];
}

/** @param {Matrix} wrong @param {Matrix} right @param {number} layer */
function pictures(wrong, right, layer) {
  const room = document.createElement("div");
  room.className = "compared";
  const limit = Math.max(
    ...[wrong, right].map(({ data }) =>
      data.reduce((most, value) => Math.max(most, Math.abs(value)), 0),
    ),
  );
  for (const [name, matrix] of /** @type {const} */ ([
    ["wrong", wrong],
    ["right", right],
  ])) {
    const figure = document.createElement("figure");
    const caption = document.createElement("figcaption");
    caption.textContent = `dW${layer}, ${name}: ${matrix.shape[0]} × ${matrix.shape[1]}`;
    const map = new Heatmap({ name: `dW${layer}, ${name}`, scale: "signed" });
    figure.append(caption, map.element);
    map.show(matrix, limit);
    room.append(figure);
  }
  return room;
}

/** @param {string} className @param {string} text */
function paragraph(className, text) {
  const made = document.createElement("p");
  made.className = className;
  made.textContent = text;
  return made;
}

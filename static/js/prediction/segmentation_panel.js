/**
 * Panel that draws how the ink of a number was divided: candidates and cuts over the drawing.
 */

import { INK, PAPER, paintPage } from "../drawing/stroke_renderer.js";
import { closest, context2d, instantiate, part, query, queryAll } from "../lib/dom.js";
import { formatPercent } from "../lib/number_format.js";
import { post } from "./prediction_client.js";
import { requestBody } from "./request.js";
import { bounds, describeCandidate, toSegmentations } from "./segmentation.js";

/** @typedef {import("../drawing/drawing.js").PaperContent} PaperContent */
/** @typedef {import("./segmentation.js").NumberSegmentation} NumberSegmentation */

const SVG = "http://www.w3.org/2000/svg";

/** Width of the picture in pixels, so that it is sharp where it is shown large. */
const PICTURE_PX = 1600;

const NONE = "Write a number to see how it is divided into digits.";
const NOT_CUT = "This was read as one digit, without a choice of cuts.";
const FAILED = "The segmentation could not be loaded. Close and open it to try again.";

export class SegmentationPanel {
  #button;
  #panel;
  #svg;
  #controller = new AbortController();
  #isOpening = false;

  /**
   * @param {HTMLButtonElement} button
   * @param {HTMLElement} panel opened by the button
   * @param {() => void} onOpen
   */
  constructor(button, panel, onOpen) {
    this.#button = button;
    this.#panel = panel;
    this.#svg = query(panel, ".segmentation-picture svg", SVGSVGElement);
    button.addEventListener("click", () => {
      this.#toggle(this.#panel.hidden);
      if (!this.#panel.hidden) onOpen();
    });
    panel.addEventListener("click", (event) => {
      const chosen = closest(event, "li button", HTMLButtonElement);
      if (chosen !== null) this.#choose(chosen);
    });
  }

  /** Show no number. */
  clear() {
    this.#controller.abort();
    this.#showText(NONE);
  }

  /**
   * Load and show the segmentation of a drawing, if the panel is open.
   *
   * @param {PaperContent} page
   * @param {string} url
   */
  async load(page, url) {
    this.#controller.abort();
    if (this.#panel.hidden) return;
    this.#controller = new AbortController();
    const { signal } = this.#controller;
    const numbers = await fetchSegmentations(page, url, signal).catch(() => null);
    if (signal.aborted) return;
    if (numbers === null || numbers.length === 0)
      this.#showText(numbers === null ? FAILED : NOT_CUT);
    else this.#show(page, numbers);
    if (this.#isOpening) this.#panel.scrollIntoView({ block: "nearest" });
    this.#isOpening = false;
  }

  /** @param {boolean} isOpen */
  #toggle(isOpen) {
    this.#panel.hidden = !isOpen;
    this.#isOpening = isOpen;
    this.#button.setAttribute("aria-expanded", String(isOpen));
  }

  /** @param {string} text */
  #showText(text) {
    this.#panel.toggleAttribute("data-empty", true);
    part(this.#panel, "empty").textContent = text;
  }

  /** @param {PaperContent} page @param {readonly NumberSegmentation[]} numbers */
  #show(page, numbers) {
    this.#panel.toggleAttribute("data-empty", false);
    part(this.#panel, "empty").textContent = "";
    this.#paint(page, numbers);
    const template = query(this.#panel, "template", HTMLTemplateElement);
    const sections = numbers.map(({ title, count, candidates }) => {
      const section = instantiate(template);
      part(section, "title").textContent = title;
      part(section, "count").textContent = count;
      query(section, "ul", HTMLUListElement).append(...candidates.map(toItem));
      return section;
    });
    part(this.#panel, "numbers").replaceChildren(...sections);
  }

  /** @param {PaperContent} page @param {readonly NumberSegmentation[]} numbers */
  #paint(page, numbers) {
    const view = bounds(numbers);
    const canvas = part(this.#panel, "picture", HTMLCanvasElement);
    const scale = PICTURE_PX / view.width;
    canvas.width = PICTURE_PX;
    canvas.height = Math.max(1, Math.round(view.height * scale));
    canvas.ariaLabel = `The number with its candidates: ${numbers.map(({ title }) => title).join("; ")}`;
    const context = context2d(canvas);
    context.setTransform(scale, 0, 0, scale, -view.x * scale, -view.y * scale);
    paintPage(context, page, INK);
    context.globalCompositeOperation = "destination-over"; // an eraser removes the paper, too
    context.fillStyle = page.picture?.paper ?? PAPER;
    context.fillRect(view.x, view.y, view.width, view.height);
    this.#svg.setAttribute("viewBox", `${view.x} ${view.y} ${view.width} ${view.height}`);
    const boxes = numbers.flatMap(({ candidates }) =>
      candidates.map(({ box, role, probability }) => {
        const rect = shape("rect", { ...box, rx: 3 });
        rect.dataset.role = role;
        rect.style.setProperty("--probability", String(probability));
        return rect;
      }),
    );
    const marks = numbers.flatMap(({ ignored }) =>
      ignored.map((box) => {
        const rect = shape("rect", { ...box });
        rect.dataset.role = "ignored";
        return rect;
      }),
    );
    const cuts = numbers.flatMap((number) =>
      number.cuts.map((line) => shape("polyline", { points: line.join(" ") })),
    );
    this.#svg.replaceChildren(...boxes, ...marks, ...cuts);
  }

  /** @param {HTMLButtonElement} chosen */
  #choose(chosen) {
    const buttons = queryAll(this.#panel, "li button", HTMLButtonElement);
    const isPressed = chosen.ariaPressed !== "true";
    const rects = this.#svg.querySelectorAll("rect");
    for (const [i, button] of buttons.entries()) {
      const isChosen = button === chosen && isPressed;
      button.ariaPressed = String(isChosen);
      rects[i].toggleAttribute("data-selected", isChosen);
    }
  }
}

/**
 * @param {PaperContent} page
 * @param {string} url
 * @param {AbortSignal} signal
 * @returns {Promise<NumberSegmentation[] | null>} null if there is no number
 */
async function fetchSegmentations(page, url, signal) {
  const body = await requestBody(page);
  if (body === null) return null;
  const response = await post({ url, body }, signal);
  return response.ok ? toSegmentations(await response.json(), page) : null;
}

/** @param {import("./segmentation.js").Candidate} candidate @returns {HTMLLIElement} */
function toItem(candidate) {
  const item = document.createElement("li");
  const button = document.createElement("button");
  button.type = "button";
  button.dataset.role = candidate.role;
  button.ariaPressed = "false";
  button.ariaLabel = describeCandidate(candidate);
  const figure = document.createElement("b");
  figure.textContent = String(candidate.digit);
  button.append(figure, ` ${formatPercent(candidate.probability)}`);
  item.append(button);
  return item;
}

/** @param {"rect" | "polyline"} name @param {Record<string, string | number>} attributes @returns {SVGElement} */
function shape(name, attributes) {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, String(value));
  return element;
}

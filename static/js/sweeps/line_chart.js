/**
 * An SVG of many lines, one group a setting, of which a reference and one other are emphasized.
 */

import { nearestLine } from "./scales.js";

const NAMESPACE = "http://www.w3.org/2000/svg";
const REACH_PX = 24; // of the pointer

/** @typedef {readonly (readonly [number, number])[]} Points in pixels */
/**
 * @typedef {object} Line
 * @property {number} setting
 * @property {Points} points
 * @property {boolean} [isDashed]
 */
/**
 * @typedef {object} Drawing
 * @property {number} width
 * @property {number} height
 * @property {SVGElement[]} axes drawn below the lines, and their texts above
 * @property {Line[]} lines the reference last
 */

/** @param {string} name @param {Record<string, string | number>} attributes @param {string} [text] */
export function shape(name, attributes, text) {
  const node = document.createElementNS(NAMESPACE, name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, String(value));
  if (text !== undefined) node.textContent = text;
  return node;
}

export class LineChart {
  #root;
  #draw;
  #svg = shape("svg", { role: "img", focusable: "false" });
  #group = shape("g", {});
  /** @type {Line[]} */
  #lines = [];
  /** @type {Map<number, Element>} groups by setting */
  #groups = new Map();
  /** @type {number | null} */
  #reference = null;
  /** @type {number | null} */
  #emphasized = null;

  /**
   * @param {HTMLElement} root
   * @param {(width: number) => Drawing} draw
   * @param {{onPoint: (setting: number | null) => void, onChoose: (setting: number) => void}} listener
   */
  constructor(root, draw, { onPoint, onChoose }) {
    this.#root = root;
    this.#draw = draw;
    root.append(this.#svg);
    root.addEventListener("pointermove", (event) => onPoint(this.#settingAt(event)));
    root.addEventListener("pointerleave", () => onPoint(null));
    root.addEventListener("click", (event) => {
      const setting = this.#settingAt(event);
      if (setting !== null) onChoose(setting);
    });
    let width = 0;
    new ResizeObserver(() => {
      if (root.clientWidth === width) return;
      width = root.clientWidth;
      this.redraw();
    }).observe(root);
  }

  /** @param {string} label accessible name */
  setLabel(label) {
    this.#svg.setAttribute("aria-label", label);
  }

  redraw() {
    const { width, height, axes, lines } = this.#draw(this.#root.clientWidth);
    this.#svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
    this.#svg.setAttribute("width", String(width));
    this.#svg.setAttribute("height", String(height));
    this.#lines = lines;
    this.#groups = new Map();
    for (const { setting, points, isDashed } of lines) {
      const group = this.#groups.get(setting) ?? shape("g", { "data-setting": setting });
      this.#groups.set(setting, group);
      const d = points.map(([x, y]) => `${x.toFixed(1)} ${y.toFixed(1)}`).join("L");
      group.append(shape("path", { d: `M${d}`, ...(isDashed ? { "data-dashed": "" } : {}) }));
      const [x, y] = points[points.length - 1];
      group.append(shape("circle", { cx: x.toFixed(1), cy: y.toFixed(1), r: 2.5 }));
    }
    const isText = (/** @type {SVGElement} */ { localName }) => localName === "text";
    this.#group.replaceChildren(...this.#groups.values());
    this.#svg.replaceChildren(
      ...axes.filter((axis) => !isText(axis)),
      this.#group,
      ...axes.filter(isText),
    );
    this.emphasize(this.#reference, this.#emphasized);
  }

  /**
   * @param {number | null} reference the best setting, or the mean over the folds
   * @param {number | null} other setting, drawn above all
   */
  emphasize(reference, other) {
    this.#reference = reference;
    this.#emphasized = other;
    for (const [setting, group] of this.#groups) {
      group.toggleAttribute("data-reference", setting === reference);
      group.toggleAttribute("data-chosen", setting === other && other !== reference);
    }
    for (const setting of [reference, other]) {
      const group = setting === null ? undefined : this.#groups.get(setting);
      if (group) this.#group.append(group);
    }
  }

  /** @param {MouseEvent} event */
  #settingAt({ clientX, clientY }) {
    const { left, top } = this.#svg.getBoundingClientRect();
    const points = this.#lines.map((line) => line.points);
    const index = nearestLine(points, clientX - left, clientY - top, REACH_PX);
    return index < 0 ? null : this.#lines[index].setting;
  }
}

/**
 * Show the paths from the next layer back to the unit of the selected entry: lines into the unit, the
 * product of each, their running sum, and what the step makes of the sum.
 */

import { part, query } from "../../lib/dom.js";
import { formatFactor } from "../../lib/number_format.js";
import { createRow } from "../../lib/table.js";
import { frameAt } from "./path_animation.js";
import { calculatePaths } from "./path_calculation.js";
import { PathLines } from "./path_lines.js";

/** @typedef {import("./path_calculation.js").PathContext} PathContext */

const STILL = matchMedia("(prefers-reduced-motion: reduce)");

/** @type {WeakMap<HTMLElement, UnitPathsView>} */
const views = new WeakMap();

/** @param {HTMLElement} root of templates/inside_unit_paths.html @param {PathContext} context */
export function showUnitPaths(root, context) {
  const view = views.get(root) ?? new UnitPathsView(root);
  views.set(root, view);
  view.show(context);
}

class UnitPathsView {
  #root;
  #table;
  #lines;
  #select;
  /** @type {PathContext | null} */
  #context = null;
  /** @type {readonly number[]} */
  #products = [];
  /** JSON of the calculation. */
  #shown = "";
  #animation = 0;
  #hasPlayed = false;

  /** @param {HTMLElement} root */
  constructor(root) {
    const fan = query(root, ".fan", HTMLElement);
    this.#root = root;
    this.#table = query(fan, "table", HTMLTableElement);
    this.#lines = new PathLines(query(fan, "svg", SVGSVGElement));
    this.#select = root.querySelector("select");
    this.#select?.addEventListener("change", () => this.#show());
    part(root, "replay").addEventListener("click", this.#play);
    new ResizeObserver(this.#layout).observe(fan);
    new IntersectionObserver(
      (entries) => entries.some(({ isIntersecting }) => isIntersecting) && this.#playOnce(),
      { rootMargin: "-30% 0px" }, // when it is being looked at
    ).observe(fan);
  }

  /** @param {PathContext} context */
  show(context) {
    this.#context = context;
    const { N } = context;
    const select = this.#select;
    if (select !== null) {
      part(this.#root, "batch").hidden = N === 1;
      if (select.options.length !== N) {
        select.replaceChildren(...Array.from({ length: N }, (_, n) => new Option(String(n))));
        select.value = String(N - 1);
      }
    }
    this.#show();
  }

  #show() {
    if (this.#context === null) return;
    const { kind, origin, N } = this.#context;
    const drawing = kind === "gradient" ? Number(this.#select?.value) : origin.row;
    const calculation = calculatePaths(this.#context, this.#names, drawing);
    const shown = JSON.stringify([calculation, drawing, N]);
    if (shown === this.#shown) return; // let the animation run
    this.#shown = shown;
    const { unit } = calculation;
    part(this.#root, "unit").textContent = unit;
    part(this.#root, "of-drawing").textContent = N === 1 ? "" : `, drawing ${drawing}`;
    part(this.#root, "number").textContent = String(origin.column);
    part(this.#root, "entry").textContent = calculation.ends[0].text.replace("= ", "");
    this.#write(calculation);
    this.#stop();
    this.#layout();
  }

  get #names() {
    const { dataset } = this.#root;
    const name = (/** @type {string} */ key) => dataset[key] ?? "";
    return {
      error: name("error"),
      weights: name("weights"),
      gradient: name("gradient"),
      activation: name("activation"),
      delta: name("delta"),
      input: name("input"),
      isFolded: "folded" in dataset,
      isSum: "sums" in dataset,
    };
  }

  /** @param {import("./path_calculation.js").PathCalculation} calculation */
  #write({ heads, shown, omitted, rest, ends }) {
    const [body, foot] = [this.#table.tBodies[0], this.#table.tFoot];
    const cells = [...(this.#table.tHead?.rows[0].cells ?? [])];
    for (const [i, head] of heads.entries()) cells[i + 1].textContent = head;
    const rows = shown.map(({ index, error, weight, product }) =>
      createRow(
        String(index),
        [error, weight, product].map((value) => formatFactor(value)),
      ),
    );
    if (omitted > 0) rows.push(createRow(`${omitted} others`, ["", "", formatFactor(rest)]));
    body.replaceChildren(...rows);
    foot?.replaceChildren(
      ...ends.map(({ text, value, isResult }) => {
        const row = createRow(text, [formatFactor(value)]);
        row.cells[0].colSpan = 3;
        row.toggleAttribute("data-result", isResult);
        return row;
      }),
    );
    this.#products = [...shown.map(({ product }) => product), ...(omitted > 0 ? [rest] : [])];
    this.#lines.show(this.#products);
  }

  #playOnce() {
    if (this.#hasPlayed || this.#shown === "") return;
    this.#hasPlayed = true;
    this.#play();
  }

  #play = () => {
    if (STILL.matches) return;
    cancelAnimationFrame(this.#animation);
    const start = performance.now();
    const next = () => {
      if (this.#draw(performance.now() - start)) this.#animation = requestAnimationFrame(next);
    };
    next();
  };

  /** Show the whole picture. */
  #stop() {
    cancelAnimationFrame(this.#animation);
    this.#draw(Number.POSITIVE_INFINITY);
  }

  /** @param {number} ms since the start @returns {boolean} whether another frame follows */
  #draw(ms) {
    const [sumRow, ...results] = this.#table.tFoot?.rows ?? [];
    const { shares, shown, isLast } = frameAt(ms, this.#products.length, results.length);
    const sum = shares.reduce((total, share, i) => total + share * this.#products[i], 0);
    const text = formatFactor(sum);
    sumRow.cells[1].textContent = part(this.#root, "running").textContent = text;
    for (const [i, row] of [...this.#table.tBodies[0].rows].entries())
      row.toggleAttribute("data-marked", shares[i] > 0 && shares[i] < 1);
    for (const [i, row] of results.entries()) row.toggleAttribute("data-later", i >= shown);
    this.#lines.draw(shares);
    this.#root.toggleAttribute("data-playing", !isLast);
    return !isLast;
  }

  #layout = () => {
    const sumRow = this.#table.tFoot?.rows[0];
    if (sumRow === undefined) return;
    this.#lines.layout([...this.#table.tBodies[0].rows, sumRow], part(this.#root, "node"));
  };
}

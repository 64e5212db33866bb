/**
 * Lines from the inputs with the largest contributions to the selected unit; the width shows the
 * size of a contribution, the color its sign.
 */

/** @typedef {import("../unit_math.js").Unit} Unit */
/** @typedef {import("../unit_math.js").UnitSum} UnitSum */

const SVG = "http://www.w3.org/2000/svg";
const MAX_LINES = 8;
const MAX_WIDTH = 3.5;
/** Lines start at the edge of units larger than this, in CSS pixels. */
const LARGE = 24;

export class Connections {
  element = document.createElementNS(SVG, "svg");
  #root;
  /** @type {readonly UnitSum[]} */
  #sums = [];
  #unitBox = (/** @type {Unit} */ _unit) => new DOMRect();
  #frame = 0;

  /** @param {HTMLElement} root positioned parent of the layers */
  constructor(root) {
    this.#root = root;
    this.element.classList.add("connections");
    this.element.ariaHidden = "true";
    new ResizeObserver(this.#schedule).observe(root);
  }

  /** @param {readonly UnitSum[]} sums @param {(unit: Unit) => DOMRect} unitBox */
  show(sums, unitBox) {
    this.#sums = sums;
    this.#unitBox = unitBox;
    this.#schedule();
  }

  /** Draw in the next frame, after layout changes. */
  #schedule = () => {
    cancelAnimationFrame(this.#frame);
    this.#frame = requestAnimationFrame(this.#draw);
  };

  #draw = () => {
    this.element.style.width = this.element.style.height = "0"; // not to keep the root as large as it was
    const { left, top } = this.#root.getBoundingClientRect();
    const { scrollLeft, scrollWidth, scrollHeight } = this.#root;
    this.element.setAttribute("viewBox", `0 0 ${scrollWidth} ${scrollHeight}`);
    this.element.style.width = `${scrollWidth}px`;
    this.element.style.height = `${scrollHeight}px`;
    const paths = this.#sums.flatMap(({ unit, ranked, products }) => {
      const max = Math.abs(products[ranked[0]]);
      return ranked.slice(0, MAX_LINES).flatMap((index) => {
        const share = Math.abs(products[index]) / max;
        if (!(share > 0.02)) return [];
        const from = this.#unitBox({ layer: unit.layer - 1, index });
        const path = document.createElementNS(SVG, "path");
        path.setAttribute("d", curve(from, this.#unitBox(unit), left - scrollLeft, top));
        path.style.strokeWidth = `${Math.max(1, MAX_WIDTH * share)}px`;
        path.dataset.sign = products[index] < 0 ? "negative" : "positive";
        return path;
      });
    });
    this.element.replaceChildren(...paths);
  };
}

/** @param {DOMRect} from @param {DOMRect} to @param {number} left @param {number} top of the origin */
function curve(from, to, left, top) {
  const isBeside = to.left >= from.right;
  // Start at the center of small units and at the edge of large ones.
  const x0 = (isBeside && from.width > LARGE ? from.right : from.left + from.width / 2) - left;
  const y0 = (!isBeside && from.width > LARGE ? from.bottom : from.top + from.height / 2) - top;
  if (isBeside) {
    const [x1, y1] = [to.left - left, to.top + to.height / 2 - top];
    const bend = (x1 - x0) / 2;
    return `M${x0} ${y0}C${x0 + bend} ${y0} ${x1 - bend} ${y1} ${x1} ${y1}`;
  }
  const [x1, y1] = [to.left + to.width / 2 - left, to.top - top];
  const bend = (y1 - y0) / 2;
  return `M${x0} ${y0}C${x0} ${y0 + bend} ${x1} ${y1 - bend} ${x1} ${y1}`;
}

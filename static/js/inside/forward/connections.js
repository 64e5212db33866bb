/**
 * Lines from the units that count most to the unit that is looked at: what they add pushes it up
 * or down, and the more, the wider the line.
 */

/** @typedef {import("../unit_math.js").Unit} Unit */
/** @typedef {import("../unit_math.js").Work} Work */

const SVG = "http://www.w3.org/2000/svg";
const MOST = 8;
const WIDEST = 3.5;
/** A unit of more CSS pixels is not crossed. */
const LARGE = 24;

export class Links {
  element = document.createElementNS(SVG, "svg");
  #root;
  /** @type {readonly Work[]} */
  #works = [];
  #boxOf = (/** @type {Unit} */ _unit) => new DOMRect();
  #frame = 0;

  /** @param {HTMLElement} root the layers' positioned parent, over which the lines are drawn */
  constructor(root) {
    this.#root = root;
    this.element.classList.add("links");
    this.element.ariaHidden = "true";
    new ResizeObserver(this.#plan).observe(root);
  }

  /** @param {readonly Work[]} works @param {(unit: Unit) => DOMRect} boxOf */
  show(works, boxOf) {
    this.#works = works;
    this.#boxOf = boxOf;
    this.#plan();
  }

  /** In the next frame, when all that moves the layers is done. */
  #plan = () => {
    cancelAnimationFrame(this.#frame);
    this.#frame = requestAnimationFrame(this.#draw);
  };

  #draw = () => {
    const { left, top } = this.#root.getBoundingClientRect();
    const { scrollLeft, scrollWidth, scrollHeight } = this.#root;
    this.element.setAttribute("viewBox", `0 0 ${scrollWidth} ${scrollHeight}`);
    this.element.style.width = `${scrollWidth}px`;
    this.element.style.height = `${scrollHeight}px`;
    const paths = this.#works.flatMap(({ unit, ranked, products }) => {
      const most = Math.abs(products[ranked[0]]);
      return ranked.slice(0, MOST).flatMap((index) => {
        const share = Math.abs(products[index]) / most;
        if (!(share > 0.02)) return [];
        const from = this.#boxOf({ layer: unit.layer - 1, index });
        const path = document.createElementNS(SVG, "path");
        path.setAttribute("d", curve(from, this.#boxOf(unit), left - scrollLeft, top));
        path.style.strokeWidth = `${Math.max(1, WIDEST * share)}px`;
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
  // From the middle of what is small, from the edge of what has its number written in it.
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

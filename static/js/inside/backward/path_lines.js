/**
 * Lines from the rows of paths back to their unit; the width shows the size of a product, the color
 * its sign.
 */

const SVG = "http://www.w3.org/2000/svg";
const MAX_WIDTH_REM = 0.55;

export class PathLines {
  #svg;
  /** @type {{track: SVGPathElement, line: SVGPathElement, dot: SVGCircleElement}[]} */
  #paths = [];
  /** From the unit to the row of the sum. */
  #exit = create("path");

  /** @param {SVGSVGElement} svg over the space beside the rows */
  constructor(svg) {
    this.#svg = svg;
    this.#exit.classList.add("exit");
  }

  /** @param {readonly number[]} products */
  show(products) {
    const max = Math.max(...products.map(Math.abs));
    this.#paths = products.map((product) => {
      const [track, line, dot] = [create("path"), create("path"), create("circle")];
      line.setAttribute("pathLength", "1");
      line.style.strokeWidth = `max(1px, ${(MAX_WIDTH_REM * Math.abs(product)) / max || 0}rem)`;
      line.dataset.sign = dot.dataset.sign = product < 0 ? "negative" : "positive";
      return { track, line, dot };
    });
    this.#svg.replaceChildren(
      this.#exit,
      ...this.#paths.map(({ track }) => track),
      ...this.#paths.flatMap(({ line, dot }) => [line, dot]),
    );
  }

  /**
   * @param {readonly HTMLElement[]} rows of the paths, and last of their sum
   * @param {HTMLElement} node of the unit, placed at the middle of the paths
   */
  layout(rows, node) {
    const box = this.#svg.getBoundingClientRect();
    const middles = rows.map((row) => {
      const { top, height } = row.getBoundingClientRect();
      return top + height / 2 - box.top;
    });
    const end = middles.length - 1;
    const middle = (middles[0] + middles[end - 1]) / 2;
    node.style.top = `${middle}px`;
    const { width, height } = node.getBoundingClientRect();
    const right = box.width - 5;
    const bend = (width + right) / 2;
    for (const [i, { track, line, dot }] of this.#paths.entries()) {
      const y = middles[i];
      for (const path of [track, line])
        path.setAttribute("d", `M${right} ${y}C${bend} ${y} ${bend} ${middle} ${width} ${middle}`);
      dot.setAttribute("cx", String(right));
      dot.setAttribute("cy", String(y));
    }
    const [x, y] = [width / 2, middles[end]];
    this.#exit.setAttribute("d", `M${x} ${middle + height / 2}V${y}H${right}`);
  }

  /** @param {readonly number[]} shares of the lines that are drawn, from the rows to the unit */
  draw(shares) {
    for (const [i, { line }] of this.#paths.entries()) {
      line.style.strokeDasharray = `${shares[i]} 1`;
      line.style.visibility = shares[i] === 0 ? "hidden" : "";
    }
  }
}

/** @template {"path" | "circle"} K @param {K} name */
const create = (name) => document.createElementNS(SVG, name);

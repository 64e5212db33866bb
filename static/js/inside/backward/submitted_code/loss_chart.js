/**
 * Chart of two losses over the steps of training, as SVG. The text beside it says the same.
 */

const SVG = "http://www.w3.org/2000/svg";
const [WIDTH, HEIGHT] = [320, 180];
const MARGIN = { top: 10, right: 12, bottom: 34, left: 30 };

/** Times the first loss; what is above leaves the chart at its top. */
const MAX_RISE = 2;

/** @typedef {import("../../../lib/api_types.js").LossCurve} LossCurve */

/**
 * @param {LossCurve} yours
 * @param {LossCurve} right
 * @param {boolean} isStopped whether the first of them ends early
 * @returns {SVGSVGElement}
 */
export function lossChart(yours, right, isStopped) {
  const svg = create("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, class: "loss-chart" });
  svg.ariaHidden = "true";
  const losses = [...yours.losses, ...right.losses];
  const top = Math.ceil(Math.min(Math.max(...losses), MAX_RISE * right.losses[0]));
  const last = right.steps[right.steps.length - 1];
  const x = (/** @type {number} */ step) =>
    MARGIN.left + (step / last) * (WIDTH - MARGIN.left - MARGIN.right);
  const y = (/** @type {number} */ loss) =>
    HEIGHT - MARGIN.bottom - (Math.min(loss, top) / top) * (HEIGHT - MARGIN.top - MARGIN.bottom);
  for (let loss = 0; loss <= top; loss += 1) {
    svg.append(create("path", { d: `M${x(0)} ${y(loss)}H${x(last)}`, class: "loss-grid" }));
    svg.append(label(String(loss), MARGIN.left - 6, y(loss) + 4, "end"));
  }
  for (const step of [0, last / 3, (2 * last) / 3, last])
    svg.append(label(String(step), x(step), HEIGHT - MARGIN.bottom + 15, "middle"));
  svg.append(label("steps", x(last / 2), HEIGHT - 4, "middle"));
  for (const [series, { steps, losses }] of Object.entries({ right, yours })) {
    const points = steps.map((step, i) => `${x(step).toFixed(1)},${y(losses[i]).toFixed(1)}`);
    svg.append(create("polyline", { points: points.join(" "), "data-series": series }));
  }
  if (isStopped) {
    const end = yours.steps.length - 1;
    const [left, above] = [x(yours.steps[end]), y(yours.losses[end])];
    const cross = `M${left - 5} ${above - 5}l10 10m0 -10l-10 10`;
    svg.append(create("path", { d: cross, "data-series": "yours" }));
  }
  return svg;
}

/** @param {string} text @param {number} x @param {number} y @param {string} anchor */
function label(text, x, y, anchor) {
  const element = create("text", { x: String(x), y: String(y), "text-anchor": anchor });
  element.textContent = text;
  return element;
}

/**
 * @template {keyof SVGElementTagNameMap} Name
 * @param {Name} name
 * @param {Record<string, string>} attributes
 */
function create(name, attributes) {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  return element;
}

/**
 * Sparkline of a few numbers.
 */

const SVG = "http://www.w3.org/2000/svg";
const [WIDTH, HEIGHT, MARGIN] = [240, 56, 4];

/** @param {readonly number[]} values non-negative @returns {SVGSVGElement} scaled from 0 to the maximum */
export function sparkline(values) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", `0 0 ${WIDTH} ${HEIGHT}`);
  svg.setAttribute("class", "sparkline");
  svg.ariaHidden = "true";
  const max = Math.max(...values, Number.MIN_VALUE);
  const across = (WIDTH - 2 * MARGIN) / Math.max(1, values.length - 1);
  const points = values.map((value, i) => {
    const y = HEIGHT - MARGIN - (value / max) * (HEIGHT - 2 * MARGIN);
    return `${(MARGIN + i * across).toFixed(1)},${y.toFixed(1)}`;
  });
  const line = document.createElementNS(SVG, "polyline");
  line.setAttribute("points", points.join(" "));
  const end = document.createElementNS(SVG, "circle");
  const [x, y] = points[points.length - 1].split(",");
  for (const [name, value] of Object.entries({ cx: x, cy: y, r: "3" }))
    end.setAttribute(name, value);
  svg.append(line, end);
  return svg;
}

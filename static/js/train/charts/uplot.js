/**
 * The charting library, and how our charts look in it.
 */

import { token } from "./colors.js";

/**
 * @typedef {object} Line
 * @property {string} key
 * @property {string} name
 * @property {string} colour name of a design token
 * @property {"thin" | "thick"} weight thick lines have a dot at each value
 * @property {readonly number[]} x ascending
 * @property {readonly (number | null)[]} y
 */

/** @type {any} a script of its own: static/vendor/uplot */
export const uPlot = /** @type {any} */ (globalThis).uPlot;

const FONT = "12px system-ui, sans-serif";

/** @param {(value: number) => string} mark how the upright axis is labelled */
export function axes(mark) {
  const look = {
    font: FONT,
    stroke: () => token("muted"),
    grid: { stroke: () => token("line"), width: 1 },
    ticks: { stroke: () => token("line"), width: 1, size: 4 },
  };
  /** @param {any} _ @param {(number | null)[]} at null where a logarithmic scale has no room */
  const marks = (_, at) => at.map((value) => (value === null ? null : mark(value)));
  /** @param {any} _ @param {number[]} at */
  const plainly = (_, at) => at.map(plain);
  return [
    { ...look, size: 28, space: 48, values: plainly },
    { ...look, size: 52, values: marks },
  ];
}

/** @param {Line} line @param {boolean} isOn */
export function seriesOf({ colour, weight }, isOn) {
  const stroke = () => token(colour);
  const isThick = weight === "thick";
  return {
    show: isOn,
    stroke,
    width: isThick ? 2.5 : 1.25,
    points: isThick ? { show: true, size: 6, stroke, fill: stroke } : { show: false },
  };
}

/** @param {readonly Line[]} lines @returns {any[]} columns over all x; lines go on through what is not theirs */
export function joined(lines) {
  if (lines.length === 0) return [[]];
  return uPlot.join(lines.map(({ x, y }) => [x, y]));
}

/** @param {any} _ @param {number | null} least @param {number | null} most */
export function rangeOf(_, least, most) {
  if (least === null || most === null) return [0, 1];
  const margin = Math.max((most - least) * 0.06, Math.abs(most) * 0.01, 1e-6);
  return [least >= 0 ? Math.max(0, least - margin) : least - margin, most + margin];
}

/** @param {string} movement @returns {boolean} whether the other charts follow it */
export const isFollowed = (movement) => movement === "mousemove" || movement === "mouseleave";

/** @param {number} value @returns {string} without the tail of binary fractions */
export const plain = (value) => String(Number(value.toPrecision(5))).replace("e-", "e−");

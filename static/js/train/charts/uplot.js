/**
 * Options of the charting library, uPlot.
 */

import { tokenColor } from "../../lib/color_scheme.js";

/**
 * @typedef {object} Line
 * @property {string} key
 * @property {string} name
 * @property {string} color name of a design token
 * @property {"thin" | "thick"} weight thick lines have a point at each value
 * @property {readonly number[]} x ascending
 * @property {readonly (number | null)[]} y
 */

// Loaded by a script of its own, static/vendor/uplot, which has no types here.
export const { uPlot } = /** @type {any} */ (globalThis);

const FONT = "12px system-ui, sans-serif";

/** @param {(value: number) => string} formatTick formats the labels of the y axis */
export function axes(formatTick) {
  const style = {
    font: FONT,
    stroke: () => tokenColor("muted"),
    grid: { stroke: () => tokenColor("line"), width: 1 },
    ticks: { stroke: () => tokenColor("line"), width: 1, size: 4 },
  };
  /** @param {any} _ @param {(number | null)[]} values null where a log scale skips a label */
  const valueTicks = (_, values) =>
    values.map((value) => (value === null ? null : formatTick(value)));
  /** @param {any} _ @param {number[]} values */
  const plainTicks = (_, values) => values.map(formatPlain);
  return [
    { ...style, size: 28, space: 48, values: plainTicks },
    { ...style, size: 52, values: valueTicks },
  ];
}

/** @param {Line} line @param {boolean} isOn */
export function seriesOptions({ color, weight }, isOn) {
  const stroke = () => tokenColor(color);
  const isThick = weight === "thick";
  return {
    show: isOn,
    stroke,
    width: isThick ? 2.5 : 1.25,
    points: isThick ? { show: true, size: 6, stroke, fill: stroke } : { show: false },
  };
}

/** @param {readonly Line[]} lines @returns {any[]} the union of all x, then the y of each line; gaps are interpolated */
export function joinSeries(lines) {
  if (lines.length === 0) return [[]];
  return uPlot.join(lines.map(({ x, y }) => [x, y]));
}

/** Pad the range of the y axis. @param {any} _ @param {number | null} min @param {number | null} max */
export function rangeWithMargin(_, min, max) {
  if (min === null || max === null) return [0, 1];
  const margin = Math.max((max - min) * 0.06, Math.abs(max) * 0.01, 1e-6);
  return [min >= 0 ? Math.max(0, min - margin) : min - margin, max + margin];
}

/** @param {string} eventType @returns {boolean} whether the cursors of other charts follow it */
export const isSynced = (eventType) => eventType === "mousemove" || eventType === "mouseleave";

/** @param {number} value @returns {string} without binary rounding digits */
export const formatPlain = (value) => String(Number(value.toPrecision(5))).replace("e-", "e−");

/**
 * Learning curves of all trials over each other.
 */

import { formatSignificant } from "../lib/number_format.js";
import { shape } from "./line_chart.js";
import { accuracyScale, logScale, roundTicks, spaced } from "./scales.js";

/** @typedef {import("./sweep_data.js").Setting} Setting */
/** @typedef {import("./sweep_data.js").Measure} Measure */

const MARGIN = { top: 12, right: 16, bottom: 44, left: 52 };
const MIN_HEIGHT_PX = 240;
const MAX_HEIGHT_PX = 360;
const TICK_DISTANCE_PX = 18;
const TITLES = {
  accuracy: "Validation accuracy, %",
  loss: "Training loss",
};

/**
 * @param {readonly Setting[]} settings best first
 * @param {Measure} measure
 * @param {number} width
 * @returns {import("./line_chart.js").Drawing}
 */
export function drawCurves(settings, measure, width) {
  const height = Math.min(MAX_HEIGHT_PX, Math.max(MIN_HEIGHT_PX, width / 2));
  const curves = settings.flatMap(({ setting, curves }) =>
    curves.map((curve) => ({ setting, values: curve[measure] })).filter(isDrawable),
  );
  const values = curves.flatMap((curve) => curve.values);
  const epochs = Math.max(1, ...curves.map((curve) => curve.values.length));
  const scale =
    measure === "accuracy" ? accuracyScale(values) : logScale(values, formatSignificant);
  const [across, up] = [width - MARGIN.left - MARGIN.right, height - MARGIN.top - MARGIN.bottom];
  const x = (/** @type {number} */ epoch) =>
    MARGIN.left + across * (epochs > 1 ? (epoch - 1) / (epochs - 1) : 0.5);
  const y = (/** @type {number} */ share) => MARGIN.top + up * (1 - share);

  const axes = [];
  for (const { at, label } of spaced(scale.ticks, TICK_DISTANCE_PX / up)) {
    axes.push(shape("path", { d: `M${MARGIN.left} ${y(at).toFixed(1)}h${across}` }));
    axes.push(
      shape("text", { class: "up", x: MARGIN.left - 8, y: y(at).toFixed(1), dy: 4 }, label),
    );
  }
  const whole = roundTicks(1, epochs, Math.min(8, across / 50)).filter(Number.isInteger);
  for (const epoch of new Set(whole)) {
    const label = String(epoch);
    axes.push(shape("text", { class: "across", x: x(epoch).toFixed(1), y: height - 26 }, label));
  }
  axes.push(
    shape("text", { class: "across", x: MARGIN.left + across / 2, y: height - 6 }, "Epoch"),
  );
  axes.push(
    shape(
      "text",
      { class: "across", transform: `translate(12 ${MARGIN.top + up / 2}) rotate(-90)` },
      TITLES[measure],
    ),
  );
  const lines = curves.map(({ setting, values }) => ({
    setting,
    points: values.map((value, i) => /** @type {const} */ ([x(i + 1), y(scale.at(value))])),
  }));
  return { width, height, axes, lines: lines.reverse() };
}

/** @param {{values: readonly number[]}} curve */
const isDrawable = ({ values }) => values.length > 0 && values.every(Number.isFinite);

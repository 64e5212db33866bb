/**
 * Parallel coordinates: an axis for each name in the space, the last for the accuracy.
 */

import { shape } from "./line_chart.js";
import { accuracyScale, settingScale, spaced } from "./scales.js";
import { formatValue } from "./sweep_data.js";

/** @typedef {import("./sweep_data.js").Setting} Setting */

const MARGIN = { top: 34, bottom: 14, side: 56 };
const HEIGHT_PX = 300;
const MIN_AXIS_DISTANCE_PX = 96;
const TICK_DISTANCE_PX = 18;
const MAX_LABEL = 14; // characters

/**
 * @param {readonly Setting[]} settings best first
 * @param {number} availableWidth
 * @returns {import("./line_chart.js").Drawing}
 */
export function drawParallel(settings, availableWidth) {
  const names = Object.keys(settings[0].values);
  const width = Math.max(availableWidth, 2 * MARGIN.side + names.length * MIN_AXIS_DISTANCE_PX);
  const up = HEIGHT_PX - MARGIN.top - MARGIN.bottom;
  const x = (/** @type {number} */ i) =>
    MARGIN.side + ((width - 2 * MARGIN.side) * i) / names.length;
  const y = (/** @type {number} */ share) => MARGIN.top + up * (1 - share);
  const columns = names.map((name) => ({
    name,
    scale: settingScale(
      settings.map(({ values }) => values[name]),
      formatValue,
    ),
  }));
  const accuracy = accuracyScale(settings.flatMap((setting) => setting.accuracy ?? []));

  const axes = [...columns, { name: "accuracy, %", scale: accuracy }].flatMap((column, i) =>
    drawAxis(column.name, column.scale.ticks, x(i), y, up),
  );
  const lines = settings.map(({ setting, values, accuracy: reached, isFinished }) => {
    const points = columns.map(
      ({ name, scale }, i) => /** @type {const} */ ([x(i), y(scale.at(values[name]))]),
    );
    if (reached !== null) points.push([x(names.length), y(accuracy.at(reached))]);
    return { setting, points, isDashed: !isFinished };
  });
  return { width, height: HEIGHT_PX, axes, lines: lines.reverse() };
}

/**
 * @param {string} name @param {import("./scales.js").Tick[]} ticks @param {number} x
 * @param {(share: number) => number} y @param {number} length
 */
function drawAxis(name, ticks, x, y, length) {
  const at = x.toFixed(1);
  const axis = [
    shape("path", { class: "axis", d: `M${at} ${y(1)}v${length}` }),
    shape("text", { class: "across name", x: at, y: 14 }, name.split(".").at(-1) ?? name),
  ];
  for (const tick of spaced(ticks, TICK_DISTANCE_PX / length)) {
    const attributes = { class: "value", x: (x + 7).toFixed(1), y: y(tick.at).toFixed(1), dy: 4 };
    axis.push(shape("text", attributes, shorten(tick.label)));
  }
  return axis;
}

/** @param {string} label */
const shorten = (label) => (label.length > MAX_LABEL ? `${label.slice(0, MAX_LABEL - 1)}…` : label);

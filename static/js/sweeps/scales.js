/**
 * Scales of the charts: from values to shares of an axis, with ticks.
 */

/**
 * @typedef {object} Tick
 * @property {number} at share of the axis, from 0 to 1
 * @property {string} label
 */
/**
 * @typedef {object} Scale
 * @property {(value: number) => number} at share of the axis, from 0 to 1
 * @property {Tick[]} ticks
 */

const MIN_LOG_RATIO = 20; // between the ends of a logarithmic axis of settings
const MIN_ERROR = 1e-5; // an accuracy of 1 has no logarithm of its error
const MIN_LOSS = 1e-6;
const ACCURACIES = [
  0.1, 0.3, 0.5, 0.7, 0.8, 0.9, 0.95, 0.97, 0.98, 0.99, 0.995, 0.997, 0.998, 0.999, 0.9995, 0.9999,
];
const MIN_TICKS = 3;
const MAX_VALUE_TICKS = 8; // an axis with more different numbers has round ones

/**
 * Return round numbers of a range, such as 0.1, 0.15, 0.2.
 * @param {number} min @param {number} max @param {number} count about how many
 */
export function roundTicks(min, max, count) {
  if (!(max > min)) return [min];
  const rough = (max - min) / count;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((k) => k * power).find((size) => size >= rough) ?? 10 * power;
  const first = Math.ceil(min / step - 1e-9);
  const last = Math.floor(max / step + 1e-9);
  return Array.from({ length: last - first + 1 }, (_, i) =>
    Number(((first + i) * step).toPrecision(12)),
  );
}

/** Return 1, 2 and 5 times the powers of ten in a range. @param {number} min @param {number} max */
export function logTicks(min, max) {
  const ticks = [];
  for (let power = Math.floor(Math.log10(min)); power <= Math.log10(max); power++)
    for (const digit of [1, 2, 5]) ticks.push(Number(`${digit}e${power}`));
  return ticks.filter((tick) => tick >= min * (1 - 1e-9) && tick <= max * (1 + 1e-9));
}

/**
 * @param {readonly number[]} values @param {(value: number) => number} transform
 * @returns {(value: number) => number} share of the range; 0.5 if all values are equal
 */
function normalizer(values, transform) {
  const numbers = values.filter(Number.isFinite).map(transform);
  const low = Math.min(...numbers);
  const high = Math.max(...numbers);
  return (value) => (high > low ? (transform(value) - low) / (high - low) : 0.5);
}

/**
 * @param {readonly number[]} values @param {(value: number) => string} format
 * @returns {Scale}
 */
export function linearScale(values, format) {
  const at = normalizer(values, (value) => value);
  const ticks = roundTicks(Math.min(...values), Math.max(...values), 4);
  return { at, ticks: ticks.map((tick) => ({ at: at(tick), label: format(tick) })) };
}

/**
 * Accuracies by the logarithm of the error, so that 98 and 99 % are as far apart as 90 and 95 %.
 * @param {readonly number[]} values @returns {Scale}
 */
export function accuracyScale(values) {
  const at = normalizer(values, (value) => -Math.log(Math.max(1 - value, MIN_ERROR)));
  const inside = (/** @type {number} */ tick) => at(tick) >= 0 && at(tick) <= 1;
  const differ = Math.max(...values) > Math.min(...values);
  const round = differ ? ACCURACIES.filter(inside) : [];
  const ticks =
    round.length >= MIN_TICKS ? round : roundTicks(Math.min(...values), Math.max(...values), 4);
  const format = (/** @type {number} */ tick) => String(Number((100 * tick).toPrecision(6)));
  return { at, ticks: ticks.map((tick) => ({ at: at(tick), label: format(tick) })) };
}

/** @param {readonly number[]} values above 0 @param {(value: number) => string} format @returns {Scale} */
export function logScale(values, format) {
  const clip = (/** @type {number} */ value) => Math.max(value, MIN_LOSS);
  const at = normalizer(values, (value) => Math.log(clip(value)));
  const [low, high] = [clip(Math.min(...values)), clip(Math.max(...values))];
  const round = logTicks(low, high);
  const ticks = round.length >= MIN_TICKS ? round : roundTicks(low, high, 4);
  return { at, ticks: ticks.map((tick) => ({ at: at(tick), label: format(tick) })) };
}

/**
 * Axis of a setting: numbers have a scale, logarithmic if they differ much; others are spread evenly.
 * @param {readonly unknown[]} values of all settings
 * @param {(value: unknown) => string} format
 * @returns {{at: (value: unknown) => number, ticks: Tick[]}}
 */
export function settingScale(values, format) {
  const numbers = values.filter((value) => typeof value === "number");
  if (numbers.length === values.length && new Set(numbers).size > 2) {
    const [low, high] = [Math.min(...numbers), Math.max(...numbers)];
    const isLog = low > 0 && high / low >= MIN_LOG_RATIO;
    const scale = isLog ? logScale(numbers, format) : linearScale(numbers, format);
    const distinct = [...new Set(numbers)];
    const own = distinct.map((value) => ({ at: scale.at(value), label: format(value) }));
    return {
      at: (value) => scale.at(Number(value)),
      ticks: distinct.length <= MAX_VALUE_TICKS ? own : scale.ticks,
    };
  }
  const keys = [...new Set(values.map((value) => JSON.stringify(value)))];
  if (numbers.length === values.length) keys.sort((a, b) => Number(a) - Number(b));
  const at = (/** @type {number} */ i) => (keys.length > 1 ? i / (keys.length - 1) : 0.5);
  return {
    at: (value) => at(keys.indexOf(JSON.stringify(value))),
    ticks: keys.map((key, i) => ({ at: at(i), label: format(JSON.parse(key)) })),
  };
}

/**
 * Leave out ticks that would overlap.
 * @param {readonly Tick[]} ticks @param {number} minDistance share of the axis
 */
export function spaced(ticks, minDistance) {
  /** @type {Tick[]} */
  const kept = [];
  for (const tick of [...ticks].sort((a, b) => a.at - b.at))
    if (kept.length === 0 || tick.at - kept[kept.length - 1].at >= minDistance) kept.push(tick);
  return kept;
}

/**
 * Return which polyline passes nearest to a point.
 * @param {readonly (readonly (readonly [number, number])[])[]} lines in pixels
 * @param {number} x @param {number} y @param {number} maxDistance
 * @returns {number} index of the line; -1 if none is near
 */
export function nearestLine(lines, x, y, maxDistance) {
  let nearest = -1;
  let least = maxDistance;
  for (const [i, points] of lines.entries()) {
    for (let k = 0; k < points.length; k++) {
      const distance = segmentDistance(points[Math.max(0, k - 1)], points[k], x, y);
      if (distance < least) [nearest, least] = [i, distance];
    }
  }
  return nearest;
}

/** @param {readonly [number, number]} a @param {readonly [number, number]} b @param {number} x @param {number} y */
function segmentDistance([ax, ay], [bx, by], x, y) {
  const [dx, dy] = [bx - ax, by - ay];
  const length = dx * dx + dy * dy;
  const t = length > 0 ? Math.min(1, Math.max(0, ((x - ax) * dx + (y - ay) * dy) / length)) : 0;
  return Math.hypot(ax + t * dx - x, ay + t * dy - y);
}

/**
 * A sweep's result as the charts draw it: settings best first, each with the curves of its seeds.
 */

/** @typedef {import("../lib/api_types.js").SweepResult} SweepResult */
/** @typedef {import("../lib/api_types.js").TrialResult} TrialResult */
/** @typedef {"accuracy" | "loss"} Measure */
/**
 * @typedef {object} Setting
 * @property {number} setting its number
 * @property {number} rank from 1, for the best
 * @property {Readonly<Record<string, unknown>>} values by name
 * @property {number | null} accuracy mean over the finished seeds; over all seeds if none finished
 * @property {number | null} deviation standard deviation over the finished seeds
 * @property {boolean} isFinished whether a seed finished
 * @property {readonly Readonly<Record<Measure, readonly number[]>>[]} curves values after each epoch, by trial
 */

export const MEAN = "mean"; // the metric that is the mean of all validation sets

/** @param {readonly number[]} values */
const average = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;

/**
 * @param {SweepResult} result
 * @param {number} maxTrials number of trials to draw; whole settings, the best first
 * @returns {Setting[]}
 */
export function rankSettings({ settings, trials, metric }, maxTrials) {
  /** @type {Map<number, TrialResult[]>} */
  const groups = new Map();
  for (const trial of trials)
    groups.set(trial.setting, [...(groups.get(trial.setting) ?? []), trial]);
  let count = 0;
  const ranked = [];
  for (const [i, { setting, values, mean, deviation }] of settings.entries()) {
    const group = groups.get(setting) ?? [];
    count += group.length;
    if (count > maxTrials && ranked.length > 0) break;
    const reached = group.flatMap(({ accuracy }) => accuracy ?? []);
    ranked.push({
      setting,
      rank: i + 1,
      values,
      accuracy: mean ?? (reached.length > 0 ? average(reached) : null),
      deviation,
      isFinished: mean !== null,
      curves: group.map((trial) => curve(trial, metric)),
    });
  }
  return ranked;
}

/** @param {TrialResult} trial @param {string} metric */
function curve({ curve: epochs = [] }, metric) {
  return {
    accuracy: epochs.map(({ validation }) =>
      metric === MEAN ? average(Object.values(validation)) : (validation[metric] ?? Number.NaN),
    ),
    loss: epochs.map(({ loss }) => loss),
  };
}

/** @param {unknown} value */
const isText = (value) => typeof value === "string";

/** @param {unknown} value of a setting @returns {string} layers as 100-10; as app/sweep/view.py does */
export function formatValue(value) {
  if (value === null) return "none";
  if (typeof value === "boolean") return value ? "yes" : "no";
  if (typeof value === "number") return String(Number(value.toPrecision(6)));
  if (Array.isArray(value) && value.every((item) => typeof item !== "object" || item === null))
    return value.map(formatValue).join(value.some(isText) ? ", " : "-") || "none";
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** @param {number} share from 0 to 1 @returns {string} percent with two decimals */
export const formatAccuracy = (share) => `${(100 * share).toFixed(2)}\u202f%`;

/** @param {Setting} setting @returns {string} its rank, values and accuracy */
export function describe({ rank, values, accuracy, deviation, isFinished }) {
  const words = Object.entries(values).map(([name, value]) => `${name} ${formatValue(value)}`);
  const spread = deviation === null ? "" : ` ± ${(100 * deviation).toFixed(2)}`;
  const suffix = isFinished ? spread : " when it ended";
  const result = accuracy === null ? "no epoch completed" : formatAccuracy(accuracy) + suffix;
  return `Rank ${rank}: ${[...words, result].join(", ")}`;
}

/**
 * A sweep's result as the charts draw it: settings best first, each with the curves of its seeds; or
 * the folds of a cross-validation, none of which is best, with their mean.
 */

/** @typedef {import("../lib/api_types.js").SweepResult} SweepResult */
/** @typedef {import("../lib/api_types.js").TrialResult} TrialResult */
/** @typedef {"accuracy" | "loss"} Measure */
/**
 * @typedef {object} Setting
 * @property {number} setting its number
 * @property {string} title its rank, or its number as a fold
 * @property {Readonly<Record<string, unknown>>} values by name
 * @property {number | null} accuracy mean over the finished seeds; over all seeds if none finished
 * @property {number | null} deviation standard deviation over the finished seeds
 * @property {boolean} isFinished whether a seed finished
 * @property {readonly Readonly<Record<Measure, readonly number[]>>[]} curves values after each epoch, by trial
 */

const LEFT_OUT = "left_out"; // name in the space of a cross-validation
export const MEAN_OF_FOLDS = -1; // in place of the number of a setting
export const MEAN = "mean"; // the metric that is the mean of all validation sets

/** @param {readonly number[]} values */
const average = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;

/** @param {readonly number[]} values @returns {number | null} standard deviation (n - 1) */
function standardDeviation(values) {
  if (values.length < 2) return null;
  const mean = average(values);
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return Math.sqrt(squares / (values.length - 1));
}

/** @param {SweepResult} result */
export const isCrossValidation = ({ settings }) => LEFT_OUT in settings[0].values;

/**
 * @param {SweepResult} result
 * @param {number} maxTrials number of trials to draw; whole settings, the best first
 * @returns {Setting[]}
 */
export function rankSettings(result, maxTrials) {
  const { settings, trials, metric } = result;
  const word = isCrossValidation(result) ? "Fold" : "Rank";
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
      title: `${word} ${i + 1}`,
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

/**
 * Return the mean over the folds of a cross-validation as a setting with one curve, which ends where
 * the first of theirs does.
 * @param {readonly Setting[]} folds
 * @returns {Setting}
 */
export function meanOfFolds(folds) {
  const accuracies = folds.flatMap(({ accuracy, isFinished }) =>
    isFinished && accuracy !== null ? accuracy : [],
  );
  const isFinished = accuracies.length === folds.length;
  const curves = folds.flatMap((fold) => fold.curves);
  const length = Math.min(...curves.map((one) => one.loss.length));
  const mean = (/** @type {Measure} */ measure) =>
    Array.from({ length }, (_, epoch) => average(curves.map((one) => one[measure][epoch])));
  return {
    setting: MEAN_OF_FOLDS,
    title: `Mean over ${folds.length} folds`,
    values: {},
    accuracy: isFinished ? average(accuracies) : null,
    deviation: isFinished ? standardDeviation(accuracies) : null,
    isFinished,
    curves: [{ accuracy: mean("accuracy"), loss: mean("loss") }],
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

/** @param {Setting} setting @returns {string} its title, values and accuracy */
export function describe({ setting, title, values, accuracy, deviation, isFinished }) {
  const words = Object.entries(values).map(([name, value]) => `${name} ${formatValue(value)}`);
  const spread = deviation === null ? "" : ` ± ${(100 * deviation).toFixed(2)}`;
  const suffix = isFinished ? spread : " when it ended";
  const missing = setting === MEAN_OF_FOLDS ? "not all finished" : "no epoch completed";
  const result = accuracy === null ? missing : formatAccuracy(accuracy) + suffix;
  return `${title}: ${[...words, result].join(", ")}`;
}

/**
 * Metrics of one run, built from its events.
 */

/** @typedef {"epochs" | "steps" | "seconds"} XAxis */
/** @type {readonly XAxis[]} */
export const X_AXES = ["epochs", "steps", "seconds"];
/** @typedef {{step: number, epoch: number, loss: number, accuracy: number, gradients: (number | null)[], rate: number, seconds: number}} Batch */
/** @typedef {{index: number, label: number, digit: number, confidence: number}} Mistake */
/**
 * @typedef {object} Epoch
 * @property {number} epoch
 * @property {number} step
 * @property {number} loss
 * @property {number | null} accuracy
 * @property {{loss: number, accuracy: number}} validation
 * @property {number[][]} confusion row: label, column: prediction
 * @property {Mistake[]} mistakes
 * @property {number} seconds
 */
/** @typedef {{step: number, units: number, total: number, scale: number, pixels: string}} WeightsEvent */

/** Minimum number of batches a curve point covers, relative to the median event. */
const MIN_COVERAGE = 0.5;

export class RunHistory {
  lastEvent = 0;
  /** @type {Batch[]} */
  batches = [];
  /** @type {Epoch[]} */
  epochs = [];
  /** @type {WeightsEvent | null} */
  weights = null;
  #stepsPerEpoch;
  /** @type {Batch[] | null} */
  #points = null;

  /** @param {number} stepsPerEpoch */
  constructor(stepsPerEpoch) {
    this.#stepsPerEpoch = stepsPerEpoch;
  }

  /** @returns {Batch | null} */
  get batch() {
    return this.batches.at(-1) ?? null;
  }

  /** @returns {readonly Batch[]} the batches merged for charts, see `mergeBatches` */
  get points() {
    this.#points ??= mergeBatches(this.batches);
    return this.#points;
  }

  /** @returns {Epoch | null} */
  get epoch() {
    return this.epochs.at(-1) ?? null;
  }

  /**
   * Add an event.
   * @param {import("./lab_api.js").LabEvent} event
   * @returns {boolean} false if it was applied before
   */
  apply({ id, event, data }) {
    if (id <= this.lastEvent) return false;
    this.lastEvent = id;
    if (event === "batch") {
      this.#points = null;
      this.#dropFrom(data.step);
      this.batches.push(data);
    } else if (event === "epoch") {
      while (this.epoch !== null && this.epoch.epoch >= data.epoch) this.epochs.pop();
      this.epochs.push(data);
    } else if (event === "weights") {
      this.weights = data;
    }
    return true;
  }

  /**
   * Return the x positions of points.
   * @param {readonly {step: number, seconds: number}[]} points
   * @param {XAxis} xAxis
   */
  positions(points, xAxis) {
    if (xAxis === "seconds") return points.map(({ seconds }) => seconds);
    const unit = xAxis === "epochs" ? this.#stepsPerEpoch : 1;
    return points.map(({ step }) => step / unit);
  }

  /** Drop steps that are repeated after a resume from a checkpoint. */
  #dropFrom(/** @type {number} */ step) {
    while (this.batch !== null && this.batch.step >= step) this.batches.pop();
    while (this.epoch !== null && this.epoch.step >= step) this.epochs.pop();
  }
}

/**
 * Merge events until each covers enough batches. An event holds the mean of all batches since the
 * previous one, usually of many; the mean of a single batch would stand out as noise.
 * @param {readonly Batch[]} batches
 */
function mergeBatches(batches) {
  const spans = batches.map(({ step }, i) => step - (batches[i - 1]?.step ?? 0));
  const typical = [...spans].sort((a, b) => a - b)[Math.floor(spans.length / 2)] ?? 1;
  /** @type {Batch[]} */
  const points = [];
  let covered = 0;
  for (const [i, batch] of batches.entries()) {
    const last = covered < MIN_COVERAGE * typical ? points.pop() : undefined;
    points.push(last ? mean(last, covered, batch, spans[i]) : batch);
    covered = last ? covered + spans[i] : spans[i];
  }
  return points;
}

/** @param {Batch} first @param {number} before @param {Batch} second @param {number} after @returns {Batch} */
function mean(first, before, second, after) {
  const weighted = (/** @type {number} */ a, /** @type {number} */ b) =>
    (a * before + b * after) / (before + after);
  return {
    ...second,
    loss: weighted(first.loss, second.loss),
    accuracy: weighted(first.accuracy, second.accuracy),
    gradients: second.gradients.map((size, i) => {
      const other = first.gradients[i];
      return size === null || other === null ? size : weighted(other, size);
    }),
  };
}

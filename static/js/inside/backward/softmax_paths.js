/**
 * The chain rule from a weighted sum of the output to the loss of one drawing, path by path: through
 * each probability. With p the probabilities, y the targets and z the weighted sums.
 */

/**
 * @typedef {object} SoftmaxPath
 * @property {number} lossByP  dL/dp_i = -y_i / p_i
 * @property {number} pByZ     dp_i/dz_j = p_i ([i = j] - p_j)
 * @property {number} product
 */
/**
 * @typedef {object} SoftmaxPaths
 * @property {readonly SoftmaxPath[]} paths one for each probability i
 * @property {number} sum            of the products, p_j - y_j
 * @property {number} squaredError   the same entry for the loss sum((p_i - y_i)^2) / 2
 * @property {number} sigmoidOutput  and if p_j were the sigmoid of z_j besides
 */

/**
 * @param {ArrayLike<number>} p
 * @param {ArrayLike<number>} y sums to 1
 * @param {number} j
 * @returns {SoftmaxPaths}
 */
export function softmaxPaths(p, y, j) {
  const errors = Array.from(p, (value, i) => value - y[i]);
  const paths = errors.map((_, i) => {
    const change = Number(i === j) - p[j];
    return {
      lossByP: y[i] === 0 ? 0 : -y[i] / p[i],
      pByZ: p[i] * change,
      product: y[i] === 0 ? 0 : -y[i] * change, // p_i cancels, even where it is 0 in float32
    };
  });
  return {
    paths,
    sum: total(paths.map(({ product }) => product)),
    squaredError: total(paths.map(({ pByZ }, i) => errors[i] * pByZ)),
    sigmoidOutput: errors[j] * p[j] * (1 - p[j]),
  };
}

/** @param {readonly number[]} values */
const total = (values) => values.reduce((sum, value) => sum + value, 0);

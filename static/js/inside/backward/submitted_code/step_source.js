/**
 * Say which weights a step moves against the learner's gradients. Does not touch the DOM.
 */

/** @typedef {import("../../explain_api.js").LineResult} LineResult */
/** @typedef {Pick<import("./lines.js").Target, "name" | "isOfWeights" | "variable">} Target */

const LIST = new Intl.ListFormat("en-GB");

/** @param {readonly string[]} names @returns {string} such as "dW3, dW2 and dW1" */
export const formatList = (names) => LIST.format(names);

/**
 * Names of the gradients of weights and biases that are right; of several lines for one, the last counts.
 * @param {readonly Pick<LineResult, "name" | "agrees">[]} results
 * @param {readonly Target[]} targets
 * @returns {string[]}
 */
export function rightGradients(results, targets) {
  const agreements = new Map(results.map(({ name, agrees }) => [name, agrees]));
  return targets
    .filter(({ name, isOfWeights }) => isOfWeights && agreements.get(name) === true)
    .map(({ name }) => name);
}

/**
 * @param {readonly string[]} gradients names of the learner's gradients of weights and biases
 * @param {readonly Target[]} targets
 * @returns {string} a sentence that says by whose gradients the weights move
 */
export function describeStepSource(gradients, targets) {
  const ofWeights = targets.filter(({ isOfWeights }) => isOfWeights);
  const variables = (/** @type {boolean} */ isSubmitted) =>
    ofWeights
      .filter(({ name }) => gradients.includes(name) === isSubmitted)
      .map(({ variable }) => variable);
  const others = variables(false);
  const addition =
    others.length === 0 ? "" : `; ${formatList(others)} moved against backpropagation’s gradients`;
  return `${formatList(variables(true))} moved against your ${formatList(gradients)}${addition}.`;
}

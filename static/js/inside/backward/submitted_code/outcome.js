/**
 * Put the outcome of a learner's line into words. Does not touch the DOM.
 */

import { formatCount } from "../../../lib/number_format.js";

/** @typedef {import("../../explain_api.js").LineResult} LineResult */
/** @typedef {import("../../explain_api.js").Operation} Operation */
/** @typedef {import("../../explain_api.js").StoppedOperation} StoppedOperation */
/** @typedef {readonly (number | "N")[]} Shape */
/** @typedef {{state: "right" | "wrong" | "stopped" | "computed", title: string, detail: string}} Verdict */

const TIMES = "\u00a0×\u00a0"; // a shape stays on one line

const PRODUCTS = ["@", "dot", "matmul"];

/** @param {Shape} shape @returns {string} such as 101 × 10; (10,) as NumPy writes it; number */
export function formatShape(shape) {
  if (shape.length === 0) return "number";
  return shape.length === 1 ? `(${shape[0]},)` : shape.join(TIMES);
}

/** @param {Shape} a @param {Shape} b */
const isEqual = (a, b) => a.length === b.length && a.every((size, i) => size === b[i]);

/** @param {Pick<Operation, "operator">} operation */
export const isProduct = ({ operator }) => PRODUCTS.includes(operator);

/**
 * Name the operands: results of earlier operations by their number.
 * @param {Pick<Operation, "operands">} operation
 * @param {readonly Pick<Operation, "expression">[]} earlier
 * @returns {{text: string, isResult: boolean}[]}
 */
export function nameOperands({ operands }, earlier) {
  return operands.map(({ expression }) => {
    const text = bare(expression);
    const transposed = text.replace(/\.T$/, "");
    for (const [result, suffix] of [
      [text, ""],
      [bare(transposed), ", transposed"],
    ]) {
      const index = earlier.findLastIndex((operation) => bare(operation.expression) === result);
      if (index >= 0) return { text: `result ${index + 1}${suffix}`, isResult: true };
    }
    return { text: expression, isResult: false };
  });
}

/** @param {string} expression @returns {string} without spaces and enclosing brackets */
function bare(expression) {
  let text = expression.replaceAll(/\s/g, "");
  while (text.startsWith("(") && closing(text) === text.length - 1) text = text.slice(1, -1);
  return text;
}

/** @param {string} text that begins with a bracket @returns {number} index of the one that closes it */
function closing(text) {
  let depth = 0;
  return [...text].findIndex((character) => {
    depth += Number(character === "(") - Number(character === ")");
    return depth === 0;
  });
}

/** @param {Operation} operation that NumPy ran @returns {string} what it did silently; empty for nothing */
export function describeOperation({ operands, shape, broadcasts, non_finite: nonFinite }) {
  const notes = [];
  if (broadcasts) {
    const shapes = operands.map((operand) => formatShape(operand.shape)).join(" and ");
    const repeated = operands.filter((operand) => !isEqual(operand.shape, shape));
    const names =
      repeated.length > 1 ? "both arrays" : `the array of ${formatShape(repeated[0]?.shape ?? [])}`;
    notes.push(
      `NumPy broadcasts silently: the shapes ${shapes} differ, so it repeats ${names} to fill ${formatShape(shape)}.`,
    );
  }
  if (nonFinite)
    notes.push(
      `The result has entries that are ${nonFinite === "nan" ? "not numbers" : "infinite"}.`,
    );
  return notes.join(" ");
}

/** @param {Pick<Operation, "operator" | "operands">} operation @returns {string} that a matrix product sums over the units of each drawing; empty if not */
export function describeCollapse(operation) {
  const [left, right] = operation.operands.map(({ shape }) => shape);
  if (!isProduct(operation) || left.length !== 2 || right?.length !== 2) return "";
  const [rows, inner] = left;
  if (rows >= inner || inner !== right[0] || right[1] !== rows) return "";
  return `Here the ${inner} units are summed into one number${rows === 1 ? "" : " for each pair of drawings"}.`;
}

/** @param {StoppedOperation} operation @returns {string} what was computed before it, for lack of parentheses; empty if nothing */
export function describePrecedence({ expression, operator, operands }) {
  const left = operands[0]?.expression.replaceAll(/\s/g, "") ?? "";
  let outside = left;
  for (let before = ""; before !== outside; ) {
    before = outside;
    outside = outside.replaceAll(/\([^()]*\)|\[[^[\]]*\]/g, "");
  }
  const isChain = ["@", "*", "/"].includes(operator) && /[@*/]/.test(outside.replaceAll("**", ""));
  if (!isChain || !expression.replaceAll(/\s/g, "").startsWith(left)) return "";
  return `@ and * have equal precedence and go from left to right: without parentheses, NumPy computes ${operands[0].expression} first.`;
}

/** @param {StoppedOperation} operation @returns {string} why its shapes do not fit; empty if that is not it */
export function describeStop({ operator, operands }) {
  if (operands.length < 2) return "";
  const [left, right] = operands.map(({ shape }) => shape);
  if (PRODUCTS.includes(operator) && left.length === 2 && right.length === 2) {
    return `In a matrix product, each row of the left factor meets a column of the right one, so the inner sizes must be equal. Here ${left[1]} meets ${right[0]}.`;
  }
  if (["*", "/", "+", "-", "multiply"].includes(operator)) {
    return `Elementwise operations need equal shapes. Here ${formatShape(left)} meets ${formatShape(right)}.`;
  }
  return "";
}

/**
 * @param {LineResult} result
 * @param {Pick<import("./lines.js").Target, "variable">} [target] that it is, if it is one
 * @returns {Verdict}
 */
export function describeVerdict(result, target) {
  const { name, shape, expected_shape: expected, agrees, stops_at: stop, steps } = result;
  const isOnlyForOne = result.explanations.length > 0;
  if (stop !== null || shape === null) {
    const number = steps.length + 1;
    const title =
      stop?.operands?.length === 0
        ? `${name} is not computed.`
        : `${name} stops at operation ${number}: NumPy raises an error.`;
    return { state: "stopped", title, detail: "" };
  }
  const size = formatShape(shape);
  if (expected === null) return { state: "computed", title: `${name} is ${size}.`, detail: "" };
  if (agrees) {
    const count = formatCount(expected.reduce((product, length) => product * length, 1));
    return {
      state: "right",
      title: isOnlyForOne ? `${name} is right for one drawing.` : `${name} is right.`,
      detail: `All ${count} entries agree with backpropagation.`,
    };
  }
  if (!isEqual(shape, expected)) {
    return {
      state: "wrong",
      title: `${name} is ${size}, but it should be ${formatShape(expected)}.`,
      detail: target
        ? `There is one derivative for each entry of ${target.variable}, so the gradient has its shape.`
        : "",
    };
  }
  return { state: "wrong", title: `${name} has the right shape, but wrong numbers.`, detail: "" };
}

/**
 * @param {Verdict["state"]} state
 * @param {number} count of diagnoses
 * @param {boolean} hasNote whether a sentence about another mistake follows
 * @returns {string} what a diagnosis is introduced with; empty for none
 */
export function introduceDiagnosis(state, count, hasNote = false) {
  if (count === 0 && hasNote) return "";
  const mistakes = count === 1 ? "this mistake" : `these ${count} mistakes together`;
  if (state === "wrong") {
    return count === 0
      ? "It is none of the mistakes that this page knows, nor two of them together."
      : `Every entry is what ${mistakes} would give:`;
  }
  if (count === 0 || state === "computed") return "";
  if (state === "stopped")
    return count === 1
      ? "This mistake is in the line:"
      : `These ${count} mistakes are in the line:`;
  return "In a batch of several drawings, the same line is wrong:";
}

/** @param {number} analytic @param {number} numeric @returns {string} how far a finite difference confirms it */
export function describeAgreement(analytic, numeric) {
  const relative = Math.abs(analytic - numeric) / Math.max(Math.abs(analytic), Math.abs(numeric));
  if (Number.isNaN(relative)) return "is 0, too";
  if (relative > 1e-2) return "is nearly 0, too";
  return `agrees to ${Math.min(15, Math.floor(-Math.log10(relative)))} digits`;
}

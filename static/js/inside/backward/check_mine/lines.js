/**
 * The learner's lines: names that may be used, the line to begin with, and places in the text. Does
 * not touch the page.
 */

/** @typedef {readonly (number | "N")[]} Shape */

/** Characters of a line that are shown before and after the column of an error. */
const EXCERPT = { before: 24, after: 12 };

/**
 * @param {readonly number[]} sizes units of every layer, inputs first
 * @returns {{name: string, shape: Shape}[]} arrays of the forward pass and weights, then gradients
 */
export function namesOf(sizes) {
  const last = sizes.length - 1;
  /** @type {[string, Shape][]} */
  const names = [
    ["N", []],
    ["X", ["N", sizes[0]]],
    ["A0", ["N", sizes[0] + 1]],
  ];
  for (let k = 1; k < last; k += 1) {
    names.push([`z${k}`, ["N", sizes[k]]]);
    names.push([`H${k}`, ["N", sizes[k]]]);
    names.push([`A${k}`, ["N", sizes[k] + 1]]);
  }
  for (const name of [`z${last}`, "P", "Y"]) names.push([name, ["N", sizes[last]]]);
  for (let k = 1; k <= last; k += 1) names.push([`W${k}`, [sizes[k - 1] + 1, sizes[k]]]);
  for (let k = last; k > 0; k -= 1) {
    names.push([`delta${k}`, ["N", sizes[k]]]);
    if (k > 1) names.push([`dW${k}`, [sizes[k - 1] + 1, sizes[k]]]);
  }
  return names.map(([name, shape]) => ({ name, shape }));
}

/** @param {number} layers @returns {string} the line that the text area starts with */
export function firstLine(layers) {
  if (layers < 2) return "dW1 = A0 @ (P - Y)";
  const k = layers - 1;
  return `dW${k} = A${k - 1}.T @ (P - Y) @ W${k + 1}.T @ H${k} * (1 - H${k})`;
}

/** @param {string} slug of a step @returns {string | null} the array that its line computes, if any */
export function targetOf(slug) {
  const [, kind, layer] = /^(delta|dw|back)(\d+)$/.exec(slug) ?? [];
  if (kind === undefined) return null;
  return (kind === "dw" ? "dW" : "delta") + layer;
}

/**
 * Find the line that assigns an array, or append one.
 * @param {string} text
 * @param {string} target name of the array
 * @param {boolean} isUntouched whether the text may be replaced
 * @returns {{text: string, caret: number}} the caret is at the end of that line
 */
export function withLineFor(text, target, isUntouched) {
  const lines = text.split("\n");
  const index = lines.findIndex((line) => line.split("=")[0].trim() === target);
  if (index >= 0) return { text, caret: lines.slice(0, index + 1).join("\n").length };
  const kept = isUntouched ? "" : text.trimEnd();
  const extended = `${kept}${kept && "\n"}${target} = `;
  return { text: extended, caret: extended.length };
}

/** @param {string} text @param {number} line from 1 @param {number} column from 1 @returns {number} */
export function offsetOf(text, line, column) {
  const lines = text.split("\n");
  const before = lines.slice(0, line - 1).reduce((sum, { length }) => sum + length + 1, 0);
  return Math.min(text.length, before + column - 1);
}

/**
 * @param {string} text
 * @param {number} line from 1
 * @param {number} column from 1
 * @returns {string} the part of the line around the column, and a caret below it
 */
export function excerpt(text, line, column) {
  const whole = (text.split("\n")[line - 1] ?? "").replaceAll("\t", " ");
  const [start, end] = [column - 1 - EXCERPT.before, column + EXCERPT.after];
  const head = start > 0 ? "…" : "";
  const from = Math.max(0, start);
  const shown = head + whole.slice(from, end) + (end < whole.length ? "…" : "");
  return `${shown}\n${" ".repeat(head.length + column - 1 - from)}^`;
}

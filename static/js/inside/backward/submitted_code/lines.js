/**
 * The learner's lines: names that may be used, and places in the text. Does not touch the DOM.
 */

/** @typedef {readonly (number | "N")[]} Shape */

/** Characters of a line that are shown before and after the column of an error. */
const EXCERPT = { before: 24, after: 12 };

/**
 * Gradient that a line may compute, as in app/web/code_suggestions.py.
 * @typedef {object} Target
 * @property {string} name
 * @property {string} key          the same in all conventions
 * @property {string} slug         of the step that computes it
 * @property {number} layer        from 1
 * @property {boolean} isOfWeights whether it is for weights or biases
 * @property {string} variable     name of the array with respect to which it is
 */
/**
 * Names and suggestions for a network in a convention, from the dataset of templates/inside_steps.html.
 * @typedef {object} Notation
 * @property {string} convention
 * @property {number} layers
 * @property {string} choices      orientation of the samples, and the places of bias and 1/N
 * @property {Record<string, string>} suggestions lines of the page by key; "initial" is in the editor at first
 * @property {readonly {name: string, key: string, shape: Shape}[]} names
 * @property {readonly Target[]} targets
 */

/** @param {DOMStringMap} dataset @returns {Notation} */
export function parseNotation({ convention, choices, sizes, suggestions, names, targets }) {
  return {
    convention: convention ?? "",
    layers: (sizes ?? "").split("-").length - 1,
    choices: choices ?? "",
    suggestions: JSON.parse(suggestions ?? "{}"),
    names: JSON.parse(names ?? "[]"),
    targets: JSON.parse(targets ?? "[]"),
  };
}

/** @param {string} slug of a step @param {readonly Pick<Target, "name" | "slug">[]} targets @returns {string | null} the array that its line computes, if any */
export function targetName(slug, targets) {
  return targets.find((target) => target.slug === slug)?.name ?? null;
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
  const former = isUntouched ? "" : text.trimEnd();
  const extended = `${former}${former && "\n"}${target} = `;
  return { text: extended, caret: extended.length };
}

/** @param {string} text @param {number} line from 1 @param {number} column from 1 @returns {number} */
export function textOffset(text, line, column) {
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
  const part = head + whole.slice(from, end) + (end < whole.length ? "…" : "");
  return `${part}\n${" ".repeat(head.length + column - 1 - from)}^`;
}

/**
 * The learner's lines after a change of the convention: translate them if the page suggested them,
 * otherwise say which names and formulas differ. Does not touch the DOM.
 */

/** @typedef {import("./lines.js").Notation} Notation */
/**
 * Convention in which lines were written.
 * @typedef {object} LineConvention
 * @property {string} choices
 * @property {Record<string, string>} keys of names; see app/web/code_suggestions.py
 */

/** Sentences for the choices that differ, by the new one. @type {Record<string, string>} */
const SENTENCES = {
  rows: "Samples are rows here, so every array is transposed, and products are in the opposite order.",
  columns:
    "Samples are columns here, so every array is transposed, and products are in the opposite order.",
  "bias-folded": "The biases are part of the weights here, and their inputs have ones for them.",
  "bias-apart":
    "The biases are apart here: the weights contain none to leave out, and their inputs have no ones.",
  "mean-at-loss": "The last layer’s error signal is divided by the batch size here.",
  "mean-at-delta": "The last layer’s error signal is divided by the batch size here.",
  "mean-at-dw":
    "The gradients of the weights are divided by the batch size here, not the error signals.",
  "mean-at-update": "Only the update is divided by the batch size here.",
};

/** Choices between which no line differs. */
const SAME = ["mean-at-loss", "mean-at-delta"];

/** @param {Notation} notation @returns {LineConvention} */
export function toLineConvention({ choices, names, targets }) {
  return {
    choices,
    keys: Object.fromEntries([...names, ...targets].map(({ name, key }) => [name, key])),
  };
}

/** @param {string | null} text as it was stored @returns {LineConvention | null} */
export function parseLineConvention(text) {
  try {
    const { choices, keys } = JSON.parse(text ?? "null") ?? {};
    return typeof choices === "string" && keys ? { choices, keys } : null;
  } catch {
    return null;
  }
}

/**
 * @param {string} text lines that the page suggested, or the beginning of one
 * @param {Notation} former
 * @param {Notation} notation
 * @returns {string | null} the same in another notation; null if they are the learner's own
 */
export function translate(text, former, notation) {
  const lines = text.trim();
  const key = Object.keys(former.suggestions).find((name) => former.suggestions[name] === lines);
  if (key !== undefined) return notation.suggestions[key] ?? null;
  const name = /^(\w+) =$/.exec(lines)?.[1];
  const target = former.targets.find((item) => item.name === name);
  const translated = target && notation.targets.find((item) => item.key === target.key);
  return translated ? `${translated.name} = ` : null;
}

/**
 * @param {string} text
 * @param {LineConvention} former
 * @param {Notation} notation
 * @returns {string} what to change in lines of another convention; empty for nothing
 */
export function describeChange(text, former, notation) {
  const { keys } = toLineConvention(notation);
  const names = new Map(Object.entries(keys).map(([name, key]) => [key, name]));
  const used = new Set(text.match(/[A-Za-z_]\w*/g));
  const renamed = [...used].flatMap((name) => {
    const key = former.keys[name];
    if (key === undefined) return [];
    const here = names.get(key) ?? names.get(withoutOnes(key));
    return here === undefined || here === name ? [] : [`${name} is ${here}`];
  });
  const words = former.choices.split(" ");
  const changes = notation.choices
    .split(" ")
    .filter((word, i) => word !== words[i] && !(SAME.includes(word) && SAME.includes(words[i])));
  if (used.size === 0 || renamed.length + changes.length === 0) return "";
  const called = renamed.length === 0 ? [] : [`Here ${renamed.join(", ")}.`];
  const sentences = changes.map((word) => SENTENCES[word]);
  return ["These lines were written in another convention.", ...called, ...sentences].join(" ");
}

/** @param {string} key such as A1 @returns {string} of the same array without ones */
const withoutOnes = (key) => (key === "A0" ? "X" : key.replace(/^A/, "H"));

/**
 * Lessons: a drawing, its label, a step, a mistake and the learner's lines, written into the hash of
 * a link, which browsers do not send to the server. Model and convention are in the link's query.
 * Does not touch the DOM.
 *
 * A stroke is its width and its points, each number as two characters of base64url; strokes are
 * separated by dots, and "~" stands before one that erases.
 */

/** @typedef {import("../drawing/drawing.js").Stroke} Stroke */
/** @typedef {import("../drawing/drawing.js").Point} Point */
/**
 * @typedef {object} Lesson
 * @property {string | null} step          slug
 * @property {number | null} label
 * @property {string | null} mistake       name of an open common mistake
 * @property {string | null} lines         of "Check your own lines"
 * @property {readonly Stroke[] | null} strokes
 * @property {boolean} isPresented         whether presentation mode is on
 */

const DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
const ERASE = "~";

/** Numbers are stored as multiples of a quarter, from -`ORIGIN` on. */
const STEPS = 4;
const ORIGIN = 100;
const MAX_CODE = DIGITS.length ** 2 - 1;

/** Distance in units of the drawing by which points may be moved. */
const TOLERANCE = 0.6;

/** Longest text of strokes and of lines; larger than any that the page writes or the server takes. */
const MAX_STROKES = 20_000;
const MAX_LINES = 10_000;

/** @param {Lesson} lesson @returns {string} the hash of a link, without "#" */
export function encodeLesson({ step, label, mistake, lines, strokes, isPresented }) {
  const fields = new URLSearchParams();
  if (step !== null) fields.set("step", step);
  if (label !== null) fields.set("label", String(label));
  if (mistake !== null) fields.set("mistake", mistake);
  if (lines !== null) fields.set("lines", lines);
  if (strokes !== null) fields.set("strokes", strokes.map(encodeStroke).join("."));
  if (isPresented) fields.set("present", "1");
  return fields.toString().replaceAll("%7E", ERASE);
}

/**
 * Read a hash, and leave out what is damaged.
 * @param {string} hash with or without "#"
 * @returns {{lesson: Lesson, problems: string[]}} problems for people
 */
export function decodeLesson(hash) {
  const fields = new URLSearchParams(hash.replace(/^#/, ""));
  const problems = [];
  const label = fields.get("label");
  const hasLabel = label !== null && /^\d$/.test(label);
  if (label !== null && !hasLabel) problems.push(`The link’s label is not a digit.`);
  let lines = fields.get("lines");
  if (lines !== null && lines.length > MAX_LINES) {
    problems.push("The link’s lines are too long.");
    lines = null;
  }
  const text = fields.get("strokes");
  const strokes = text === null ? null : decodeStrokes(text);
  if (text !== null && strokes === null) problems.push("The link’s drawing is damaged.");
  const lesson = {
    step: fields.get("step"),
    label: hasLabel ? Number(label) : null,
    mistake: fields.get("mistake"),
    lines,
    strokes,
    isPresented: fields.get("present") === "1",
  };
  return { lesson, problems };
}

/** @param {Stroke} stroke @returns {string} */
function encodeStroke({ points, width, erase }) {
  const numbers = [width, ...simplify(points, TOLERANCE).flat()];
  return (erase ? ERASE : "") + numbers.map(encodeNumber).join("");
}

/** @param {string} text @returns {Stroke[] | null} null if it is damaged */
function decodeStrokes(text) {
  if (text.length > MAX_STROKES) return null;
  const strokes = text.split(".").map(decodeStroke);
  return strokes.every((stroke) => stroke !== null) ? strokes : null;
}

/** @param {string} text @returns {Stroke | null} */
function decodeStroke(text) {
  const erase = text.startsWith(ERASE);
  const digits = erase ? text.slice(ERASE.length) : text;
  const codes = [...digits].map((character) => DIGITS.indexOf(character));
  // A width and at least one point, of two numbers of two characters each.
  if (codes.length < 6 || codes.length % 4 !== 2 || codes.includes(-1)) return null;
  const numbers = [];
  for (let i = 0; i < codes.length; i += 2) {
    numbers.push((DIGITS.length * codes[i] + codes[i + 1]) / STEPS - ORIGIN);
  }
  const [width, ...values] = numbers;
  if (width <= 0) return null;
  /** @type {Point[]} */
  const points = [];
  for (let i = 0; i < values.length; i += 2) points.push([values[i], values[i + 1]]);
  return { points, width, erase };
}

/** @param {number} value @returns {string} two characters */
function encodeNumber(value) {
  const code = Math.min(Math.max(Math.round((value + ORIGIN) * STEPS), 0), MAX_CODE);
  return DIGITS[Math.floor(code / DIGITS.length)] + DIGITS[code % DIGITS.length];
}

/**
 * Leave out points that lie within a tolerance of the line between others (Douglas and Peucker, 1973).
 * @param {readonly Point[]} points
 * @param {number} tolerance
 * @returns {readonly Point[]}
 */
export function simplify(points, tolerance) {
  if (points.length < 3) return points;
  const isKept = points.map((_, i) => i === 0 || i === points.length - 1);
  const spans = [[0, points.length - 1]];
  for (let span = spans.pop(); span !== undefined; span = spans.pop()) {
    const [first, last] = span;
    let [farthest, distance] = [0, tolerance];
    for (let i = first + 1; i < last; i++) {
      const d = distanceToSegment(points[i], points[first], points[last]);
      if (d > distance) [farthest, distance] = [i, d];
    }
    if (farthest === 0) continue;
    isKept[farthest] = true;
    spans.push([first, farthest], [farthest, last]);
  }
  return points.filter((_, i) => isKept[i]);
}

/** @param {Point} point @param {Point} start @param {Point} end @returns {number} */
function distanceToSegment([x, y], [x0, y0], [x1, y1]) {
  const [dx, dy] = [x1 - x0, y1 - y0];
  const length = dx * dx + dy * dy;
  const t = length === 0 ? 0 : ((x - x0) * dx + (y - y0) * dy) / length;
  const near = Math.min(Math.max(t, 0), 1);
  return Math.hypot(x - x0 - near * dx, y - y0 - near * dy);
}

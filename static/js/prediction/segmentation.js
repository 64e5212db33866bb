/**
 * How the ink of numbers was divided, on the paper: cuts, candidates, the best path and the runner-up.
 * Does not touch the DOM.
 */

import { formatPercent } from "../lib/number_format.js";
import { createPlacement } from "./numbers.js";

/** @typedef {import("../drawing/drawing.js").PaperContent} PaperContent */
/** @typedef {import("../drawing/paper.js").Box} Box */
/** @typedef {import("./prediction_client.js").NumbersReply} NumbersReply */
/** @typedef {"path" | "runner-up" | "other"} Role of a candidate; one of both paths is of the best */
/** @typedef {{box: Box, digit: number, probability: number, role: Role}} Candidate */
/**
 * @typedef {object} NumberSegmentation
 * @property {string} title               the number and the runner-up, each with its confidence
 * @property {string} count               how many candidates there are, and how many are shown
 * @property {Candidate[]} candidates     from left to right
 * @property {[number, number][][]} cuts  points of each cut
 * @property {Box[]} ignored              marks that were left out
 */

/** Maximum number of candidates of a number that are shown, unless both paths have more. */
const MAX_SHOWN = 24;

/** Margin around the ink that is shown, in units of the paper. */
const MARGIN = 24;

/** @param {NumbersReply} reply with cuts @param {PaperContent} page that was sent @returns {NumberSegmentation[]} of the numbers that were cut */
export function toSegmentations(reply, page) {
  const place = createPlacement(page);
  return reply.numbers.flatMap((number) => {
    const { cuts } = number;
    if (!cuts) return [];
    const all = cuts.candidates.map(({ box, digit, probability }, index) => {
      return { box: place(box), digit, probability, role: roleOf(index, cuts) };
    });
    const candidates = mostProbable(all);
    return [
      {
        title: titleOf(number),
        count: countOf(cuts, candidates.length),
        candidates,
        cuts: cuts.lines.map((line) => line.map(([x, y]) => corner(place([x, y, 0, 0])))),
        ignored: number.ignored.map(({ box }) => place(box)),
      },
    ];
  });
}

/** @param {readonly NumberSegmentation[]} numbers at least one @returns {Box} around all of them, with a margin */
export function bounds(numbers) {
  const boxes = numbers.flatMap(({ candidates, ignored }) => [
    ...candidates.map(({ box }) => box),
    ...ignored,
  ]);
  const left = Math.min(...boxes.map(({ x }) => x)) - MARGIN;
  const top = Math.min(...boxes.map(({ y }) => y)) - MARGIN;
  const right = Math.max(...boxes.map(({ x, width }) => x + width)) + MARGIN;
  const bottom = Math.max(...boxes.map(({ y, height }) => y + height)) + MARGIN;
  return { x: left, y: top, width: right - left, height: bottom - top };
}

/** @param {Candidate} candidate @returns {string} its name for those who do not see its color */
export function describeCandidate({ digit, probability, role }) {
  const place = { path: ", in the number", "runner-up": ", in the runner-up", other: "" }[role];
  return `${digit}, ${formatPercent(probability)} likely to be one digit${place}`;
}

/** @param {number} index @param {{path: readonly number[], runner_up: readonly number[]}} cuts @returns {Role} */
function roleOf(index, { path, runner_up: runnerUp }) {
  if (path.includes(index)) return "path";
  return runnerUp.includes(index) ? "runner-up" : "other";
}

/** @param {readonly Candidate[]} all from left to right @returns {Candidate[]} those of both paths, and the most probable others */
function mostProbable(all) {
  const others = all.filter(({ role }) => role === "other");
  const room = Math.max(0, MAX_SHOWN - (all.length - others.length));
  const kept = new Set(others.sort((a, b) => b.probability - a.probability).slice(0, room));
  return all.filter((candidate) => candidate.role !== "other" || kept.has(candidate));
}

/** @param {import("../lib/api_types.js").WrittenNumber} number @returns {string} */
function titleOf({ number, confidence, alternatives }) {
  const [second] = alternatives;
  const best = `${number}, ${formatPercent(confidence)}`;
  return second ? `${best}; runner-up ${second.number}, ${formatPercent(second.confidence)}` : best;
}

/** @param {{segments: number, candidates_found: number}} cuts @param {number} shown @returns {string} */
function countOf({ segments, candidates_found: found }, shown) {
  const pieces = segments === 1 ? "1 piece of ink" : `${segments} pieces of ink`;
  const candidates = found === 1 ? "1 candidate" : `${found} candidates`;
  return found > shown
    ? `${pieces}, ${candidates}; ${shown} are shown: those of both paths and the most probable.`
    : `${pieces}, ${candidates}.`;
}

/** @param {Box} box @returns {[number, number]} */
function corner({ x, y }) {
  return [x, y];
}

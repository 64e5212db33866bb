/**
 * Buttons that load a sample digit.
 */

import { SIDE } from "./paper.js";
import { SAMPLE_DIGITS, smooth } from "./sample_strokes.js";
import { trace } from "./stroke_renderer.js";

/** @typedef {import("./drawing.js").Stroke} Stroke */

const WIDTH = 16;
const SVG = "http://www.w3.org/2000/svg";

/** @type {readonly (readonly Stroke[])[]} */
export const SAMPLES = SAMPLE_DIGITS.map((strokes) =>
  strokes.map((knots) => ({ points: smooth(knots), width: WIDTH, erase: false })),
);

/** @param {HTMLElement} strip with one button for each digit @param {(strokes: readonly Stroke[]) => void} choose */
export function showSamples(strip, choose) {
  for (const [digit, button] of [...strip.querySelectorAll("button")].entries()) {
    button.append(thumbnail(SAMPLES[digit]));
    button.addEventListener("click", () => choose(SAMPLES[digit]));
  }
}

/** @param {readonly Stroke[]} strokes */
function thumbnail(strokes) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", `40 40 ${SIDE - 80} ${SIDE - 80}`);
  svg.setAttribute("aria-hidden", "true");
  for (const { points } of strokes) {
    const path = document.createElementNS(SVG, "path");
    path.setAttribute("d", outline(points));
    svg.append(path);
  }
  return svg;
}

/** @param {readonly import("./drawing.js").Point[]} points */
function outline(points) {
  /** @type {string[]} */
  const commands = [];
  const command =
    (/** @type {string} */ letter) =>
    (/** @type {number[]} */ ...numbers) =>
      commands.push(letter + numbers.map((value) => value.toFixed(1)).join(" "));
  trace({ moveTo: command("M"), lineTo: command("L"), quadraticCurveTo: command("Q") }, points);
  return commands.join("");
}

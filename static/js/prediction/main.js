/**
 * Wire the components of the drawing page.
 */

import { DrawingPad } from "../drawing/drawing_pad.js";
import { element } from "../lib/dom.js";
import { LiveRegion } from "../lib/live_region.js";
import { StatusLine } from "../lib/status_line.js";
import { setUpCopyButton } from "./copy_curl.js";
import { CorrectionPanel } from "./correction_panel.js";
import { keep, remove } from "./corrections_api.js";
import { InputPreview } from "./input_preview.js";
import { Latency } from "./latency.js";
import { ModelPicker } from "./model_picker.js";
import { PredictionClient } from "./prediction_client.js";
import { PreprocessingSteps } from "./preprocessing_steps.js";
import { ProbabilityBars } from "./probability_bars.js";
import { bodyOf, predictUrl } from "./request.js";
import { ResultView } from "./result_view.js";
import { BLANK, describeProblem, describeReply, UNREACHABLE } from "./wording.js";

/** Digits that the example button draws, in turn; the first is the one hinted at on the canvas. */
const EXAMPLES = [3, 8, 5, 2, 9, 4, 7, 6, 0, 1];

const liveRegion = new LiveRegion(element("announcement", HTMLElement));
const statusLine = new StatusLine(element("notice", HTMLElement));
const resultView = new ResultView(element("answer", HTMLElement), liveRegion.announce);
const bars = new ProbabilityBars(element("bars", HTMLElement));
const inputPreview = new InputPreview(element("input", HTMLCanvasElement));
const latency = new Latency();
const why = element("why", HTMLAnchorElement);

const update = (/** @type {import("../drawing/drawing.js").Change} */ change) =>
  client.update(change);
const models = new ModelPicker(
  element("models", HTMLFieldSetElement),
  element("facts", HTMLElement),
  () => update("replaced"),
  (text) => statusLine.show(text),
);
const steps = new PreprocessingSteps(
  element("show-steps", HTMLButtonElement),
  element("steps", HTMLElement),
  () => update("replaced"),
);

/** Missing where corrections are off. */
const correction = document.querySelector("details#correction");
const corrections =
  correction instanceof HTMLDetailsElement
    ? new CorrectionPanel(correction, {
        keep: async (label) => {
          const body = await bodyOf(drawingPad.drawing.page);
          return body && keep(body, label, models.name);
        },
        remove,
        shortcutsEnabled: () => drawingPad.shortcutsEnabled,
      })
    : null;

const client = new PredictionClient({
  request: async () => {
    latency.requested();
    const body = await bodyOf(drawingPad.drawing.page);
    const include = steps.isOpen ? ["input", "stages"] : ["input"];
    return body && { url: predictUrl(models.name, include), body };
  },
  onBlank: () => showNothing(BLANK),
  onReply: (reply) => {
    resultView.show(describeReply(reply));
    corrections?.offer(true);
    bars.show(reply.digit === null ? null : reply.probabilities);
    inputPreview.show(reply.input ?? null);
    why.search = String(new URLSearchParams({ model: reply.model.name }));
    if (steps.isOpen) steps.show(reply.stages ?? []);
    latency.shown();
    if (!models.isLoaded) models.load();
  },
  onProblem: (problem) => {
    const { picture } = drawingPad.drawing.page;
    showNothing(describeProblem(problem, { hasPicture: picture !== null }));
    if (problem.type?.endsWith("/unknown-model")) models.load(); // deleted meanwhile
  },
  onBusy: (isBusy) => {
    resultView.busy = isBusy;
  },
  onConnection: (problem) => {
    statusLine.setSlow(problem === "slow");
    if (problem !== "lost") return;
    latency.discard();
    showNothing(UNREACHABLE);
  },
});

/** @param {import("./wording.js").Wording} wording */
function showNothing(wording) {
  resultView.show(wording);
  corrections?.offer(false);
  bars.show(null);
  inputPreview.show(null);
  steps.show([]);
}

const drawingPad = new DrawingPad({
  onChange: (change) => {
    statusLine.clear();
    corrections?.reset();
    update(change);
  },
  onMove: latency.moved,
  announce: liveRegion.announce,
  onError: (text) => statusLine.show(text),
});
setUpCopyButton(
  element("copy", HTMLButtonElement),
  element("command", HTMLDialogElement),
  () => ({ page: drawingPad.drawing.page, model: models.name }),
  (text) => statusLine.show(text),
);

let shownExamples = 0;
element("example", HTMLButtonElement).addEventListener("click", () => {
  drawingPad.drawSample(EXAMPLES[shownExamples % EXAMPLES.length]);
  shownExamples += 1;
});

models.load();
showNothing(BLANK);
await drawingPad.restore();

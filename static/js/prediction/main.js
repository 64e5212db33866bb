/**
 * Wire the components of the drawing page.
 */

import { DrawingPad } from "../drawing/drawing_pad.js";
import { element } from "../lib/dom.js";
import { LiveRegion } from "../lib/live_region.js";
import { StatusLine } from "../lib/status_line.js";
import { setUpCopyButton } from "./copy_curl.js";
import { CorrectionPanel } from "./correction_panel.js";
import {
  describeAnswer,
  keep,
  learn,
  learningState,
  remove,
  setDefault,
} from "./corrections_api.js";
import { DigitBoxes } from "./digit_boxes.js";
import { DigitDetails } from "./digit_details.js";
import { digitPage } from "./digit_page.js";
import { InputPreview } from "./input_preview.js";
import { Latency } from "./latency.js";
import { setUpLearnButton } from "./learn_button.js";
import { ModelPicker } from "./model_picker.js";
import { NumberView } from "./number_view.js";
import { nextRequest, separatorBoxes, toDigits } from "./numbers.js";
import { PredictionClient } from "./prediction_client.js";
import { PreprocessingSteps } from "./preprocessing_steps.js";
import { ProbabilityBars } from "./probability_bars.js";
import { numbersUrl, predictUrl, requestBody } from "./request.js";
import { ResultView } from "./result_view.js";
import { SegmentationPanel } from "./segmentation_panel.js";
import { SeparatorPicker } from "./separator_picker.js";
import {
  BLANK,
  BLANK_NUMBER,
  describeNumbers,
  describeProblem,
  describeReply,
  UNREACHABLE,
} from "./wording.js";

/** Digits that the example button draws, in turn; the first is the one hinted at on the canvas. */
const EXAMPLES = [3, 8, 5, 2, 9, 4, 7, 6, 0, 1];

const liveRegion = new LiveRegion(element("announcement", HTMLElement));
const statusLine = new StatusLine(element("notice", HTMLElement));
const copyStatus = new StatusLine(element("copy-status", HTMLElement));
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
const separators = new SeparatorPicker(element("separators", HTMLFieldSetElement), () =>
  update("replaced"),
);
const steps = new PreprocessingSteps(
  element("show-steps", HTMLButtonElement),
  element("steps", HTMLElement),
  () => update("replaced"),
);

const numberView = new NumberView(
  element("number", HTMLFieldSetElement),
  element("number-tools", HTMLElement),
  { onSelect: chooseDigit, onCorrect: describeShown, showStatus: (text) => statusLine.show(text) },
);
const boxes = new DigitBoxes(element("boxes", HTMLElement));
const details = new DigitDetails((reply) => {
  inputPreview.show(reply?.input ?? null);
  if (steps.isOpen) steps.show(reply?.stages ?? []);
});

const segmentation = new SegmentationPanel(
  element("show-segmentation", HTMLButtonElement),
  element("segmentation", HTMLElement),
  () => showSegmentation(),
);

/** The drawing of the pending request, and the number that was read before its single digit. */
let sent = {
  page: /** @type {import("../drawing/drawing.js").PaperContent | null} */ (null),
  body: /** @type {Blob | null} */ (null),
  numbers: /** @type {import("./prediction_client.js").NumbersReply | null} */ (null),
};

/** The number that is shown, and the drawing that it was read from. */
let shown = {
  reply: /** @type {import("./prediction_client.js").NumbersReply | null} */ (null),
  page: /** @type {import("../drawing/drawing.js").PaperContent | null} */ (null),
  digits: /** @type {readonly import("./numbers.js").Digit[]} */ ([]),
  separators: /** @type {readonly import("../drawing/paper.js").Box[]} */ ([]),
};

const numbersRequest = (/** @type {readonly string[]} */ included = []) =>
  numbersUrl(models.name, separators.marks, included);
const include = () => (steps.isOpen ? ["input", "stages"] : ["input"]);

/** Missing where corrections are off. */
const correction = document.querySelector("details#correction");
const corrections =
  correction instanceof HTMLDetailsElement
    ? new CorrectionPanel(correction, {
        keep: async (label) => {
          const page = await pageOfAnswer();
          const body = page && (await requestBody(page));
          const kept = body && (await keep(body, label, models.name));
          learning.onKept();
          return kept;
        },
        remove: async (id) => {
          await remove(id);
          await learning.onDeleted();
        },
        shortcutsEnabled: () => drawingPad.shortcutsEnabled,
      })
    : null;

let learning = { onKept: () => {}, onDeleted: async () => {} };
if (correction instanceof HTMLDetailsElement) {
  learning = setUpLearnButton(correction, {
    learn,
    learningState,
    setDefault,
    describeAnswer: async (model) => {
      const page = await pageOfAnswer();
      const body = page && (await requestBody(page));
      return body && describeAnswer(body, model ?? models.name);
    },
    onLearnt: () => models.load(),
    onDefault: () => models.load(true),
  });
}

const client = new PredictionClient({
  request: async () => {
    latency.requested();
    const { page } = drawingPad.drawing;
    const body = await requestBody(page);
    sent = { page, body, numbers: null };
    const url = page.isWide ? numbersRequest() : predictUrl(models.name, include());
    return body && { url, body };
  },
  followUp: (reply) => {
    const { page, body } = sent;
    const next = page && nextRequest(reply, page.isWide);
    if (body === null || next === null) return null;
    sent.numbers = "numbers" in reply ? reply : null;
    const isDigit = next === "predict";
    return { url: isDigit ? predictUrl(models.name, include()) : numbersRequest(), body };
  },
  onBlank: () => showNothing(drawingPad.drawing.page.isWide ? BLANK_NUMBER : BLANK),
  onReply: (reply) => {
    if ("numbers" in reply) showNumbers(reply);
    else if (sent.numbers !== null && reply.digit === null) showNumbers(sent.numbers);
    else showPrediction(reply);
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

/** @param {import("../lib/api_types.js").Prediction} reply */
function showPrediction(reply) {
  hideNumber();
  resultView.show(describeReply(reply));
  corrections?.offer(true);
  bars.show(reply.digit === null ? null : reply.probabilities);
  inputPreview.show(reply.input ?? null);
  why.search = String(new URLSearchParams({ model: reply.model.name }));
  if (steps.isOpen) steps.show(reply.stages ?? []);
}

/** @param {import("./prediction_client.js").NumbersReply} reply */
function showNumbers(reply) {
  const { page } = sent;
  if (page === null) return;
  shown = { reply, page, digits: toDigits(reply, page), separators: separatorBoxes(reply, page) };
  numberView.show(shown.digits);
  boxes.show(shown.digits, page);
  describeShown();
  corrections?.offer(true);
  why.search = String(new URLSearchParams({ model: reply.model.name, drawing: "digit" }));
  showDigit();
  showSegmentation();
}

/** Say how certain the number is, or what it was corrected from. */
function describeShown() {
  const { reply } = shown;
  if (reply === null) return;
  const read = reply.numbers.map(({ number }) => number).join(" ");
  const wording = describeNumbers(reply);
  if (numberView.text !== read)
    Object.assign(wording, { state: "sure", headline: `Corrected from ${read}`, detail: "" });
  resultView.show(wording, numberView.text);
}

/** Show how the number was divided, while the panel is open and no pen is down. */
function showSegmentation() {
  if (shown.page === null) segmentation.clear();
  else if (!drawingPad.drawing.isDrawing) segmentation.load(shown.page, numbersRequest(["cuts"]));
}

/** The drawing of the digit that the bars are of: all of it, or the chosen digit of a number. */
function pageOfAnswer() {
  const { page, digits } = shown;
  if (page === null) return drawingPad.drawing.page;
  const places = [...digits.map(({ box }) => box), ...shown.separators];
  return digitPage(page, places, numberView.selected);
}

function chooseDigit() {
  corrections?.reset(); // it is another digit that can be kept now
  showDigit();
}

/** Show the bars, the input and the preprocessing of the chosen digit. */
function showDigit() {
  const { page, digits } = shown;
  const index = numberView.selected;
  boxes.select(index);
  bars.show(digits[index].probabilities);
  if (page === null || drawingPad.drawing.isDrawing) return; // until the pen is lifted
  details.load(pageOfAnswer(), { model: models.name, include: include() });
}

function hideNumber() {
  details.abort();
  shown = { reply: null, page: null, digits: [], separators: [] };
  numberView.show([]);
  segmentation.clear();
  boxes.show([], drawingPad.drawing.page);
}

/** @param {import("./wording.js").Wording} wording */
function showNothing(wording) {
  hideNumber();
  resultView.show(wording);
  corrections?.offer(false);
  bars.show(null);
  inputPreview.show(null);
  steps.show([]);
}

const drawingPad = new DrawingPad({
  onChange: (change) => {
    statusLine.clear();
    copyStatus.clear();
    corrections?.reset();
    if (change === "replaced") numberView.forget();
    update(change);
  },
  onMove: latency.moved,
  announce: liveRegion.announce,
  onError: (text) => statusLine.show(text),
});
setUpCopyButton(
  element("copy", HTMLButtonElement),
  element("command", HTMLDialogElement),
  () => {
    const url = shown.page ? numbersRequest() : predictUrl(models.name);
    return { page: drawingPad.drawing.page, url };
  },
  (text) => copyStatus.show(text),
);

let shownExamples = 0;
element("example", HTMLButtonElement).addEventListener("click", () => {
  drawingPad.drawSample(EXAMPLES[shownExamples % EXAMPLES.length]);
  shownExamples += 1;
});

models.load();
showNothing(BLANK);
await drawingPad.restore();

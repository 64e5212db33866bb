/**
 * Wire the components of the inside page.
 */

import { DrawingPad } from "../drawing/drawing_pad.js";
import { element } from "../lib/dom.js";
import { LiveRegion } from "../lib/live_region.js";
import { formatPercent } from "../lib/number_format.js";
import { StatusLine } from "../lib/status_line.js";
import { ModelPicker } from "../prediction/model_picker.js";
import { PredictionClient } from "../prediction/prediction_client.js";
import { requestBody } from "../prediction/request.js";
import { describeProblem, toLine } from "../prediction/wording.js";
import { BackwardView } from "./backward/backward_view.js";
import { loadLabel } from "./backward/chosen_label.js";
import { explainUrl, readExplanation } from "./explain_api.js";
import { ExplanationStore } from "./explanation_store.js";
import { ForwardView } from "./forward/forward_view.js";
import { LessonLink } from "./lesson_link.js";
import { Presentation } from "./presentation.js";

/** Digit that a link to a step shows if there is no drawing yet. */
const DEFAULT_SAMPLE = 7;

/** What is said of a number. */
const NUMBER =
  "The network sees one digit at a time. Choose a digit of your number on the drawing page, then “Why?”.";

const liveRegion = new LiveRegion(element("announcement", HTMLElement));
const statusLine = new StatusLine(element("notice", HTMLElement));
const copyStatus = new StatusLine(element("copy-status", HTMLElement));
const diagram = element("network", HTMLElement);
const store = new ExplanationStore();

const models = new ModelPicker(
  element("models", HTMLFieldSetElement),
  element("facts", HTMLElement),
  () => client.update("replaced"),
  (text) => statusLine.show(text),
);
const forward = new ForwardView(
  {
    diagram,
    hint: element("network-hint", HTMLElement),
    foot: element("network-foot", HTMLElement),
    details: element("unit-details", HTMLElement),
    detail: element("unit-detail", HTMLTemplateElement),
    numbers: element("numbers", HTMLDetailsElement),
  },
  () => models.sizes,
);
store.onChange(forward.show);
store.onChange(({ explanation }) => {
  if (explanation === null) return;
  const [digit] = explanation.digit;
  liveRegion.announce(`Prediction: ${digit}, ${formatPercent(explanation.arrays.P.data[digit])}`);
});

/** Inputs of the pending request. @type {{body: Blob | null, model: string | null}} */
let request = { body: null, model: null };

const client = new PredictionClient({
  request: async () => {
    const body = await requestBody(drawingPad.drawing.page);
    request = { body, model: models.name };
    return body && { url: explainUrl({ model: models.name }), body };
  },
  onBlank: () => store.show(null, models.name, null),
  onReply: (reply) => {
    if (drawingPad.drawing.page.isWide) statusLine.show(NUMBER);
    else statusLine.clear();
    store.show(request.body, request.model, readExplanation(reply));
    if (!models.isLoaded) models.load();
  },
  onProblem: (problem) => {
    const { picture } = drawingPad.drawing.page;
    statusLine.show(toLine(describeProblem(problem, { hasPicture: picture !== null })));
    store.show(null, models.name, null);
  },
  onBusy: (isBusy) => {
    diagram.ariaBusy = String(isBusy);
    backward.pause(isBusy);
  },
  onConnection: (problem) => {
    statusLine.setSlow(problem === "slow");
    if (problem === "lost") statusLine.show("Can’t reach the server. Your drawing is saved.");
  },
});

const isDigit = new URLSearchParams(location.search).get("drawing") === "digit";
const drawingPad = new DrawingPad(
  {
    onChange: (change) => {
      statusLine.clear();
      copyStatus.clear();
      if (change === "replaced") backward.forget();
      client.update(change);
    },
    announce: liveRegion.announce,
    onError: (text) => statusLine.show(text),
  },
  isDigit ? "digit" : "drawing",
);

const backward = new BackwardView(element("backward", HTMLElement), store, {
  announce: liveRegion.announce,
  clearDrawing: () => drawingPad.drawing.clear(),
  shortcutsEnabled: () => drawingPad.shortcutsEnabled,
});

const lessonLink = new LessonLink(element("copy-link", HTMLButtonElement), {
  drawing: drawingPad.drawing,
  backward,
  presentation: new Presentation(element("present", HTMLButtonElement), {
    shortcutsEnabled: () => drawingPad.shortcutsEnabled,
    announce: liveRegion.announce,
  }),
  model: () => store.state.explanation?.model.name ?? models.name,
  showProblems: (text) => statusLine.show(text),
  showCopied: (text) => copyStatus.show(text),
});

const label = loadLabel(); // which restoring the drawing forgets
const [, isRestored] = await Promise.all([models.load(), drawingPad.restore()]);
const hasDrawing = lessonLink.open(label) || isRestored;
// A link to a step shows numbers in a new tab, too, and a frame has nothing to draw on.
const isEmbedded = document.querySelector(".embedded") !== null;
if (!hasDrawing && (isEmbedded || location.hash.startsWith("#step=")))
  drawingPad.showSample(DEFAULT_SAMPLE);
store.onChange(({ explanation }) => {
  if (explanation !== null) lessonLink.explained();
});
client.update("replaced");

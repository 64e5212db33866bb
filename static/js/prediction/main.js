/**
 * The page: what each part is, and who tells whom.
 */

import { Easel } from "../drawing/drawing_pad.js";
import { element } from "../lib/dom.js";
import { Announcer } from "../lib/live_region.js";
import { Notices } from "../lib/status_line.js";
import { offerCopy } from "./copy_curl.js";
import { Insight } from "./input_preview.js";
import { Latency } from "./latency.js";
import { Models } from "./model_picker.js";
import { Predictor } from "./prediction_client.js";
import { Steps } from "./preprocessing_steps.js";
import { Bars } from "./probability_bars.js";
import { bodyOf, predictUrl } from "./request.js";
import { Answer, BLANK, UNREACHABLE, wordProblem, wordReply } from "./result_view.js";

const announcer = new Announcer(element("announcement", HTMLElement));
const notices = new Notices(element("notice", HTMLElement));
const answer = new Answer(element("answer", HTMLElement), announcer.say);
const bars = new Bars(element("bars", HTMLElement));
const insight = new Insight(element("input", HTMLCanvasElement));
const latency = new Latency();

const ask = (/** @type {import("../drawing/drawing.js").Change} */ change) => predictor.ask(change);
const models = new Models(
  element("models", HTMLFieldSetElement),
  element("facts", HTMLElement),
  () => ask("leapt"),
  (text) => notices.say(text),
);
const steps = new Steps(
  element("show-steps", HTMLButtonElement),
  element("steps", HTMLElement),
  () => ask("leapt"),
);

const predictor = new Predictor({
  question: async () => {
    latency.asked();
    const body = await bodyOf(easel.drawing.page);
    const include = steps.isOpen ? ["input", "stages"] : ["input"];
    return body && { url: predictUrl(models.name, include), body };
  },
  onBlank: () => showNothing(BLANK),
  onReply: (reply) => {
    answer.show(wordReply(reply));
    bars.show(reply.digit === null ? null : reply.probabilities);
    insight.show(reply.input ?? null);
    if (steps.isOpen) steps.show(reply.stages ?? []);
    latency.shown();
    if (!models.isKnown) models.load();
  },
  onProblem: (problem) => {
    showNothing(wordProblem(problem));
    if (problem.type?.endsWith("/unknown-model")) models.load(); // it was deleted meanwhile
  },
  onBusy: (isBusy) => {
    answer.busy = isBusy;
  },
  onTrouble: (trouble) => {
    notices.slow(trouble === "slow");
    if (trouble !== "gone") return;
    latency.forget();
    showNothing(UNREACHABLE);
  },
});

/** @param {import("./result_view.js").Wording} wording */
function showNothing(wording) {
  answer.show(wording);
  bars.show(null);
  insight.show(null);
  steps.show([]);
}

const easel = new Easel({
  changed: (change) => {
    notices.dismiss();
    ask(change);
  },
  moved: latency.moved,
  speak: announcer.say,
  complain: (text) => notices.say(text),
});
offerCopy(
  element("copy", HTMLButtonElement),
  element("command", HTMLDialogElement),
  () => ({ page: easel.drawing.page, model: models.name }),
  (text) => notices.say(text),
);

models.load();
showNothing(BLANK);
await easel.restore();

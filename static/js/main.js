// @ts-check
/**
 * The page: what each part is, and who tells whom.
 */

import { Announcer } from "./announce.js";
import { Answer, BLANK, UNREACHABLE, wordProblem, wordReply } from "./answer.js";
import { Bars } from "./bars.js";
import { Screen } from "./canvas.js";
import { offerCopy } from "./copy.js";
import { Cursor } from "./cursor.js";
import { receiveFiles } from "./files.js";
import { Help } from "./help.js";
import { Insight } from "./insight.js";
import * as keep from "./keep.js";
import { nameKeys } from "./keynames.js";
import { KeyPen } from "./keypen.js";
import { Latency } from "./latency.js";
import { Models } from "./models.js";
import { Notices } from "./notices.js";
import { Pen } from "./pen.js";
import { openPicture } from "./picture.js";
import { Predictor } from "./predictor.js";
import { bodyOf, predictUrl } from "./request.js";
import { offerSamples } from "./samples.js";
import { listenForKeys } from "./shortcuts.js";
import { Steps } from "./steps.js";
import { Drawing } from "./strokes.js";
import { Tools } from "./tools.js";

/**
 * @template {HTMLElement} T
 * @param {string} id
 * @param {new () => T} kind
 * @returns {T}
 */
function element(id, kind) {
  const found = document.getElementById(id);
  if (found instanceof kind) return found;
  throw new Error(`expected ${kind.name} with id "${id}", got ${found}`);
}

const paper = element("paper", HTMLElement);
const canvas = element("canvas", HTMLCanvasElement);

const announcer = new Announcer(element("announcement", HTMLElement));
const notices = new Notices(element("notice", HTMLElement));
const answer = new Answer(element("answer", HTMLElement), announcer.say);
const bars = new Bars(element("bars", HTMLElement));
const insight = new Insight(element("input", HTMLCanvasElement));
const latency = new Latency();
const drawing = new Drawing();
const tools = new Tools(element("tools", HTMLElement));
const help = new Help(element("help", HTMLDialogElement));

const ask = (/** @type {import("./strokes.js").Change} */ change) => predictor.ask(change);
const models = new Models(
  element("models", HTMLFieldSetElement),
  element("facts", HTMLElement),
  () => ask("leapt"),
);
const steps = new Steps(
  element("show-steps", HTMLButtonElement),
  element("steps", HTMLElement),
  () => ask("leapt"),
);

const predictor = new Predictor({
  question: async () => {
    latency.asked();
    const body = await bodyOf(drawing.page);
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
  onProblem: (problem) => showNothing(wordProblem(problem)),
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

/** @param {import("./answer.js").Wording} wording */
function showNothing(wording) {
  answer.show(wording);
  bars.show(null);
  insight.show(null);
  steps.show([]);
}

new Screen(canvas, drawing);
const cursor = new Cursor(element("cursor", HTMLElement), canvas, tools.brush);
new Pen(canvas, drawing, tools.brush, latency.moved);
new KeyPen(paper, drawing, tools.brush, cursor, announcer.say);

const undo = element("undo", HTMLButtonElement);
const redo = element("redo", HTMLButtonElement);
const clear = element("clear", HTMLButtonElement);

drawing.onChange((change) => {
  notices.dismiss();
  paper.toggleAttribute("data-blank", drawing.isBlank);
  undo.ariaDisabled = String(!drawing.canUndo);
  redo.ariaDisabled = String(!drawing.canRedo);
  clear.ariaDisabled = String(drawing.isBlank);
  if (!drawing.isGrowing) keep.save(drawing.history, drawing.page);
  ask(change);
});
window.addEventListener("pagehide", () => drawing.end());

/** @param {Partial<import("./strokes.js").Page>} page */
function turnTo(page) {
  tools.takePen();
  drawing.turn(page);
}

const actions = {
  undo: () => drawing.undo(),
  redo: () => drawing.redo(),
  clear: () => {
    tools.takePen();
    drawing.clear();
  },
  toggleEraser: tools.toggleEraser,
  wider: tools.wider,
  narrower: tools.narrower,
  help: help.show,
};
undo.addEventListener("click", actions.undo);
redo.addEventListener("click", actions.redo);
clear.addEventListener("click", actions.clear);
element("show-help", HTMLButtonElement).addEventListener("click", actions.help);
listenForKeys(actions, () => help.charactersAreOn);

offerSamples(element("samples", HTMLElement), (strokes) => turnTo({ strokes }));
receiveFiles(
  element("file", HTMLInputElement),
  paper,
  async (file) => {
    try {
      const picture = await openPicture(file);
      await keep.prepare(picture);
      turnTo({ picture });
    } catch (error) {
      notices.say(/** @type {Error} */ (error).message);
    }
  },
  () => notices.say("There is no picture in that. Drop or paste an image file."),
);
offerCopy(
  element("copy", HTMLButtonElement),
  element("command", HTMLDialogElement),
  () => ({ page: drawing.page, model: models.name }),
  (text) => notices.say(text),
);

nameKeys(document);
models.load();
showNothing(BLANK);
const kept = await keep.load();
if (kept !== null && drawing.isBlank) drawing.restore(kept);

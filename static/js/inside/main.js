/**
 * The page that looks inside: what each part is, and who tells whom.
 */

import { Easel } from "../drawing/drawing_pad.js";
import { element } from "../lib/dom.js";
import { Announcer } from "../lib/live_region.js";
import { formatPercent } from "../lib/number_format.js";
import { Notices } from "../lib/status_line.js";
import { Models } from "../prediction/model_picker.js";
import { Predictor } from "../prediction/prediction_client.js";
import { bodyOf } from "../prediction/request.js";
import { Backward } from "./backward/backward_view.js";
import { explainUrl, readExplanation } from "./explain_api.js";
import { Subject } from "./explanation_store.js";
import { Forward } from "./forward/forward_view.js";

const announcer = new Announcer(element("announcement", HTMLElement));
const notices = new Notices(element("notice", HTMLElement));
const flow = element("flow", HTMLElement);
const subject = new Subject();

const models = new Models(
  element("models", HTMLFieldSetElement),
  element("facts", HTMLElement),
  () => predictor.ask("leapt"),
  (text) => notices.say(text),
);
const forward = new Forward(
  {
    flow,
    hint: element("flow-hint", HTMLElement),
    foot: element("flow-foot", HTMLElement),
    lenses: element("lenses", HTMLElement),
    lens: element("lens", HTMLTemplateElement),
    numbers: element("numbers", HTMLDetailsElement),
  },
  () => models.sizes,
);
subject.onChange(forward.show);
subject.onChange(({ explanation }) => {
  if (explanation === null) return;
  const [digit] = explanation.digit;
  announcer.say(`Prediction: ${digit}, ${formatPercent(explanation.arrays.P.data[digit])}`);
});

/** What the question in flight is about. @type {{body: Blob | null, model: string | null}} */
let asked = { body: null, model: null };

const predictor = new Predictor({
  question: async () => {
    const body = await bodyOf(easel.drawing.page);
    asked = { body, model: models.name };
    return body && { url: explainUrl({ model: models.name }), body };
  },
  onBlank: () => subject.show(null, models.name, null),
  onReply: (reply) => {
    notices.dismiss();
    subject.show(asked.body, asked.model, readExplanation(reply));
    if (!models.isKnown) models.load();
  },
  onProblem: ({ type, title, detail }) => {
    if (!type?.endsWith("/blank-drawing")) notices.say([title, detail].filter(Boolean).join(": "));
    subject.show(null, models.name, null);
  },
  onBusy: (isBusy) => {
    flow.ariaBusy = String(isBusy);
    backward.hold(isBusy);
  },
  onTrouble: (trouble) => {
    notices.slow(trouble === "slow");
    if (trouble === "gone") notices.say("Can’t reach the server. Your drawing is saved.");
  },
});

const easel = new Easel({
  changed: (change) => {
    notices.dismiss();
    if (change === "leapt") backward.forget();
    predictor.ask(change);
  },
  speak: announcer.say,
  complain: (text) => notices.say(text),
});

const backward = new Backward(element("backward", HTMLElement), subject, {
  say: announcer.say,
  takeAway: () => easel.drawing.clear(),
  charactersAreOn: () => easel.charactersAreOn,
});

await Promise.all([models.load(), easel.restore()]);
predictor.ask("leapt");

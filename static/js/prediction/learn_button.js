/**
 * Button that lets the network learn the corrections, with the result for the drawing at hand.
 */

import { part } from "../lib/dom.js";
import { errorMessage } from "../lib/error_message.js";

/** @typedef {import("../lib/api_types.js").Learning} Learning */

/**
 * @param {HTMLElement} panel
 * @param {object} actions
 * @param {() => Promise<Learning>} actions.learn
 * @param {(model: string | null) => Promise<string | null>} actions.describeAnswer the drawing's answer by a model, in words
 * @param {() => void} actions.onLearnt
 */
export function setUpLearnButton(panel, { learn, describeAnswer, onLearnt }) {
  if (panel.querySelector("[data-part=learn]") === null) return; // from another machine
  const button = part(panel, "learn", HTMLButtonElement);
  const status = part(panel, "learning");
  button.addEventListener("click", async () => {
    button.disabled = true;
    status.textContent = "Learning takes some seconds …";
    try {
      const learning = await learn();
      onLearnt();
      status.textContent = await describe(learning, describeAnswer);
    } catch (error) {
      status.textContent = errorMessage(error);
    } finally {
      button.disabled = false;
    }
  });
}

/**
 * @param {Learning} learning
 * @param {(model: string | null) => Promise<string | null>} describeAnswer
 */
async function describe({ model, problem, judgement, sha256 }, describeAnswer) {
  if (model === null) return `Not learnt. ${problem ?? ""}`;
  const [before, after] = await Promise.all([describeAnswer(null), describeAnswer(model)]);
  const drawing = before === null ? "" : ` This drawing: ${before} before, ${after} now.`;
  const { right_before, right_after, drawings } = judgement ?? {};
  return (
    `Learnt as ${model}, in the list of networks: ${right_after} of ${drawings} corrected drawings are right, ` +
    `${right_before} before.${drawing} SHA-256 ${sha256}.`
  );
}

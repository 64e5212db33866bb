/**
 * Button that lets the network learn the corrections, with the result for the drawing at hand.
 */

import { part } from "../lib/dom.js";
import { errorMessage } from "../lib/error_message.js";

/** @typedef {import("../lib/api_types.js").Learning} Learning */

/**
 * @param {HTMLDetailsElement} panel
 * @param {object} actions
 * @param {() => Promise<Learning>} actions.learn
 * @param {() => Promise<Learning>} actions.learningState
 * @param {(model: string | null) => Promise<Learning>} actions.setDefault
 * @param {(model: string | null) => Promise<string | null>} actions.describeAnswer the drawing's answer by a model, in words
 * @param {() => void} actions.onLearnt
 * @param {() => void} actions.onDefault
 * @returns {{onKept: () => void, onDeleted: () => Promise<void>}} to be called after a correction was kept or deleted
 */
export function setUpLearnButton(panel, actions) {
  if (panel.querySelector("[data-part=learn]") === null)
    return { onKept: () => {}, onDeleted: async () => {} }; // from another machine
  const button = part(panel, "learn", HTMLButtonElement);
  const use = part(panel, "use", HTMLButtonElement);
  const rollBack = part(panel, "roll-back", HTMLButtonElement);
  const status = part(panel, "learning");
  let versions = 0;
  let hasFailed = false;

  /** @param {Learning} learning */
  const show = (learning) => {
    const newest = learning.versions.at(0)?.model ?? null;
    versions = learning.versions.length;
    use.hidden = newest === null || newest === learning.default;
    use.value = newest ?? "";
    use.textContent = `Make ${newest} the default`;
    rollBack.hidden = learning.default === null;
  };
  /** @param {() => Promise<string | null>} action returns the new status, null to leave it */
  const run = async (action) => {
    for (const one of [button, use, rollBack]) one.disabled = true;
    try {
      const text = await action();
      if (text !== null) status.textContent = text;
      hasFailed = false;
    } catch (error) {
      status.textContent = errorMessage(error);
      hasFailed = true;
    } finally {
      for (const one of [button, use, rollBack]) one.disabled = false;
    }
  };
  /** @param {string | null} model */
  const choose = (model) =>
    run(async () => {
      show(await actions.setDefault(model));
      actions.onDefault();
      return `${model ?? "The base network"} is the default now: it answers where no model is named.`;
    });

  button.addEventListener("click", () =>
    run(async () => {
      status.textContent = "Learning takes some seconds …";
      const learning = await actions.learn();
      actions.onLearnt();
      show(learning);
      return describe(learning, actions.describeAnswer);
    }),
  );
  use.addEventListener("click", () => choose(use.value));
  rollBack.addEventListener("click", () => choose(null));
  panel.addEventListener("toggle", () => {
    if (panel.open)
      run(async () => {
        show(await actions.learningState());
        return null;
      });
  });
  return {
    onKept: () => {
      if (hasFailed) status.textContent = ""; // there is something to learn now
    },
    onDeleted: () =>
      run(async () => {
        const former = versions;
        show(await actions.learningState());
        if (versions >= former) return null;
        actions.onLearnt();
        return "The networks that had learnt it are deleted. Learn again from the corrections that are left.";
      }),
  };
}

/**
 * @param {Learning} learning
 * @param {(model: string | null) => Promise<string | null>} describeAnswer
 */
async function describe({ model, version, problem, judgement }, describeAnswer) {
  if (model === null) return `Not learnt. ${problem ?? ""}`;
  const [before, after] = await Promise.all([describeAnswer(null), describeAnswer(model)]);
  const drawing = before === null ? "" : ` This drawing: ${before} before, ${after} now.`;
  const { right_before, right_after, drawings } = judgement ?? {};
  return (
    `Learnt as ${model}, in the list of networks: ${right_after} of ${drawings} corrected drawings are right, ` +
    `${right_before} before.${drawing} Version ${version}.`
  );
}

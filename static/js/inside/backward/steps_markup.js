/**
 * The parts of the page that depend on the network and the convention: the steps, and what refers to them.
 */

import { address } from "../../lib/url.js";

const PARTS = ["#backprop-steps", "#submitted-code-hint", "#goes-wrong", "#questions"];

/**
 * @param {string} convention
 * @param {string | undefined} model name; the default model if it is undefined
 * @returns {Promise<DocumentFragment | null>} null if the server does not send them
 */
export async function fetchSteps(convention, model) {
  const parameters = new URLSearchParams({ convention, ...(model && { model }) });
  const reply = await fetch(address(`/inside/walk?${parameters}`)).catch(() => null);
  if (!reply?.ok) return null;
  const template = document.createElement("template");
  template.innerHTML = await reply.text();
  return template.content;
}

/** @param {HTMLElement} root @param {DocumentFragment} steps as fetched */
export function replaceSteps(root, steps) {
  for (const id of PARTS) {
    const fresh = steps.querySelector(id);
    if (fresh) root.querySelector(id)?.replaceWith(fresh);
  }
}

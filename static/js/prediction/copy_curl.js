/**
 * Puts the drawing's request on the clipboard; where that is forbidden, shows it to be copied.
 */

import { query } from "../lib/dom.js";
import { curlCommand } from "./curl.js";

/**
 * @param {HTMLButtonElement} button
 * @param {HTMLDialogElement} dialog with a text area
 * @param {() => {page: import("../drawing/drawing.js").Page, model: string | null}} current
 * @param {(text: string) => void} say
 */
export function offerCopy(button, dialog, current, say) {
  button.addEventListener("click", async () => {
    const { page, model } = current();
    const command = await curlCommand(page, model);
    if (command === null) return say("Draw a digit first, then copy the request.");
    try {
      await navigator.clipboard.writeText(command);
      say("Copied. Paste the command into a terminal.");
    } catch {
      const text = query(dialog, "textarea", HTMLTextAreaElement);
      text.value = command;
      dialog.showModal();
      text.select();
    }
  });
}

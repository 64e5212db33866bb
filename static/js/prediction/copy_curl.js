/**
 * Copy the request as a curl command, or show it if the clipboard is blocked.
 */

import { query } from "../lib/dom.js";
import { curlCommand } from "./curl.js";

/**
 * @param {HTMLButtonElement} button
 * @param {HTMLDialogElement} dialog with a textarea
 * @param {() => {page: import("../drawing/drawing.js").PaperContent, url: string}} current
 * @param {(text: string) => void} showStatus
 */
export function setUpCopyButton(button, dialog, current, showStatus) {
  button.addEventListener("click", async () => {
    const { page, url } = current();
    const command = await curlCommand(page, url);
    if (command === null) return showStatus("Draw a digit first, then copy the request.");
    try {
      await navigator.clipboard.writeText(command);
      showStatus("Copied.");
    } catch {
      const text = query(dialog, "textarea", HTMLTextAreaElement);
      text.value = command;
      dialog.showModal();
      text.select();
    }
  });
}

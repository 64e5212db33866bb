/**
 * Receive image files that are chosen, dropped on the page or pasted.
 */

import { isTyped } from "../lib/keyboard.js";

/**
 * @param {HTMLInputElement} input
 * @param {HTMLElement} target highlighted while a file is dragged over the page
 * @param {(file: Blob) => void} onFile
 * @param {() => void} onRejected called if no image was dropped or pasted
 */
export function receiveFiles(input, target, onFile, onRejected) {
  input.addEventListener("change", () => {
    const file = input.files?.[0];
    if (file) onFile(file);
    input.value = ""; // allow choosing the same file again
  });

  let depth = 0; // dragenter and dragleave fire for every element crossed
  const setDepth = (/** @type {number} */ value) => {
    depth = Math.max(0, value);
    target.toggleAttribute("data-dropping", depth > 0);
  };
  window.addEventListener("dragenter", ({ dataTransfer }) => {
    if (dataTransfer?.types.includes("Files")) setDepth(depth + 1);
  });
  window.addEventListener("dragleave", () => setDepth(depth - 1));
  window.addEventListener("dragover", (event) => event.preventDefault());
  window.addEventListener("drop", (event) => {
    event.preventDefault();
    setDepth(0);
    takeFile(event.dataTransfer, onFile, onRejected);
  });

  window.addEventListener("paste", (event) => {
    if (document.querySelector("dialog[open]")) return;
    if (isTyped(event) && !event.clipboardData?.files.length) return; // text for the field
    event.preventDefault();
    takeFile(event.clipboardData, onFile, onRejected);
  });
}

/**
 * @param {DataTransfer | null} transfer
 * @param {(file: Blob) => void} onFile
 * @param {() => void} onRejected
 */
function takeFile(transfer, onFile, onRejected) {
  const files = [...(transfer?.files ?? [])];
  const file = files.find(({ type }) => type.startsWith("image/")) ?? files[0];
  if (file) onFile(file);
  else onRejected();
}

/**
 * Pictures from outside: chosen, dropped anywhere on the page, or pasted.
 */

/**
 * @param {HTMLInputElement} chooser
 * @param {HTMLElement} target that shows that something may be dropped
 * @param {(file: Blob) => void} receive
 * @param {() => void} refuse told when what was dropped or pasted holds no picture
 */
export function receiveFiles(chooser, target, receive, refuse) {
  chooser.addEventListener("change", () => {
    const file = chooser.files?.[0];
    if (file) receive(file);
    chooser.value = ""; // so that the same file can be chosen again
  });

  let depth = 0; // dragenter and dragleave come for every element on the way
  const mark = (/** @type {number} */ now) => {
    depth = Math.max(0, now);
    target.toggleAttribute("data-dropping", depth > 0);
  };
  window.addEventListener("dragenter", ({ dataTransfer }) => {
    if (dataTransfer?.types.includes("Files")) mark(depth + 1);
  });
  window.addEventListener("dragleave", () => mark(depth - 1));
  window.addEventListener("dragover", (event) => event.preventDefault());
  window.addEventListener("drop", (event) => {
    event.preventDefault();
    mark(0);
    take(event.dataTransfer, receive, refuse);
  });

  window.addEventListener("paste", (event) => {
    if (document.querySelector("dialog[open]")) return;
    event.preventDefault();
    take(event.clipboardData, receive, refuse);
  });
}

/**
 * @param {DataTransfer | null} transfer
 * @param {(file: Blob) => void} receive
 * @param {() => void} refuse
 */
function take(transfer, receive, refuse) {
  const files = [...(transfer?.files ?? [])];
  const file = files.find(({ type }) => type.startsWith("image/")) ?? files[0];
  if (file) receive(file);
  else refuse();
}

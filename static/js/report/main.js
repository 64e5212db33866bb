/**
 * Report page: show cells of the confusion matrix without reloading, and report missing images.
 */

import { RovingGrid } from "../lib/roving_grid.js";

const announcement = document.getElementById("announcement");
const missing = document.getElementById("missing");
/** @type {NodeListOf<HTMLAnchorElement>} */
const links = document.querySelectorAll("a[data-cell]");
const grid = new RovingGrid(links);
let lastRequest = 0;

/** @param {HTMLAnchorElement} link to the page of the cell */
async function show(link) {
  const request = ++lastRequest;
  const page = await fetch(link.href)
    .then((response) => (response.ok ? response.text() : ""))
    .catch(() => "");
  if (request !== lastRequest) return;
  const cell = new DOMParser().parseFromString(page, "text/html").getElementById("cell");
  if (cell === null) {
    location.assign(link.href); // let the browser show the error
    return;
  }
  document.getElementById("cell")?.replaceWith(cell);
  grid.setCurrent(link);
  history.replaceState(null, "", link.href);
  const words = [...cell.querySelectorAll("h3, p")].map((node) => node.textContent);
  if (announcement) announcement.textContent = words.join(": ");
  cell.scrollIntoView({ block: "nearest" });
}

/** @param {HTMLImageElement} image that failed to load */
async function showReason(image) {
  image.remove();
  if (!missing?.hidden) return;
  missing.hidden = false;
  const problem = await fetch(image.src)
    .then((response) => response.json())
    .catch(() => ({ detail: "can’t reach the server" }));
  const reason = missing.querySelector("span");
  if (reason) reason.textContent = problem.detail;
}

document.addEventListener("click", (event) => {
  const link = grid.linkAt(event);
  if (link === null || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  show(link);
});

document.addEventListener(
  "error",
  ({ target }) => {
    if (target instanceof HTMLImageElement) showReason(target);
  },
  true, // errors do not bubble
);
for (const image of [...document.images]) {
  if (image.complete && image.naturalWidth === 0) showReason(image);
}

/**
 * The report: looking into a cell of the confusion matrix without leaving the page, and saying so
 * when drawings cannot be had. Without this the same links turn pages.
 */

import { Grid } from "../lib/roving_grid.js";

const announcement = document.getElementById("announcement");
const missing = document.getElementById("missing");
/** @type {NodeListOf<HTMLAnchorElement>} */
const links = document.querySelectorAll("a[data-cell]");
const grid = new Grid(links);
let asked = 0;

/** @param {HTMLAnchorElement} link to the page that shows the cell's drawings */
async function show(link) {
  const question = ++asked;
  const page = await fetch(link.href)
    .then((response) => (response.ok ? response.text() : ""))
    .catch(() => "");
  if (question !== asked) return;
  const cell = new DOMParser().parseFromString(page, "text/html").getElementById("cell");
  if (cell === null) {
    location.assign(link.href); // the browser says best what is wrong
    return;
  }
  document.getElementById("cell")?.replaceWith(cell);
  grid.choose(link);
  history.replaceState(null, "", link.href);
  const words = [...cell.querySelectorAll("h3, p")].map((each) => each.textContent);
  if (announcement) announcement.textContent = words.join(": ");
  cell.scrollIntoView({ block: "nearest" });
}

/** @param {HTMLImageElement} image that has not come */
async function explain(image) {
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
  const link = grid.linkAt(event.target);
  if (link === null || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  show(link);
});

document.addEventListener(
  "error",
  ({ target }) => {
    if (target instanceof HTMLImageElement) explain(target);
  },
  true, // errors do not bubble
);
for (const image of [...document.images]) {
  if (image.complete && image.naturalWidth === 0) explain(image);
}

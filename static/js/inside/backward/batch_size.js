/**
 * Show the batch size in shape equations.
 */

import { queryAll } from "../../lib/dom.js";

const MATHML = "http://www.w3.org/1998/Math/MathML";

/** Replace N in the shapes by the batch size. @param {HTMLElement} root @param {number | null} N */
export function writeBatchSize(root, N) {
  const letter =
    root.querySelector("[data-batch-symbol]")?.getAttribute("data-batch-symbol") ?? "N";
  for (const shapes of queryAll(root, ".shapes-now")) shapes.hidden = N === null;
  for (const place of root.querySelectorAll("[data-batch]")) {
    for (const symbol of place.querySelectorAll("mi, mn[data-n]")) {
      const isSymbol = symbol.localName === "mi";
      if (isSymbol && (N === null || symbol.textContent !== letter)) continue;
      const number = document.createElementNS(MATHML, N === null ? "mi" : "mn");
      if (N !== null) number.setAttribute("data-n", "");
      number.textContent = N === null ? letter : String(N);
      symbol.replaceWith(number);
    }
  }
}

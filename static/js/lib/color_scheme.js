/**
 * Design-token colors as the current color scheme resolves them.
 */

/** @type {Map<string, string>} */
const cache = new Map();
/** @type {HTMLElement | null} made when needed, since tests import this without a page */
let probe = null;

function createProbe() {
  const element = document.createElement("span");
  element.hidden = true;
  element.style.setProperty("forced-color-adjust", "none");
  document.body.append(element);
  document.addEventListener("themechange", () => cache.clear());
  return element;
}

/** @param {string} name of a custom property, without the leading dashes @returns {string} */
export function tokenColor(name) {
  const cached = cache.get(name);
  if (cached) return cached;
  probe ??= createProbe();
  probe.style.color = `var(--${name})`;
  const { color } = getComputedStyle(probe);
  cache.set(name, color);
  return color;
}

/** @param {() => void} listener called when the system's or the chosen color scheme changes */
export function onColorSchemeChange(listener) {
  document.addEventListener("themechange", listener);
}

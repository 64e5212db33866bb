/**
 * Design-token colors as the current color scheme resolves them.
 */

/** Colors by scheme and name. @type {Map<string, string>} */
const cache = new Map();
/** @type {HTMLElement | null} made when needed, since tests import this without a page */
let probe = null;

/** @param {string} name of a custom property, without the leading dashes @returns {string} */
export function tokenColor(name) {
  const isDark = document.documentElement.classList.contains("dark-mode");
  const key = `${isDark} ${name}`;
  const cached = cache.get(key);
  if (cached) return cached;
  probe ??= createProbe();
  probe.style.color = `var(--${name})`;
  const { color } = getComputedStyle(probe);
  cache.set(key, color);
  return color;
}

function createProbe() {
  const span = document.createElement("span");
  span.hidden = true;
  span.style.setProperty("forced-color-adjust", "none");
  document.body.append(span);
  return span;
}

/** @param {() => void} listener called when the system's or the chosen color scheme changes */
export function onColorSchemeChange(listener) {
  document.addEventListener("themechange", listener);
}

/**
 * Color theme: that of the system, light or dark. A classic script, which runs before the first paint.
 */

(() => {
  const KEY = "inkling:theme";
  const THEMES = ["system", "light", "dark"];
  const root = document.documentElement;
  const darkSystem = matchMedia("(prefers-color-scheme: dark)");

  function current() {
    try {
      const theme = localStorage.getItem(KEY) ?? "";
      return THEMES.includes(theme) ? theme : "system";
    } catch {
      return root.dataset.theme ?? "system"; // storage is disabled
    }
  }

  /** @param {string} theme */
  function apply(theme) {
    root.dataset.theme = theme;
    const isDark = theme === "dark" || (theme === "system" && darkSystem.matches);
    root.classList.toggle("dark-mode", isDark); // the class that Swagger UI reads
    document.dispatchEvent(new Event("themechange"));
    if (!document.body) return;
    const desk = getComputedStyle(document.body).backgroundColor;
    for (const meta of document.querySelectorAll("meta[name=theme-color]"))
      meta.setAttribute("content", desk);
    const button = document.querySelector("#theme");
    button?.setAttribute("aria-label", `Theme: ${theme}`);
    button?.setAttribute("title", `Theme: ${theme}`);
  }

  function next() {
    const theme = THEMES[(THEMES.indexOf(root.dataset.theme ?? "") + 1) % THEMES.length];
    try {
      localStorage.setItem(KEY, theme);
    } catch {
      // Kept until the page is left.
    }
    apply(theme);
  }

  const refresh = () => apply(current());
  refresh();
  document.addEventListener("DOMContentLoaded", () => {
    refresh();
    document.querySelector("#theme")?.addEventListener("click", next);
  });
  darkSystem.addEventListener("change", refresh);
  addEventListener("storage", refresh); // changed in another tab
  addEventListener("pageshow", refresh); // restored from the back-forward cache
})();

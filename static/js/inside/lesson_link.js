/**
 * Copy the lesson that the page shows as a link, and open the lesson of a link.
 */

import { address } from "../lib/url.js";
import { decodeLesson, encodeLesson } from "./lesson.js";

export class LessonLink {
  #page;
  /** Lesson of the link whose drawing has no explanation yet. @type {ReturnType<typeof decodeLesson> | null} */
  #pending = null;

  /**
   * @param {HTMLButtonElement} button
   * @param {object} page
   * @param {import("../drawing/drawing.js").Drawing} page.drawing
   * @param {import("./backward/backward_view.js").BackwardView} page.backward
   * @param {import("./presentation.js").Presentation} page.presentation
   * @param {() => string | null} page.model its name; null for the default
   * @param {(text: string) => void} page.showProblems of the link that was opened
   * @param {(text: string) => void} page.showCopied
   */
  constructor(button, page) {
    this.#page = page;
    button.addEventListener("click", () => this.#copy());
    const embed = document.getElementById("copy-embed");
    embed?.addEventListener("click", () => this.#copyEmbedCode());
    const whole = document.getElementById("open-whole");
    if (whole instanceof HTMLAnchorElement) {
      for (const event of ["focus", "pointerdown", "click", "contextmenu"])
        whole.addEventListener(event, () => {
          whole.href = this.#lessonUrl(address("/inside"));
        });
    }
    window.addEventListener("hashchange", () => this.open());
  }

  /**
   * Open the lesson in the URL, apart from what needs an explanation.
   * @param {number | null} [label] of the current drawing, for a lesson without drawing and label
   * @returns {boolean} whether it has a drawing
   */
  open(label = null) {
    const decoded = decodeLesson(location.hash);
    const { strokes, isPresented } = decoded.lesson;
    if (strokes === null) decoded.lesson.label ??= label;
    const { drawing, presentation } = this.#page;
    this.#pending = decoded;
    if (strokes !== null) drawing.replacePage({ strokes });
    else this.#showProblems(decoded.problems);
    if (isPresented && !presentation.isOn) presentation.toggle();
    return strokes !== null;
  }

  /** Show the rest of the lesson: its drawing has been explained. */
  explained() {
    const decoded = this.#pending;
    this.#pending = null;
    if (decoded === null) return;
    this.#page.backward.openLesson(decoded.lesson);
    this.#showProblems(decoded.problems); // again, as a new drawing clears the notice
  }

  /** @param {readonly string[]} problems */
  #showProblems(problems) {
    if (problems.length > 0) this.#page.showProblems(problems.join(" "));
  }

  /** @param {string} path @returns {string} the lesson's URL at another page */
  #lessonUrl(path) {
    const url = this.#url();
    return new URL(path + url.search + url.hash, url).href;
  }

  /** @returns {URL} of the lesson that the page shows */
  #url() {
    const { drawing, backward, presentation, model } = this.#page;
    const { picture, strokes } = drawing.page;
    const url = new URL(location.href);
    url.searchParams.set("convention", backward.convention);
    const name = model();
    if (name !== null) url.searchParams.set("model", name);
    url.search = url.search.replaceAll("%2C", ",");
    url.hash = encodeLesson({
      ...backward.lesson,
      strokes: picture === null && strokes.length > 0 ? strokes : null,
      isPresented: presentation.isOn,
    });
    return url;
  }

  async #copyEmbedCode() {
    const src = this.#lessonUrl(address("/inside/embed")).replaceAll("&", "&amp;");
    const code = `<iframe src="${src}" title="A step of backpropagation" width="100%" height="720"></iframe>`;
    const text = await navigator.clipboard.writeText(code).then(
      () => ["Embed code copied.", ...this.#missing].join(" "),
      () => "The embed code cannot be copied: the browser refuses access to the clipboard.",
    );
    this.#page.showCopied(text);
  }

  /** What a link or frame of this lesson cannot hold, in words. @returns {string[]} */
  get #missing() {
    const { drawing, backward } = this.#page;
    const missing = [];
    if (drawing.page.picture !== null)
      missing.push("The picture is not in it; draw the digit to include it.");
    if (backward.batchCount > 1) missing.push("It holds the last drawing of the batch.");
    return missing;
  }

  async #copy() {
    const url = this.#url();
    history.replaceState(history.state, "", url);
    const copied = await navigator.clipboard.writeText(url.href).then(
      () => "Link copied.",
      () => "The link is in the address bar.",
    );
    this.#page.showCopied([copied, ...this.#missing].join(" "));
  }
}

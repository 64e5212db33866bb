/**
 * Editor of the learner's lines: keeps them, with the convention in which they were written, and marks errors.
 */

import { part, query } from "../../../lib/dom.js";
import { preferences } from "../../../lib/preferences.js";
import {
  describeChange,
  parseLineConvention,
  toLineConvention,
  translate,
} from "./convention_change.js";
import { excerpt, textOffset, withLineFor } from "./lines.js";

const STORED = "check-mine";
const STORED_NOTATION = "check-mine-notation";

/** @typedef {{line: number, column: number, reason: string}} LineError line and column from 1 */

export class CodeEditor {
  #root;
  #field;
  #onEdit;
  /** Names and lines of the network in the convention. @type {import("./lines.js").Notation | null} */
  #notation = null;
  /** Convention in which the lines were written. @type {import("./convention_change.js").LineConvention | null} */
  #lineConvention = null;

  /** @param {HTMLElement} root `#check-mine` @param {() => void} onEdit called when the lines change by the learner's hand */
  constructor(root, onEdit) {
    this.#root = root;
    this.#field = query(root, "textarea", HTMLTextAreaElement);
    this.#onEdit = onEdit;
    this.#field.addEventListener("input", () => this.#edited());
  }

  get text() {
    return this.#field.value;
  }

  get initialLine() {
    return this.#notation?.suggestions.initial ?? "";
  }

  /** Show the stored lines or the initial one; translate suggested lines. @param {import("./lines.js").Notation} notation of the page */
  reload(notation) {
    const former = this.#notation;
    this.#notation = notation;
    if (former === null)
      this.#lineConvention = parseLineConvention(preferences.get(STORED_NOTATION));
    const text = former === null ? preferences.get(STORED) : this.#field.value;
    const translated = text && former && translate(text, former, notation);
    if (text === null || translated) this.#lineConvention = toLineConvention(notation);
    this.#field.value = translated || (text ?? this.initialLine);
    this.#lineConvention ??= toLineConvention(notation);
    if (translated) this.#store();
    this.#resize();
    this.#showChange();
  }

  /** Show other lines; the learner's own stay stored until they are edited. @param {string} lines */
  show(lines) {
    this.#field.value = lines;
    this.#resize();
    this.#adopt();
  }

  /** @param {string} text that replaces all lines */
  write(text) {
    this.#adopt();
    this.#field.select();
    this.insert(text);
  }

  /** Replace the selection so that the browser can undo it. @param {string} text */
  insert(text) {
    this.#field.focus({ preventScroll: true });
    if (document.execCommand("insertText", false, text)) return; // fires an input event
    this.#field.setRangeText(text, this.#field.selectionStart, this.#field.selectionEnd, "end");
    this.#edited();
  }

  /** Go to the line that computes an array, which is added if it is missing. @param {string} target */
  goTo(target) {
    const isUntouched = this.#field.value.trim() === this.initialLine;
    const { text, caret } = withLineFor(this.#field.value, target, isUntouched);
    if (text !== this.#field.value) this.write(text);
    this.#root.scrollIntoView();
    this.#field.focus({ preventScroll: true });
    this.#field.setSelectionRange(caret, caret);
  }

  /** Keep the lines as right in the current convention. */
  keep() {
    this.#adopt();
    this.#store();
  }

  /** Mark the place of an error. @param {LineError | null} error */
  showError(error) {
    const place = part(this.#root, "line-error");
    place.hidden = error === null;
    this.#field.ariaInvalid = error === null ? null : "true";
    if (error === null) return place.replaceChildren();
    const { line, column, reason } = error;
    const pointer = document.createElement("pre");
    pointer.ariaHidden = "true"; // a picture of the column, which the sentence names
    pointer.textContent = excerpt(this.#field.value, line, column);
    const text = document.createElement("p");
    text.textContent = `Line ${line}, column ${column}: ${reason}`;
    place.replaceChildren(pointer, text);
  }

  /** Put the caret at the place of an error. @param {LineError} error */
  goToError({ line, column }) {
    const offset = textOffset(this.#field.value, line, column);
    this.#field.focus();
    this.#field.setSelectionRange(offset, offset);
  }

  #edited() {
    this.#store();
    this.#resize();
    this.#showChange();
    this.showError(null);
    this.#onEdit();
  }

  #store() {
    preferences.set(STORED, this.#field.value);
    preferences.set(STORED_NOTATION, JSON.stringify(this.#lineConvention));
  }

  /** Regard the lines as written in the current convention. */
  #adopt() {
    this.#lineConvention = this.#notation && toLineConvention(this.#notation);
    this.#showChange();
  }

  /** Say what to change if the lines were written in another convention. */
  #showChange() {
    const note = part(this.#root, "convention-note");
    const [former, notation] = [this.#lineConvention, this.#notation];
    note.textContent =
      former && notation ? describeChange(this.#field.value, former, notation) : "";
  }

  #resize() {
    this.#field.rows = Math.max(2, this.#field.value.split("\n").length);
  }
}

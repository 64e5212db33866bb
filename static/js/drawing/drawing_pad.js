/**
 * The paper and all that lies around it: pen, eraser, keys, history, samples and pictures; what is
 * drawn is kept in the tab, so that every page with an easel shows the same drawing.
 */

import { element } from "../lib/dom.js";
import { Help } from "../lib/help_dialog.js";
import { nameKeys } from "../lib/keyboard.js";
import { Cursor } from "./brush_cursor.js";
import { Screen } from "./canvas_view.js";
import { Drawing } from "./drawing.js";
import { receiveFiles } from "./file_input.js";
import { openPicture } from "./image_file.js";
import { KeyPen } from "./keyboard_input.js";
import * as keep from "./persistence.js";
import { Pen } from "./pointer_input.js";
import { offerSamples } from "./samples.js";
import { listenForKeys } from "./shortcuts.js";
import { Tools } from "./toolbar.js";

/** @typedef {import("./drawing.js").Change} Change */

export class Easel {
  drawing = new Drawing();
  #paper = element("paper", HTMLElement);
  #undo = element("undo", HTMLButtonElement);
  #redo = element("redo", HTMLButtonElement);
  #clear = element("clear", HTMLButtonElement);
  #tools = new Tools(element("tools", HTMLElement));
  #help = new Help(element("help", HTMLDialogElement));
  #listener;

  /**
   * @param {object} listener
   * @param {(change: Change) => void} listener.changed
   * @param {(timeStamp: number) => void} [listener.moved] told the time of each movement that drew
   * @param {(text: string) => void} listener.speak    for a screen reader
   * @param {(text: string) => void} listener.complain for everybody
   */
  constructor(listener) {
    this.#listener = listener;
    const canvas = element("canvas", HTMLCanvasElement);
    const { brush } = this.#tools;
    new Screen(canvas, this.drawing);
    const cursor = new Cursor(element("cursor", HTMLElement), canvas, brush);
    new Pen(canvas, this.drawing, brush, listener.moved ?? (() => {}));
    new KeyPen(this.#paper, this.drawing, brush, cursor, listener.speak);
    this.drawing.onChange(this.#changed);
    window.addEventListener("pagehide", () => this.drawing.end());
    window.addEventListener("pageshow", ({ persisted }) => {
      if (persisted) this.#restoreOver(); // another page may have gone on with the drawing
    });
    this.#listenForActions();
    this.#offerStarts();
    nameKeys(document);
  }

  /** @returns {boolean} whether keys of a single character are wanted */
  get charactersAreOn() {
    return this.#help.charactersAreOn;
  }

  /** Put back what was drawn before a reload, or on another page. */
  async restore() {
    const kept = await keep.load();
    if (kept !== null && this.drawing.isBlank) this.drawing.restore(kept);
  }

  async #restoreOver() {
    const kept = await keep.load();
    if (kept !== null) this.drawing.restore(kept);
  }

  /** @param {Change} change */
  #changed = (change) => {
    const { drawing } = this;
    this.#paper.toggleAttribute("data-blank", drawing.isBlank);
    this.#undo.ariaDisabled = String(!drawing.canUndo);
    this.#redo.ariaDisabled = String(!drawing.canRedo);
    this.#clear.ariaDisabled = String(drawing.isBlank);
    if (!drawing.isGrowing) keep.save(drawing.history, drawing.page);
    this.#listener.changed(change);
  };

  #listenForActions() {
    const actions = {
      undo: () => this.drawing.undo(),
      redo: () => this.drawing.redo(),
      clear: () => {
        this.#tools.takePen();
        this.drawing.clear();
      },
      toggleEraser: this.#tools.toggleEraser,
      wider: this.#tools.wider,
      narrower: this.#tools.narrower,
      help: this.#help.show,
    };
    this.#undo.addEventListener("click", actions.undo);
    this.#redo.addEventListener("click", actions.redo);
    this.#clear.addEventListener("click", actions.clear);
    element("show-help", HTMLButtonElement).addEventListener("click", actions.help);
    listenForKeys(actions, () => this.charactersAreOn);
  }

  #offerStarts() {
    offerSamples(element("samples", HTMLElement), (strokes) => this.#turnTo({ strokes }));
    const open = async (/** @type {Blob} */ file) => {
      try {
        const picture = await openPicture(file);
        await keep.prepare(picture);
        this.#turnTo({ picture });
      } catch (error) {
        this.#listener.complain(/** @type {Error} */ (error).message);
      }
    };
    receiveFiles(element("file", HTMLInputElement), this.#paper, open, () =>
      this.#listener.complain("No image found. Drop or paste an image file."),
    );
  }

  /** @param {Partial<import("./drawing.js").Page>} page */
  #turnTo(page) {
    this.#tools.takePen();
    this.drawing.turn(page);
  }
}

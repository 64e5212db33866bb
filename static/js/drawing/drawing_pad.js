/**
 * Drawing pad: canvas, tools, shortcuts, history, samples and pictures. The drawing is saved in the
 * tab's session, so that all pages with a pad show the same drawing, or the same digit of a number.
 */

import { element } from "../lib/dom.js";
import { errorMessage } from "../lib/error_message.js";
import { HelpDialog } from "../lib/help_dialog.js";
import { nameKeys } from "../lib/keyboard.js";
import { BrushCursor } from "./brush_cursor.js";
import { CanvasView } from "./canvas_view.js";
import { Drawing } from "./drawing.js";
import { receiveFiles } from "./file_input.js";
import { openPicture } from "./image_file.js";
import { KeyboardInput } from "./keyboard_input.js";
import { beside } from "./paper.js";
import * as persistence from "./persistence.js";
import { PointerInput } from "./pointer_input.js";
import { replay } from "./replay.js";
import { SAMPLES, showSamples } from "./samples.js";
import { registerShortcuts } from "./shortcuts.js";
import { Toolbar } from "./toolbar.js";

/** @typedef {import("./drawing.js").Change} Change */

/** Pictures of at least this aspect ratio are put on the wide paper. */
const MIN_WIDE_RATIO = 1.75;

export class DrawingPad {
  drawing = new Drawing();
  #paper = element("paper", HTMLElement);
  #undo = element("undo", HTMLButtonElement);
  #redo = element("redo", HTMLButtonElement);
  #clear = element("clear", HTMLButtonElement);
  #format = document.querySelector("#format"); // of a page that reads numbers, too
  #toolbar = new Toolbar(element("tools", HTMLElement));
  #help = new HelpDialog(element("help", HTMLDialogElement));
  #listener;
  #slot;

  /**
   * @param {object} listener
   * @param {(change: Change) => void} listener.onChange
   * @param {(timeStamp: number) => void} [listener.onMove] called with the time of each movement
   * @param {(text: string) => void} listener.announce to screen readers
   * @param {(text: string) => void} listener.onError
   * @param {persistence.Slot} [slot]
   */
  constructor(listener, slot = "drawing") {
    this.#listener = listener;
    this.#slot = slot;
    const canvas = element("canvas", HTMLCanvasElement);
    const { brush } = this.#toolbar;
    new CanvasView(canvas, this.drawing);
    const cursor = new BrushCursor(element("cursor", HTMLElement), canvas, brush);
    new PointerInput(canvas, this.drawing, brush, listener.onMove ?? (() => {}));
    new KeyboardInput(this.#paper, this.drawing, brush, cursor, listener.announce);
    this.drawing.onChange(this.#changed);
    window.addEventListener("pagehide", () => this.drawing.end());
    window.addEventListener("pageshow", ({ persisted }) => {
      if (persisted) this.#reload(); // another page may have changed the drawing
    });
    this.#setUpActions();
    this.#setUpInputs();
    nameKeys(document);
  }

  /** @returns {boolean} whether single-key shortcuts are enabled */
  get shortcutsEnabled() {
    return this.#help.shortcutsEnabled;
  }

  /** Restore the drawing of this session. @returns {Promise<boolean>} whether there is a drawing, saved or new */
  async restore() {
    const saved = await persistence.load(this.#slot);
    const isNew = !this.drawing.isBlank;
    if (saved !== null && !isNew) this.drawing.restore(saved);
    return saved !== null || isNew;
  }

  /** @param {number} digit */
  showSample(digit) {
    if (this.drawing.isBlank) this.#replacePage({ strokes: SAMPLES[digit] });
  }

  /** Draw a sample stroke by stroke. @param {number} digit */
  drawSample(digit) {
    this.#toolbar.selectPen();
    this.drawing.clear(); // of erased ink, if any
    replay(this.drawing, SAMPLES[digit]);
  }

  async #reload() {
    const saved = await persistence.load(this.#slot);
    if (saved !== null) this.drawing.restore(saved);
  }

  /** @param {Change} change */
  #changed = (change) => {
    const { drawing } = this;
    const { isWide } = drawing.page;
    this.#paper.toggleAttribute("data-blank", drawing.isBlank);
    this.#paper.toggleAttribute("data-wide", isWide);
    this.#format?.toggleAttribute("data-wide", isWide);
    this.#undo.ariaDisabled = String(!drawing.canUndo);
    this.#redo.ariaDisabled = String(!drawing.canRedo);
    this.#clear.ariaDisabled = String(drawing.isBlank);
    if (!drawing.isDrawing) persistence.save(drawing.history, drawing.page, this.#slot);
    this.#listener.onChange(change);
  };

  #setUpActions() {
    const actions = {
      undo: () => this.drawing.undo(),
      redo: () => this.drawing.redo(),
      clear: () => {
        this.#toolbar.selectPen();
        this.drawing.clear();
      },
      toggleEraser: this.#toolbar.toggleEraser,
      wider: this.#toolbar.wider,
      narrower: this.#toolbar.narrower,
      help: this.#help.show,
    };
    this.#undo.addEventListener("click", actions.undo);
    this.#redo.addEventListener("click", actions.redo);
    this.#clear.addEventListener("click", actions.clear);
    this.#format?.addEventListener("click", () => {
      this.drawing.setWide(!this.drawing.page.isWide);
      this.#paper.scrollIntoView({ block: "nearest" }); // its place depends on its shape
    });
    element("show-help", HTMLButtonElement).addEventListener("click", actions.help);
    registerShortcuts(actions, () => this.shortcutsEnabled);
  }

  #setUpInputs() {
    showSamples(element("samples", HTMLElement), (sample) => {
      const { picture, strokes, isWide } = this.drawing.page;
      if (this.#format === null || !isWide) return this.#replacePage({ strokes: sample });
      const written = picture === null ? strokes : [];
      this.#replacePage({ strokes: beside(written, sample), isWide });
    });
    const open = async (/** @type {Blob} */ file) => {
      try {
        const picture = await openPicture(file);
        await persistence.prepare(picture);
        const { width, height } = picture.bitmap;
        this.#replacePage({ picture, isWide: width >= MIN_WIDE_RATIO * height });
      } catch (error) {
        this.#listener.onError(errorMessage(error));
      }
    };
    receiveFiles(element("file", HTMLInputElement), this.#paper, open, () =>
      this.#listener.onError("No image found. Drop or paste an image file."),
    );
  }

  /** @param {Partial<import("./drawing.js").PaperContent>} page */
  #replacePage(page) {
    this.#toolbar.selectPen();
    this.drawing.replacePage(page);
  }
}

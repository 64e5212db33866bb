/**
 * Wire the components of the sheet page: a picture of many numbers, read and listed.
 */

import { receiveFiles } from "../drawing/file_input.js";
import { openPicture } from "../drawing/image_file.js";
import { element } from "../lib/dom.js";
import { errorMessage } from "../lib/error_message.js";
import { LiveRegion } from "../lib/live_region.js";
import { StatusLine } from "../lib/status_line.js";
import { ModelPicker } from "../prediction/model_picker.js";
import { PredictionClient } from "../prediction/prediction_client.js";
import { numbersUrl } from "../prediction/request.js";
import { SeparatorPicker } from "../prediction/separator_picker.js";
import { describeProblem, toLine } from "../prediction/wording.js";
import { NumberTable } from "./number_table.js";
import { summary, toCsv, toEntries } from "./sheet.js";
import { SheetPicture } from "./sheet_picture.js";

/** A page of two hundred numbers takes a busy server this long. */
const TIMEOUT_MS = 120_000;

const NOTHING =
  "No numbers found in this picture. Choose a sharp one, dark on light or light on dark.";

const root = element("sheet", HTMLElement);
const summaryLine = element("summary", HTMLElement);
const exportButton = element("export", HTMLButtonElement);
const statusLine = new StatusLine(element("notice", HTMLElement));
const liveRegion = new LiveRegion(element("announcement", HTMLElement));
const picture = new SheetPicture(
  element("picture", HTMLCanvasElement),
  element("number-boxes", HTMLElement),
  element("scroller", HTMLElement),
  (index) => table.focus(index),
);
const separators = new SeparatorPicker(element("separators", HTMLFieldSetElement), () =>
  client.update("replaced"),
);
const table = new NumberTable(element("table", HTMLTableElement), {
  onCorrect: (index, number) => {
    entries[index].number = number;
    table.update(index, entries[index]);
    picture.update(index, entries[index]);
    showSummary();
  },
  onSelect: (index) => picture.select(index),
  marks: () => separators.marks,
});

/** @type {import("../drawing/image_file.js").Picture | null} */
let opened = null;
/** @type {import("./sheet.js").Entry[]} */
let entries = [];
let fileName = "numbers";

const models = new ModelPicker(
  element("models", HTMLFieldSetElement),
  element("facts", HTMLElement),
  () => client.update("replaced"),
  (text) => statusLine.show(text),
);

const client = new PredictionClient(
  {
    request: async () =>
      opened && { url: numbersUrl(models.name, separators.marks), body: opened.bytes },
    onBlank: () => {},
    onReply: (reply) => {
      if (!("numbers" in reply)) return;
      statusLine.clear();
      showEntries(toEntries(reply.numbers, opened?.scale ?? 1));
      liveRegion.announce(summary(entries));
      if (!models.isLoaded) models.load();
    },
    onProblem: (problem) => {
      showEntries([]);
      const isBlank = problem.type?.endsWith("/blank-drawing") ?? false;
      const wording = isBlank ? NOTHING : toLine(describeProblem(problem, { hasPicture: true }));
      statusLine.show(wording);
    },
    onBusy: (isBusy) => {
      root.ariaBusy = String(isBusy && opened !== null);
      if (isBusy && opened !== null) summaryLine.textContent = "Reading the sheet…";
      else showSummary();
    },
    onConnection: (problem) => {
      if (problem === "lost")
        statusLine.show("Can’t reach the server. The sheet will be read when it is back.");
    },
  },
  { timeoutMs: TIMEOUT_MS },
);

/** @param {import("./sheet.js").Entry[]} read */
function showEntries(read) {
  entries = read;
  root.toggleAttribute("data-read", entries.length > 0);
  table.show(entries);
  picture.show(entries);
  showSummary();
}

function showSummary() {
  summaryLine.textContent = entries.length > 0 ? summary(entries) : "";
}

/** @param {Blob} file */
async function open(file) {
  try {
    opened = await openPicture(file);
  } catch (error) {
    return statusLine.show(errorMessage(error));
  }
  if (file instanceof File) fileName = file.name.replace(/\.[^.]*$/, "") || fileName;
  statusLine.clear();
  root.toggleAttribute("data-opened", true);
  picture.open(opened);
  showEntries([]);
  client.update("replaced");
}

receiveFiles(element("file", HTMLInputElement), root, open, () =>
  statusLine.show("No image found. Drop or paste an image file."),
);
exportButton.addEventListener("click", () => {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([toCsv(entries)], { type: "text/csv" }));
  link.download = `${fileName}.csv`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
});
models.load();

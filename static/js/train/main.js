/**
 * The training page: what each part is, and who tells whom.
 */

import { element } from "../lib/dom.js";
import { HelpDialog } from "../lib/help_dialog.js";
import { LiveRegion } from "../lib/live_region.js";
import { formatSignificant } from "../lib/number_format.js";
import { Pictures } from "./dashboard.js";
import { Dataset } from "./dataset_panel.js";
import { Removal } from "./delete_dialog.js";
import { announcement } from "./format.js";
import { lab, Refusal } from "./lab_api.js";
import { Form } from "./run_form.js";
import { Runs } from "./run_list.js";
import { Panel } from "./run_panel.js";
import { Selection } from "./run_selection.js";
import { Follower } from "./run_sync.js";
import { listenForKeys } from "./shortcuts.js";

/** @typedef {import("./lab_api.js").Run} Run */

const LOOK_AGAIN_MS = 2000;
let looking = 0;

const { announce: say } = new LiveRegion(element("announcement", HTMLElement));
const help = new HelpDialog(element("help", HTMLDialogElement));
const selection = new Selection();
const pictures = new Pictures(say);
const panel = new Panel(element("run", HTMLElement), (action) => act(action));
const dataset = new Dataset(element("data", HTMLElement), () => look(), say);

const follower = new Follower({
  onRuns: (runs) => {
    selection.keepOnly(new Set(runs.map(({ id }) => id)));
    if (selection.watched === null) selection.watch(runs[0]?.id ?? null);
    show();
  },
  onState: (run) => {
    say(announcement(run));
    show();
  },
  onEvents: (id) => {
    if (id === selection.watched) panel.show(follower.run(id), follower.record(id));
    showPictures();
  },
  onGone: (isGone) => {
    element("gone", HTMLElement).hidden = !isGone;
  },
});

const runs = new Runs(
  element("runs", HTMLElement),
  element("no-runs", HTMLElement),
  element("run-row", HTMLTemplateElement),
  {
    onWatch: (id) => {
      selection.watch(id);
      show();
    },
    onOverlay: (id, isShown) => {
      if (isShown) selection.show(id);
      else selection.hide(id);
      show(); // a box that may not be empty is ticked again
    },
    onDelete: (run) => removal.ask(run),
  },
);

const removal = new Removal(element("removal", HTMLDialogElement), {
  onRemoving: ({ id }) => follower.leave(id),
  onKept: ({ id }) => follower.stay(id),
  onRemoved: ({ name }) => {
    say(`${name} is deleted.`);
    follower.refresh();
  },
});

const form = new Form(element("settings", HTMLFormElement), async (settings) => {
  if (!dataset.isPresent)
    throw new Refusal({
      status: 409,
      detail: "MNIST is not downloaded yet. Download it first, above.",
    });
  const run = await lab.start(settings);
  selection.watch(run.id);
  follower.update(run);
  panel.focus();
  say(announcement(run));
});

/** Show everything of the runs as they are now. */
function show() {
  follower.follow(selection.watched, selection.shown);
  runs.show(follower.runs, selection);
  const run = follower.run(selection.watched);
  panel.show(run, run && follower.record(run.id));
  showPictures();
}

function showPictures() {
  const shown = selection.shown.flatMap((id) => {
    const [run, record] = [follower.run(id), follower.record(id)];
    return run && record ? [{ run, record, colour: `series-${selection.colour(id) + 1}` }] : [];
  });
  pictures.show(shown, selection.watched);
}

/** @param {import("./run_panel.js").Action} action */
async function act(action) {
  const id = selection.watched;
  if (id === null) return;
  try {
    const run = await lab.act(id, action);
    panel.complain("");
    follower.update(run);
    if (action === "step") sayStep(run);
  } catch (error) {
    const text =
      error instanceof Refusal ? error.message : "Can’t reach the server; nothing was changed.";
    panel.complain(`${text.charAt(0).toUpperCase()}${text.slice(1)}`);
    say(text);
    follower.refresh();
  }
}

/** @param {Run} run */
function sayStep({ id, step }) {
  const batch = follower.record(id)?.batch;
  say(batch ? `Step ${step}: loss ${formatSignificant(batch.loss)}.` : `Step ${step}.`);
}

/** Ask the server what it has: whether it trains at all, and whether the data is there. */
async function look() {
  clearTimeout(looking);
  try {
    const found = await lab.look();
    element("closed", HTMLElement).hidden = found.enabled;
    element("lab", HTMLElement).hidden = !found.enabled;
    element("gone", HTMLElement).hidden = true;
    if (!found.enabled) {
      const reason = document.querySelector("#closed [data-part=reason]");
      if (reason) reason.textContent = found.reason;
      return;
    }
    const isFirst = follower.runs.length === 0;
    form.prepare(found);
    dataset.show(found.data.mnist);
    if (isFirst) await follower.refresh();
    if (dataset.isPresent) return; // else another window may fetch it, or somebody put it there
  } catch {
    element("gone", HTMLElement).hidden = false;
  }
  looking = setTimeout(look, LOOK_AGAIN_MS);
}

listenForKeys(
  {
    toggle: () => {
      if (panel.allows("pause")) act("pause");
      else if (panel.allows("resume")) act("resume");
    },
    step: () => {
      if (panel.allows("step")) act("step");
    },
    zoomIn: () => pictures.zoom.in(),
    zoomOut: () => pictures.zoom.out(),
    zoomAll: pictures.zoom.all,
    help: help.show,
  },
  () => help.shortcutsEnabled,
);
element("show-help", HTMLButtonElement).addEventListener("click", help.show);
document.querySelector(".zoom")?.addEventListener("click", ({ target }) => {
  const button = target instanceof Element ? target.closest("button") : null;
  const zoom = button?.dataset.zoom;
  if (zoom === "in") pictures.zoom.in();
  if (zoom === "out") pictures.zoom.out();
  if (zoom === "all") pictures.zoom.all();
});
look();

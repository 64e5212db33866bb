/**
 * Training page: creates its parts and connects them.
 */

import { closest, element } from "../lib/dom.js";
import { HelpDialog } from "../lib/help_dialog.js";
import { LiveRegion } from "../lib/live_region.js";
import { formatSignificant } from "../lib/number_format.js";
import { Dashboard } from "./dashboard.js";
import { DatasetPanel } from "./dataset_panel.js";
import { DeleteDialog } from "./delete_dialog.js";
import { describeState } from "./format.js";
import { ApiError, lab } from "./lab_api.js";
import { RunForm } from "./run_form.js";
import { RunList } from "./run_list.js";
import { RunPanel } from "./run_panel.js";
import { RunSelection } from "./run_selection.js";
import { RunSync } from "./run_sync.js";
import { SettingsChecks } from "./settings_checks.js";
import { listenForKeys } from "./shortcuts.js";

/** @typedef {import("./lab_api.js").Run} Run */

const STATUS_INTERVAL_MS = 2000;
let statusTimer = 0;

const { announce } = new LiveRegion(element("announcement", HTMLElement));
const help = new HelpDialog(element("help", HTMLDialogElement));
const selection = new RunSelection();
const dashboard = new Dashboard(announce);
const runPanel = new RunPanel(element("run", HTMLElement), (action) => control(action));
const datasetPanel = new DatasetPanel(element("data", HTMLElement), () => loadStatus(), announce);

const sync = new RunSync({
  onRuns: (runs) => {
    selection.keepOnly(new Set(runs.map(({ id }) => id)));
    if (selection.selected === null) selection.select(runs[0]?.id ?? null);
    form.calibrate(runs);
    show();
  },
  onState: (run) => {
    announce(describeState(run));
    show();
  },
  onEvents: (id) => {
    if (id === selection.selected) runPanel.show(sync.run(id), sync.history(id));
    updateDashboard();
  },
  onUnreachable: (isUnreachable) => {
    element("gone", HTMLElement).hidden = !isUnreachable;
  },
});

const runList = new RunList(
  element("runs", HTMLElement),
  element("no-runs", HTMLElement),
  element("run-row", HTMLTemplateElement),
  {
    onSelect: (id) => {
      selection.select(id);
      show();
    },
    onToggle: (id, isShown) => {
      if (isShown) selection.show(id);
      else selection.hide(id);
      show(); // restores a checkbox that cannot be cleared
    },
    onDelete: (run) => deleteDialog.open(run),
  },
);

const deleteDialog = new DeleteDialog(element("removal", HTMLDialogElement), {
  onDeleting: ({ id }) => sync.release(id),
  onDeleteFailed: ({ id }) => sync.restore(id),
  onDeleted: ({ name }) => {
    announce(`${name} is deleted.`);
    sync.refresh();
  },
});

const settingsForm = element("settings", HTMLFormElement);
const form = new RunForm(settingsForm, async (settings) => {
  if (!datasetPanel.isPresent)
    throw new ApiError({
      status: 409,
      detail: "MNIST is not downloaded yet. Download it first, above.",
    });
  const run = await lab.start(settings);
  selection.select(run.id);
  sync.update(run);
  runPanel.focus();
  announce(describeState(run));
});

new SettingsChecks(settingsForm, form.validSettings, announce);

/** Show the current runs. */
function show() {
  sync.follow(selection.selected, selection.shown);
  runList.show(sync.runs, selection);
  const run = sync.run(selection.selected);
  runPanel.show(run, run && sync.history(run.id));
  updateDashboard();
}

function updateDashboard() {
  const shown = selection.shown.flatMap((id) => {
    const [run, history] = [sync.run(id), sync.history(id)];
    return run && history
      ? [{ run, history, color: `series-${selection.colorIndex(id) + 1}` }]
      : [];
  });
  dashboard.show(shown, selection.selected);
}

/** @param {import("./run_panel.js").Action} action */
async function control(action) {
  const id = selection.selected;
  if (id === null) return;
  try {
    const run = await lab.control(id, action);
    runPanel.setError("");
    sync.update(run);
    if (action === "step") announceStep(run);
  } catch (error) {
    const text =
      error instanceof ApiError ? error.message : "Can’t reach the server; nothing was changed.";
    runPanel.setError(`${text.charAt(0).toUpperCase()}${text.slice(1)}`);
    announce(text);
    sync.refresh();
  }
}

/** @param {Run} run */
function announceStep({ id, step }) {
  const batch = sync.history(id)?.batch;
  announce(batch ? `Step ${step}: loss ${formatSignificant(batch.loss)}.` : `Step ${step}.`);
}

/** Load whether the lab is enabled and whether the data is available. */
async function loadStatus() {
  clearTimeout(statusTimer);
  try {
    const status = await lab.status();
    element("closed", HTMLElement).hidden = status.enabled;
    element("lab", HTMLElement).hidden = !status.enabled;
    element("gone", HTMLElement).hidden = true;
    if (!status.enabled) {
      const reason = document.querySelector("#closed [data-part=reason]");
      if (reason) reason.textContent = status.reason;
      return;
    }
    const isFirst = sync.runs.length === 0;
    form.configure(status);
    datasetPanel.show(status.data.mnist);
    if (isFirst) await sync.refresh();
    if (datasetPanel.isPresent) return; // otherwise poll: it may be downloaded elsewhere
  } catch {
    element("gone", HTMLElement).hidden = false;
  }
  statusTimer = setTimeout(loadStatus, STATUS_INTERVAL_MS);
}

listenForKeys(
  {
    toggle: () => {
      if (runPanel.allows("pause")) control("pause");
      else if (runPanel.allows("resume")) control("resume");
    },
    step: () => {
      if (runPanel.allows("step")) control("step");
    },
    zoomIn: () => dashboard.zoom.in(),
    zoomOut: () => dashboard.zoom.out(),
    zoomAll: dashboard.zoom.reset,
    help: help.show,
  },
  () => help.shortcutsEnabled,
);
element("show-help", HTMLButtonElement).addEventListener("click", help.show);
document.querySelector(".zoom")?.addEventListener("click", (event) => {
  const zoom = closest(event, "button", HTMLButtonElement)?.dataset.zoom;
  if (zoom === "in") dashboard.zoom.in();
  if (zoom === "out") dashboard.zoom.out();
  if (zoom === "all") dashboard.zoom.reset();
});
loadStatus();

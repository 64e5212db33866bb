/**
 * Six checks of the settings in the form: why does a network not learn?
 */

import { query } from "../lib/dom.js";
import { formatCount } from "../lib/number_format.js";
import { ApiError, lab } from "./lab_api.js";

/** @typedef {import("./lab_api.js").Checks} Checks */
/** @typedef {Checks["checks"][number]} Check */

export class SettingsChecks {
  #status;
  #list;
  #settings;
  #announce;
  /** Number of the last request; replies to earlier ones are dropped. */
  #request = 0;

  /**
   * @param {HTMLFormElement} form
   * @param {() => import("./lab_api.js").Settings | null} settings valid ones; null if some are not
   * @param {(text: string) => void} announce
   */
  constructor(form, settings, announce) {
    this.#status = query(form, "#checks-status", HTMLElement);
    this.#list = query(form, "#checks", HTMLOListElement);
    this.#settings = settings;
    this.#announce = announce;
    query(form, "#check-settings", HTMLButtonElement).addEventListener("click", this.#check);
    form.addEventListener("input", () => this.#clear());
  }

  #clear() {
    this.#request += 1;
    this.#status.textContent = "";
    this.#list.replaceChildren();
  }

  #check = async () => {
    this.#clear();
    const settings = this.#settings();
    if (settings === null) return;
    const request = this.#request;
    this.#status.textContent = "Running six checks, which takes some seconds…";
    try {
      const result = await lab.check(settings);
      if (request !== this.#request) return;
      this.#show(result);
    } catch (error) {
      if (request !== this.#request) return;
      this.#status.textContent =
        error instanceof ApiError
          ? (error.errors[0]?.message ?? error.message)
          : "Can’t reach the server; nothing was checked.";
    }
  };

  /** @param {Checks} result */
  #show({ checks, first_failure: first, data, images }) {
    const source = data === "mnist" ? "MNIST images" : "synthetic digits, as MNIST is missing";
    const failure = checks.find(({ name }) => name === first);
    const verdict = failure
      ? `Fix this first: ${failure.title.toLowerCase()}.`
      : "All six checks pass.";
    this.#status.textContent = `${verdict} Checked with ${formatCount(images)} ${source}.`;
    this.#list.replaceChildren(...checks.map((check) => renderCheck(check, check.name === first)));
    this.#announce(`${verdict} ${failure?.advice ?? ""}`);
  }
}

/** @param {Check} check @param {boolean} isFirstFailure */
function renderCheck({ name, title, passed, measured, expected, advice }, isFirstFailure) {
  const item = document.createElement("li");
  item.dataset.check = name;
  item.dataset.state = passed ? "passed" : "failed";
  if (isFirstFailure) item.ariaCurrent = "true";
  const heading = document.createElement("b");
  heading.textContent = `${title}: ${passed ? "passes" : "fails"}`;
  item.append(heading);
  for (const text of [advice, `Measured: ${measured}.`, `Expected: ${expected}.`]) {
    if (text === null) continue;
    const line = document.createElement("p");
    line.textContent = text;
    if (text === advice) line.className = "advice";
    item.append(line);
  }
  return item;
}

/**
 * From what is typed to settings, or to what is wrong with it, as the server would say it. Never
 * touches the page.
 */

/** @typedef {import("./lab_api.js").Settings} Settings */
/** @typedef {import("./lab_api.js").Limits} Limits */
/** @typedef {Record<string, string | boolean>} Typed by the name of the setting */
/** @typedef {{settings: Settings, wrong: Record<string, string>}} Judged */

const LONGEST_NAME = 40;
const LARGEST_RATE = 100;
const LARGEST_SEED = 2 ** 32 - 1;

/** @param {string} expected @param {unknown} got */
const expected = (expected, got) => `expected ${expected}, got ${got === "" ? "nothing" : got}`;

/** @param {string} text @returns {number} NaN for what is no number */
const read = (text) => (text.trim() === "" ? NaN : Number(text.trim()));

/**
 * @param {Typed} typed
 * @param {Limits} limits
 * @returns {Judged}
 */
export function judge(typed, limits) {
  /** @type {Record<string, string>} */
  const wrong = {};
  const text = (/** @type {string} */ name) => String(typed[name] ?? "").trim();

  const whole = (
    /** @type {string} */ name,
    /** @type {number} */ least,
    /** @type {number} */ most,
  ) => {
    const value = read(text(name));
    if (!Number.isInteger(value) || value < least || value > most) {
      wrong[name] = expected(`a whole number from ${least} to ${most}`, text(name));
    }
    return value;
  };

  const parts = text("hidden")
    .split(/[\s,;]+/)
    .filter(Boolean);
  const hidden = parts.map(Number);
  const bad = parts.find(
    (_, i) => !(Number.isInteger(hidden[i]) && hidden[i] >= 1 && hidden[i] <= limits.units),
  );
  const list = `a list of at most ${limits.hidden_layers} whole numbers from 1 to ${limits.units}`;
  if (bad !== undefined) wrong.hidden = expected(list, bad);
  else if (parts.length > limits.hidden_layers) wrong.hidden = expected(list, parts.length);

  const rate = read(text("learning_rate"));
  if (!(rate > 0 && rate <= LARGEST_RATE)) {
    wrong.learning_rate = expected(
      `a number above 0 and at most ${LARGEST_RATE}`,
      text("learning_rate"),
    );
  }
  const name = text("name");
  if (name.length > LONGEST_NAME) {
    wrong.name = expected(`a text of 1 to ${LONGEST_NAME} printable characters`, `${name.length}`);
  }

  const settings = {
    hidden,
    initialisation: text("initialisation"),
    optimizer: text("optimizer"),
    schedule: text("schedule"),
    learning_rate: rate,
    batch_size: whole("batch_size", 1, limits.batch_size),
    epochs: whole("epochs", 1, limits.epochs),
    images: whole("images", 1, limits.images),
    augmentation: typed.augmentation === true,
    seed: whole("seed", 0, LARGEST_SEED),
    ...(name === "" ? {} : { name }),
  };
  return { settings, wrong };
}

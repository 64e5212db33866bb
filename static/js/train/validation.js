/**
 * Validation of the training form, with the server's error messages.
 */

/** @typedef {import("./lab_api.js").Settings} Settings */
/** @typedef {import("./lab_api.js").Limits} Limits */
/** @typedef {Record<string, string | boolean>} FormValues by setting */
/** @typedef {{settings: Settings, errors: Record<string, string>}} ValidationResult */

const MAX_NAME_LENGTH = 40;
const MAX_LEARNING_RATE = 100;
const MAX_SEED = 2 ** 32 - 1;

/** @param {string} expected @param {unknown} got */
const describeError = (expected, got) =>
  `expected ${expected}, got ${got === "" ? "nothing" : got}`;

/** @param {string} text @returns {number} NaN if not a number */
const parseNumber = (text) => (text.trim() === "" ? NaN : Number(text.trim()));

/**
 * @param {FormValues} values
 * @param {Limits} limits
 * @returns {ValidationResult}
 */
export function validate(values, limits) {
  /** @type {Record<string, string>} */
  const errors = {};
  const text = (/** @type {string} */ name) => String(values[name] ?? "").trim();

  const integer = (
    /** @type {string} */ name,
    /** @type {number} */ min,
    /** @type {number} */ max,
  ) => {
    const value = parseNumber(text(name));
    if (!Number.isInteger(value) || value < min || value > max) {
      errors[name] = describeError(`a whole number from ${min} to ${max}`, text(name));
    }
    return value;
  };

  const parts = text("hidden")
    .split(/[\s,;]+/)
    .filter(Boolean);
  const hidden = parts.map(Number);
  const invalid = parts.find(
    (_, i) => !(Number.isInteger(hidden[i]) && hidden[i] >= 1 && hidden[i] <= limits.units),
  );
  const expectedList = `a list of at most ${limits.hidden_layers} whole numbers from 1 to ${limits.units}`;
  if (invalid !== undefined) errors.hidden = describeError(expectedList, invalid);
  else if (parts.length > limits.hidden_layers)
    errors.hidden = describeError(expectedList, parts.length);

  const rate = parseNumber(text("learning_rate"));
  if (!(rate > 0 && rate <= MAX_LEARNING_RATE)) {
    errors.learning_rate = describeError(
      `a number above 0 and at most ${MAX_LEARNING_RATE}`,
      text("learning_rate"),
    );
  }
  const name = text("name");
  if (name.length > MAX_NAME_LENGTH) {
    errors.name = describeError(
      `a text of 1 to ${MAX_NAME_LENGTH} printable characters`,
      String(name.length),
    );
  }

  const folder = text("own_digits");
  // The choices are those of the form's own controls; the server rejects others.
  const settings = /** @type {Settings} */ ({
    hidden,
    initialisation: text("initialisation"),
    optimizer: text("optimizer"),
    schedule: text("schedule"),
    learning_rate: rate,
    batch_size: integer("batch_size", 1, limits.batch_size),
    epochs: integer("epochs", 1, limits.epochs),
    images: integer("images", 1, limits.images),
    augmentation: values.augmentation === true,
    seed: integer("seed", 0, MAX_SEED),
    ...(name === "" ? {} : { name }),
    ...(folder === "" ? {} : { own_digits: { folder } }),
  });
  return { settings, errors };
}

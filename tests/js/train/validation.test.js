/** Validation of the training form. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { validate } from "../../../static/js/train/validation.js";

const LIMITS = { hidden_layers: 4, units: 1024, epochs: 200, batch_size: 1000, images: 60000 };
const VALUES = {
  hidden: "100, 10",
  initialisation: "xavier",
  optimizer: "adam",
  schedule: "constant",
  learning_rate: "0.003",
  batch_size: "100",
  epochs: "5",
  images: "10000",
  augmentation: false,
  seed: "1",
  name: " ",
};

/** @param {Record<string, string>} values */
const errors = (values) => validate({ ...VALUES, ...values }, LIMITS).errors;

test("valid values become settings", () => {
  const { settings, errors } = validate(VALUES, LIMITS);

  assert.deepEqual(errors, {});
  assert.deepEqual(settings.hidden, [100, 10]);
  assert.equal(settings.learning_rate, 0.003);
  assert.equal("name" in settings, false);
});

test("own digits are named by their folder, or not at all", () => {
  const { settings } = validate({ ...VALUES, own_digits: "mine" }, LIMITS);
  assert.deepEqual(settings.own_digits, { folder: "mine" });
  assert.equal("own_digits" in validate({ ...VALUES, own_digits: "" }, LIMITS).settings, false);
});

test("hidden layers may be empty or separated by spaces", () => {
  assert.deepEqual(validate({ ...VALUES, hidden: "" }, LIMITS).settings.hidden, []);
  assert.deepEqual(validate({ ...VALUES, hidden: "7  8" }, LIMITS).settings.hidden, [7, 8]);
});

test("invalid layers are reported", () => {
  for (const hidden of ["0", "100, 0", "1, 2, 3, 4, 5", "ten", "5000"]) {
    assert.match(
      errors({ hidden }).hidden,
      /^expected a list of at most 4 whole numbers from 1 to 1024, got /,
    );
  }
});

test("non-numeric setting is reported", () => {
  for (const epochs of ["", "  ", "x", "1e", "--", "NaN", "Infinity", "0x10 0"]) {
    assert.deepEqual(errors({ epochs }), {
      epochs: `expected a whole number from 1 to 200, got ${epochs.trim() || "nothing"}`,
    });
  }
});

test("number outside its range is reported", () => {
  for (const [name, value] of [
    ["epochs", "201"],
    ["epochs", "2.5"],
    ["batch_size", "-1"],
    ["images", "60001"],
    ["seed", "4294967296"],
    ["learning_rate", "0"],
    ["learning_rate", "1000"],
  ]) {
    assert.deepEqual(Object.keys(errors({ [name]: value })), [name]);
  }
});

test("long name is reported", () => {
  assert.ok("name" in errors({ name: "x".repeat(41) }));
});

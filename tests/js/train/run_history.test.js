/** Run history built from repeated and replayed events. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { RunHistory } from "../../../static/js/train/run_history.js";

/** @typedef {import("../../../static/js/train/lab_api.js").LabEvent} LabEvent */

/**
 * @param {number} id @param {number} step @param {number} loss @param {(number | null)[]} gradients
 * @returns {LabEvent}
 */
const batch = (id, step, loss, gradients = [1, 1]) => ({
  id,
  event: "batch",
  data: { step, loss, accuracy: 0, gradients },
});

/** @param {number} id @param {number} step @param {number} loss @returns {LabEvent} */
const epoch = (id, step, loss) => ({ id, event: "epoch", data: { epoch: step / 10, step, loss } });

/** @param {LabEvent[]} events */
function createHistory(...events) {
  const history = new RunHistory(10);
  for (const event of events) history.apply(event);
  return history;
}

/** @param {RunHistory} history */
const losses = ({ batches }) => batches.map(({ step, loss }) => [step, loss]);

test("repeated event counts once", () => {
  const history = createHistory(batch(1, 5, 2), batch(2, 10, 1), batch(2, 10, 1), batch(1, 5, 2));

  assert.deepEqual(losses(history), [
    [5, 2],
    [10, 1],
  ]);
  assert.deepEqual(history.positions(history.batches, "epochs"), [0.5, 1]);
});

test("repeated steps replace earlier ones", () => {
  const first = [batch(1, 5, 2), batch(2, 10, 1), epoch(3, 10, 1.5), batch(4, 15, 9)];
  const resumed = [batch(5, 9, 1.2), batch(6, 10, 1.1), epoch(7, 10, 1.6)];

  const history = createHistory(...first, ...resumed);

  assert.deepEqual(losses(history), [
    [5, 2],
    [9, 1.2],
    [10, 1.1],
  ]);
  assert.deepEqual(
    history.epochs.map(({ epoch, loss }) => [epoch, loss]),
    [[1, 1.6]],
  );
});

test("curve points cover similar numbers of batches", () => {
  const history = createHistory(
    batch(1, 8, 2),
    batch(2, 9, 10, [9, null]),
    batch(3, 16, 2),
    batch(4, 24, 1),
  );

  assert.deepEqual(
    history.points.map(({ step, loss, gradients }) => [step, loss, gradients]),
    [
      [8, 2, [1, 1]],
      [16, 3, [2, 1]], // one batch of 10 and seven of 2
      [24, 1, [1, 1]],
    ],
  );
});

"""Training loop: reproducibility, resumption, learning and single steps."""

from dataclasses import replace

import numpy as np
import pytest

from model.initialization import initialize
from model.network import backward, forward, one_hot
from model.training import checkpoint
from model.training.augmentation import Augmentation
from model.training.checkpoint import CheckpointError, resume
from model.training.loop import Callback, DivergedError, train
from model.training.recipe import Recipe
from model.training.run import Run
from model.training.training_data import NON_DIGIT, LabelledImages, TrainingData
from tests.model.rounding import rounding_bounds

RECIPE = Recipe(hidden=(12,), epochs=4, batch_size=16, warmup_steps=5, learning_rate=0.01)
LIVELY = replace(
    RECIPE, averaging=0.9, augmentation=Augmentation(rotation_deg=10, elastic_px=1, thickness=0.2)
)


class KilledError(Exception):
    """Stands for the end of the process."""


class KilledAfter(Callback):
    """Ends the run at the given callback; an epoch has 13 for its batches and one for its end."""

    def __init__(self, callbacks: int):
        self.left = callbacks

    def on_batch_end(self, run, loss) -> None:
        self.left -= 1
        if self.left == 0:
            raise KilledError

    def on_epoch_end(self, run) -> None:
        self.on_batch_end(run, 0.0)


def same(left, right) -> bool:
    """Return whether two lists of arrays are equal bit by bit."""
    return all(np.array_equal(a, b) for a, b in zip(left, right, strict=True))


KEPT = replace(LIVELY, augment_every_epochs=3)


@pytest.mark.parametrize("recipe", [RECIPE, LIVELY, KEPT], ids=["plain", "lively", "kept"])
def test_train_same_seed_gives_same_bits(shapes, tmp_path, recipe):
    first = train(Run.start(recipe), shapes, tmp_path / "first")
    second = train(Run.start(recipe), shapes, tmp_path / "second")

    assert same(first, second)


def test_train_other_seed_gives_other_weights(shapes, tmp_path):
    first = train(Run.start(RECIPE), shapes, tmp_path / "first")
    second = train(Run.start(replace(RECIPE, seed=2)), shapes, tmp_path / "second")

    assert not same(first, second)


@pytest.mark.parametrize("callbacks", [14, 15, 29, 56], ids="killed in callback {}".format)
@pytest.mark.parametrize("augment_every_epochs", [1, 3])
@pytest.mark.parametrize("optimizer", ["sgd", "momentum", "adam"])
def test_resume_after_kill_gives_same_bits(
    shapes, tmp_path, optimizer, augment_every_epochs, callbacks
):
    recipe = replace(LIVELY, optimizer=optimizer, augment_every_epochs=augment_every_epochs)
    uninterrupted = Run.start(recipe)
    train(uninterrupted, shapes, tmp_path / "whole")

    with pytest.raises(KilledError):
        train(Run.start(recipe), shapes, tmp_path / "killed", callback=KilledAfter(callbacks))
    resumed = resume(tmp_path / "killed", recipe)
    train(resumed, shapes, tmp_path / "killed")

    assert same(resumed.weights, uninterrupted.weights)
    assert same(resumed.average_weights, uninterrupted.average_weights)
    assert [r["loss"] for r in resumed.history] == [r["loss"] for r in uninterrupted.history]


class Watcher(Callback):
    """A callback that records its calls, and simulates the end of the process after `last`."""

    def __init__(self, folder, last=None):
        self.folder, self.last = folder, last
        self.seen, self.losses, self.places = [], [], []

    def on_gradients(self, P, Y, dW, rate):
        self.seen.append((P.copy(), Y.copy(), [d.copy() for d in dW], rate))

    def on_batch_end(self, run, loss):
        self.losses.append(loss)
        self.places.append((run.epoch, run.batches_done))
        if len(self.losses) == self.last:
            checkpoint.save(self.folder, run)
            raise KilledError


@pytest.mark.parametrize("batches", [1, 12, 13, 14, 30], ids="killed after {} batches".format)
@pytest.mark.parametrize("augment_every_epochs", [1, 3])
@pytest.mark.parametrize("optimizer", ["sgd", "momentum", "adam"])
def test_resume_within_epoch_gives_same_bits(
    shapes, tmp_path, optimizer, augment_every_epochs, batches
):
    recipe = replace(LIVELY, optimizer=optimizer, augment_every_epochs=augment_every_epochs)
    uninterrupted = Run.start(recipe)
    train(uninterrupted, shapes, tmp_path / "whole")

    watcher = Watcher(tmp_path, batches)
    with pytest.raises(KilledError):
        train(Run.start(recipe), shapes, tmp_path, callback=watcher)
    resumed = resume(tmp_path, recipe)
    remaining = Watcher(tmp_path)
    train(resumed, shapes, tmp_path, callback=remaining)

    assert same(resumed.weights, uninterrupted.weights)
    assert same(resumed.average_weights, uninterrupted.average_weights)
    assert [r["loss"] for r in resumed.history] == [r["loss"] for r in uninterrupted.history]
    # No batch is left out or done twice.
    assert len(watcher.losses) + len(remaining.losses) == 4 * 13


def test_callback_sees_all_batches_and_changes_nothing(shapes, tmp_path):
    watcher = Watcher(tmp_path)
    watched = train(Run.start(LIVELY), shapes, tmp_path / "watched", callback=watcher)

    assert same(watched, train(Run.start(LIVELY), shapes, tmp_path / "alone"))
    assert watcher.places == [(epoch, batch) for epoch in range(4) for batch in range(1, 14)]


def test_callback_receives_gradient_and_learning_rate(shapes, tmp_path):
    watcher = Watcher(tmp_path)
    before, run = one_step(shapes, tmp_path, learning_rate=0.5, callback=watcher)
    [(P, Y, dW, rate)] = watcher.seen

    assert rate == 0.5
    assert watcher.losses == [run.history[0]["loss"]]
    bounds = bounds_of_one_step(before, shapes)
    tolerance = bounds.loss + (bounds.P / P).max()
    assert abs(-np.log(P[Y == 1].astype(np.float64)).mean() - watcher.losses[0]) <= tolerance
    for W, gradient, after in zip(before, dW, run.weights, strict=True):
        np.testing.assert_allclose(W - 0.5 * gradient, after, atol=1e-7)


def test_resume_checkpoint_with_other_moments_raises(shapes, tmp_path):
    run = Run.start(RECIPE)
    run.optimizer.state = [W.copy() for W in run.weights] * 2
    checkpoint.save(tmp_path, run)

    with pytest.raises(CheckpointError, match="of this version, got an older one"):
        resume(tmp_path, RECIPE)


def test_resume_finished_run_changes_nothing(shapes, tmp_path):
    finished = train(Run.start(RECIPE), shapes, tmp_path)

    assert same(train(resume(tmp_path, RECIPE), shapes, tmp_path), finished)


def test_resume_without_checkpoint_raises(tmp_path):
    with pytest.raises(CheckpointError, match="expected a checkpoint to resume from, got none"):
        resume(tmp_path, RECIPE)


def test_resume_with_other_recipe_raises_with_differences(shapes, tmp_path):
    train(Run.start(RECIPE), shapes, tmp_path)

    with pytest.raises(CheckpointError, match="got other batch_size, seed"):
        resume(tmp_path, replace(RECIPE, batch_size=32, seed=9))


@pytest.mark.parametrize("schedule", ["constant", "cosine", "step"])
@pytest.mark.parametrize(
    ("optimizer", "rate"), [("sgd", 0.5), ("momentum", 0.1), ("adam", 0.01)], ids=str
)
def test_train_each_optimizer_and_schedule_reduces_loss(
    shapes, tmp_path, optimizer, rate, schedule
):
    recipe = replace(RECIPE, epochs=20, optimizer=optimizer, learning_rate=rate, schedule=schedule)
    run = Run.start(recipe)
    train(run, shapes, tmp_path)

    assert run.history[-1]["validation"]["mnist"] >= 0.95
    assert run.history[-1]["loss"] < run.history[0]["loss"] / 2


@pytest.mark.parametrize("scheme", ["xavier", "lecun", "normal"])
def test_train_each_initialization_reduces_loss(shapes, tmp_path, scheme):
    run = Run.start(replace(RECIPE, epochs=20, hidden=(30,), initialization=scheme))
    train(run, shapes, tmp_path)

    assert run.history[-1]["validation"]["mnist"] >= 0.95


def test_train_overflowing_loss_raises_and_keeps_checkpoint(shapes, tmp_path):
    run = Run.start(RECIPE)
    with pytest.raises(KilledError):
        train(run, shapes, tmp_path, callback=KilledAfter(15))
    before = (tmp_path / checkpoint.FILE).read_bytes()
    run.weights[0][:] = np.inf

    with pytest.raises(DivergedError, match=r"epoch 2; try a lower learning rate than 0\.01"):
        train(run, shapes, tmp_path)

    assert (tmp_path / checkpoint.FILE).read_bytes() == before


def test_train_overflow_in_last_step_saves_nothing(shapes, tmp_path):
    recipe = replace(RECIPE, optimizer="sgd", learning_rate=1e39, batch_size=200, warmup_steps=0)
    with pytest.raises(DivergedError, match="expected finite weights"):
        train(Run.start(recipe), shapes, tmp_path)

    assert not (tmp_path / checkpoint.FILE).exists()


def one_step(shapes, folder, callback=None, **changes):
    """Return weights before and after one step of plain gradient descent on all images."""
    settings = {"optimizer": "sgd", "batch_size": 200, "warmup_steps": 0, "schedule": "constant"}
    run = Run.start(replace(RECIPE, epochs=1, **{**settings, **changes}))
    before = [W.copy() for W in run.weights]
    train(run, shapes, folder, callback=callback)
    return before, run


def exact_images(shapes):
    """Return inputs and targets of `one_step` in float64: the very numbers that training uses."""
    source = shapes.sources["mnist"]
    X = np.multiply(source.images, np.float32(1 / 255))
    return X.astype(np.float64), one_hot(source.labels, 10, np.float64)


def bounds_of_one_step(weights, shapes):
    """Return how far rounding may carry `one_step`, see `rounding_bounds`."""
    exact = [W.astype(np.float64) for W in weights]
    return rounding_bounds(exact, *exact_images(shapes), np.float32)


def test_train_one_sgd_step_moves_by_rate_times_gradient(shapes, tmp_path):
    before, run = one_step(shapes, tmp_path, learning_rate=0.5)

    weights = [W.astype(np.float64) for W in before]
    X, Y = exact_images(shapes)
    dW = backward(weights, forward(weights, X), Y).dW
    bounds = bounds_of_one_step(before, shapes)
    u = np.finfo(np.float32).eps / 2
    for after, W, exact, bound in zip(run.weights, weights, dW, bounds.dW, strict=True):
        step = 0.5 * exact
        rounding = u * (np.abs(W - step) + np.abs(step) + bound)  # of the product and of the sum
        assert (np.abs(after - (W - step)) <= bound / 2 + rounding).all()


def test_train_warm_up_of_ten_steps_makes_first_step_a_tenth(shapes, tmp_path):
    (W1, _), full = one_step(shapes, tmp_path / "full", learning_rate=0.5)
    _, tenth = one_step(shapes, tmp_path / "tenth", learning_rate=0.5, warmup_steps=10)

    np.testing.assert_allclose(tenth.weights[0] - W1, (full.weights[0] - W1) / 10, atol=1e-6)


def test_train_weight_decay_shrinks_weights_but_not_biases(shapes, tmp_path):
    (W1, _), plain = one_step(shapes, tmp_path / "plain", learning_rate=0.5)
    _, pulled = one_step(shapes, tmp_path / "pulled", learning_rate=0.5, weight_decay=0.1)

    difference = pulled.weights[0] - plain.weights[0]
    np.testing.assert_array_equal(difference[0], 0)
    np.testing.assert_allclose(difference[1:], -0.05 * W1[1:], atol=1e-6)


def test_train_averaging_after_one_step_keeps_a_tenth_of_start(shapes, tmp_path):
    (W1, _), run = one_step(shapes, tmp_path, learning_rate=0.5, averaging=0.99)

    np.testing.assert_allclose(run.average_weights[0], 0.1 * W1 + 0.9 * run.weights[0], atol=1e-6)


def test_train_averaging_returns_mean_weights(shapes, tmp_path):
    run = Run.start(LIVELY)
    shipped = train(run, shapes, tmp_path)

    assert same(shipped, run.average_weights)
    assert not same(shipped, run.weights)


@pytest.mark.slow
def test_train_teacher_outweighs_wrong_labels(shapes, tmp_path):
    teacher = train(Run.start(replace(RECIPE, epochs=20)), shapes, tmp_path / "teacher")
    source = shapes.sources["mnist"]
    wrong = LabelledImages(source.images, np.zeros_like(source.labels))
    mislabelled = TrainingData({"mnist": wrong}, {"mnist": 200}, shapes.validation)
    student = Run.start(replace(RECIPE, epochs=40, teacher="seed", distillation_weight=1.0))
    train(student, mislabelled, tmp_path / "student", teacher=teacher)

    assert student.history[-1]["validation"]["mnist"] >= 0.95


def test_train_non_digits_are_predicted_uniformly(shapes, tmp_path):
    rng = np.random.default_rng(9)
    noise = rng.integers(0, 256, (1, 784)) // 2 + rng.integers(0, 20, (200, 784))
    non_digits = LabelledImages(noise.astype(np.uint8), np.full(200, NON_DIGIT, dtype=np.uint8))
    data = TrainingData(
        {**shapes.sources, "non_digits": non_digits},
        {**shapes.per_epoch, "non_digits": 200},
        shapes.validation,
    )
    run = Run.start(replace(RECIPE, epochs=30, sources={"mnist": 0, "non_digits": 200}))
    trained = train(run, data, tmp_path)

    P = forward(trained, (noise / 255).astype(np.float32)).P
    np.testing.assert_allclose(P.mean(axis=0), 0.1, atol=0.03)
    assert P.max() < 0.5
    assert run.history[-1]["validation"]["mnist"] >= 0.95


def test_callback_sees_each_epoch_after_its_checkpoint(shapes, tmp_path):
    records, saved = [], []

    class EpochWatcher(Callback):
        def on_epoch_end(self, run):
            records.append(run.history[-1])
            saved.append(checkpoint.load(tmp_path).epoch)

    run = Run.start(RECIPE)
    train(run, shapes, tmp_path, callback=EpochWatcher())

    assert records == run.history
    assert [record["epoch"] for record in run.history] == [1, 2, 3, 4]
    assert saved == [1, 2, 3, 4]


def test_start_draws_initial_weights_from_seed():
    weights = initialize((784, 12, 10), np.random.default_rng(1), "xavier")

    assert same(Run.start(RECIPE).weights, weights)

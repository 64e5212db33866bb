"""Folds that leave out groups, on small pictures of two classes and on stand-ins of all sources."""

import numpy as np
import pytest

from model.data import mnist, pendigits, unipen_1a
from model.data.bitmaps import Bitmaps
from model.data.unipen import Sample
from model.data.unipen_1a import DONORS, WrittenDigit
from model.evaluation.cross_validation import (
    FOLDS,
    Classifier,
    Fold,
    evaluate,
    train,
    without_groups,
)
from model.inference.calibration import Calibration
from model.training import picture_sources, stroke_sources, training_data
from model.training.labelled_images import NON_DIGIT, LabelledImages
from model.training.recipe import Recipe
from model.training.stroke_sources import UnipenPlan
from model.training.training_data import TrainingData

LINE = np.array([[5.0, 0.0], [5.0, 10.0]])
SENTINEL = np.array([[0.0, 0.0], [9.0, 0.0], [9.0, 10.0], [0.0, 10.0]])
"""Strokes of a group that is replaced, which look like no other group's."""


def halves(count: int, left: int, right: int) -> LabelledImages:
    """Return pictures whose left or right half is ink, and their labels."""
    images = np.zeros((count, 28, 28), dtype=np.uint8)
    images[::2, :, :14] = images[1::2, :, 14:] = 255
    labels = np.where(np.arange(count) % 2, right, left).astype(np.uint8)
    return LabelledImages(images.reshape(-1, 784), labels)


@pytest.fixture(scope="module")
def data() -> TrainingData:
    """Two donors who agree with MNIST, and scans on which every label is swapped."""
    return TrainingData(
        {"mnist": halves(400, 3, 8), "unipen": halves(400, 3, 8), "semeion": halves(3000, 8, 3)},
        {"mnist": 400, "unipen": 400, "semeion": 3000},
        {},
        calibration={"mnist": halves(100, 3, 8), "unipen": halves(100, 3, 8)},
    )


RECIPE = Recipe(hidden=(16,), epochs=4, sources={"mnist": 0, "unipen": 0, "semeion": 0})
PLAN = UnipenPlan(
    [WrittenDigit((LINE,), 3, donor, donor) for donor in ("apa", "syn")],
    [(i % 2, i) for i in range(400)],
    [],
    [(i % 2, i) for i in range(100)],
)


def result(data, fold, groups):
    """Return the result of a fold, of which these groups are classified."""
    classifier = train(RECIPE, without_groups(fold, data, PLAN))
    noise = np.random.default_rng(1).integers(0, 255, (50, 784)).astype(np.uint8)
    non_digit_sets = {"letters": LabelledImages(noise, np.full(50, NON_DIGIT, np.uint8))}
    return evaluate(classifier, {name: data.sources[name] for name in groups}, non_digit_sets)


def test_fold_left_out_source_is_not_learnt(data):
    (group,) = result(data, Fold(("apa",), ("semeion",)), ["semeion"]).groups
    assert (group.count, group.correct) == (3000, 0)
    assert group.wrong_but_certain + group.uncertain >= 1500


def test_fold_source_that_stays_is_learnt(data):
    (group,) = result(data, Fold(("apa",)), ["semeion"]).groups
    assert group.correct == 3000


def test_fold_result_has_steps_separation_and_risk_of_all_groups(data):
    fold = result(data, Fold(("apa",), ("semeion",)), ["mnist", "semeion"])
    assert fold.steps == 4 * 13  # epochs of 400 digits of MNIST and 400 of UNIPEN, 64 at a time
    assert [(s.kind, s.count) for s in fold.separations] == [("letters", 50)]
    assert 0 <= fold.separations[0].false_accept_rate <= 1
    assert len(fold.risk) == 20
    assert fold.risk[-1] == pytest.approx(3000 / 3400)


def test_evaluate_separates_by_evidence_and_counts_each_group():
    W = np.zeros((785, 10), dtype=np.float32)
    W[1, 3] = 20  # the first pixel is evidence for a 3
    ink, paper = np.zeros((4, 784), np.uint8), np.zeros((8, 784), np.uint8)
    ink[:, 0] = 255
    digits = {
        "a": LabelledImages(ink, np.array([3, 3, 3, 8], np.uint8)),
        "b": LabelledImages(ink[:2], np.array([3, 3], np.uint8)),
    }
    non_digit_sets = {"letters": LabelledImages(paper, np.full(8, NON_DIGIT, np.uint8))}
    fold = evaluate(Classifier([W], Calibration(1.0, 0.0), steps=7), digits, non_digit_sets)
    assert [(g.count, g.correct, g.wrong_but_certain, g.uncertain) for g in fold.groups] == [
        (4, 3, 1, 0),
        (2, 2, 0, 0),
    ]
    assert (fold.separations[0].auroc, fold.separations[0].false_accept_rate) == (1, 0)
    assert fold.risk == pytest.approx([1 / 6] * 20)  # all scores are equal


def test_folds_leave_out_every_donor_and_other_data_set_once():
    donors = [donor for fold in FOLDS for donor in fold.donors]
    sources = [source for fold in FOLDS for source in fold.sources]
    assert sorted(donors) == sorted(DONORS)
    assert sorted(sources) == ["mnist", "optdigits", "pendigits", "printed", "semeion", "webdigits"]


EVERYTHING = Recipe(
    validation_size=4,
    calibration_size=4,
    held_out_writers=2,
    held_out_unipen_writers=1,
    calibration_writers=6,
    sources={
        **dict.fromkeys(("mnist", "mnist_drawn", "mnist_scanned", "pendigits", "unipen"), 0),
        **dict.fromkeys(("semeion", "optdigits", "webdigits", "printed"), 0),
        "non_digits": 40,
    },
)


@pytest.fixture
def load(monkeypatch):
    """Return a function that loads all sources from stand-ins, some groups being sentinels."""
    monkeypatch.setattr(stroke_sources, "UNIPEN_RENDERINGS", 60)
    monkeypatch.setattr(stroke_sources, "PEN_VARIANTS", 2)
    monkeypatch.setattr(training_data, "DIGITS_PER_PAIRED", 1)

    def strokes(group, replaced):
        return (SENTINEL if group in replaced else LINE,)

    def pictures(group, replaced):
        images = np.zeros((20, 28, 28), dtype=np.uint8)
        images[:, 5:23, 5 if group in replaced else 12 : 15] = 255
        return Bitmaps(images, np.repeat([3, 8], 10).astype(np.uint8))

    def load_with(replaced=()):
        replaced = set(replaced)
        images = pictures("mnist", replaced)
        samples = [
            Sample(strokes("pendigits", replaced), label, writer, 0)
            for writer in range(4)
            for label in (1, 7)
        ]
        digits = [
            WrittenDigit(strokes(f"unipen/{donor}", replaced), label, donor, f"{donor}/{number}")
            for donor in DONORS
            for number in range(2)
            for label in (1, 7)
        ]
        bitmaps = pictures("printed", replaced)
        printed = LabelledImages(bitmaps.images.reshape(-1, 784), bitmaps.labels)
        monkeypatch.setattr(
            mnist, "load", lambda part, data_dir=None: (images.images, images.labels)
        )
        monkeypatch.setattr(pendigits, "load", lambda data_dir=None: samples)
        monkeypatch.setattr(unipen_1a, "load", lambda data_dir=None: digits)
        for name, module in picture_sources._DATA_SETS.items():
            bitmaps = pictures(name, replaced)
            monkeypatch.setattr(module, "load", lambda data_dir=None, bitmaps=bitmaps: bitmaps)
        monkeypatch.setattr(
            picture_sources, "printed_digits", lambda data_dir: (printed, printed, "")
        )
        return training_data.load(EVERYTHING), stroke_sources.plan_unipen(EVERYTHING, None)

    return load_with


def pixels(data: TrainingData) -> dict[str, bytes]:
    """Return all that a fold is trained and calibrated on, by name."""
    parts = {f"training {name}": part for name, part in data.sources.items()}
    parts |= {f"calibration {name}": part for name, part in data.calibration_sets.items()}
    return {name: part.images.tobytes() + part.labels.tobytes() for name, part in parts.items()}


@pytest.mark.parametrize("fold", FOLDS, ids=lambda fold: "+".join(fold.groups))
def test_fold_is_the_same_whatever_its_left_out_groups_hold(load, fold):
    first = pixels(without_groups(fold, *load()))
    replaced = pixels(without_groups(fold, *load(fold.groups)))
    assert first == replaced
    assert "training non_digits" in first


def test_groups_that_stay_reach_training_calibration_and_non_digits(load):
    fold = Fold((), ("optdigits",))
    before = pixels(without_groups(fold, *load()))
    after = pixels(without_groups(fold, *load(group for other in FOLDS for group in other.groups)))
    assert {name for name in before if before[name] == after[name]} == set()
    assert {"training non_digits", "calibration unipen", "training mnist_scanned"} <= set(before)


def test_fold_without_pen_digits_makes_pairs_of_unipen_digits(load):
    fold = Fold((), ("pendigits",))
    before = without_groups(fold, *load()).sources["non_digits"]
    after = without_groups(fold, *load(f"unipen/{donor}" for donor in DONORS)).sources["non_digits"]
    assert len(before) == len(after) == 40
    assert not np.array_equal(before.images, after.images)

"""Training data of a recipe, with small stand-ins for the data sets."""

import numpy as np
import pytest

from model.data import fonts, mnist, pendigits, unipen_1a, webdigits
from model.data.bitmaps import Bitmaps
from model.data.data_file import DatasetError
from model.data.unipen import Sample
from model.data.unipen_1a import WrittenDigit
from model.training import stroke_sources, training_data
from model.training.recipe import Recipe
from model.training.training_data import load


@pytest.fixture
def stand_ins(monkeypatch):
    """Twelve images in the form of MNIST, and two digits by each of six writers."""
    images = np.zeros((12, 28, 28), dtype=np.uint8)
    images[:, 5:23, 12:15] = 255
    images[np.arange(12), 4, 12] = np.arange(1, 13)  # tells them apart
    labels = np.arange(12, dtype=np.uint8) % 10
    line = np.array([[100.0, 50.0], [120.0, 400.0]])
    samples = [
        Sample((line + 5 * writer,), digit, writer, 0) for writer in range(6) for digit in (1, 7)
    ]
    monkeypatch.setattr(mnist, "load", lambda part, data_dir=None: (images, labels))
    monkeypatch.setattr(pendigits, "load", lambda data_dir=None: samples)
    return images, labels


def test_load_mnist_holds_out_last_images(stand_ins):
    images, labels = stand_ins

    data = load(Recipe(validation_size=4))

    assert np.array_equal(data.sources["mnist"].images, images[:8].reshape(8, 784))
    assert np.array_equal(data.sources["mnist"].labels, labels[:8])
    assert np.array_equal(data.validation["mnist"].images, images[8:].reshape(4, 784))
    assert np.array_equal(data.validation["mnist"].labels, labels[8:])


def test_load_zero_validation_size_holds_out_nothing(stand_ins):
    data = load(Recipe(validation_size=0))

    assert len(data.sources["mnist"]) == 12
    assert data.validation == {}


def test_load_fewer_images_uses_first_and_keeps_held_out(stand_ins):
    recipe = Recipe(validation_size=4, images=3, sources={"mnist": 0, "mnist_drawn": 0})
    data = load(recipe)

    assert data.sources["mnist"].labels.tolist() == [0, 1, 2]
    assert data.sources["mnist_drawn"].labels.tolist() == [0, 1, 2]
    assert data.per_epoch == {"mnist": 3, "mnist_drawn": 3}
    assert data.validation["mnist"].labels.tolist() == [8, 9, 0, 1]


def test_load_more_images_than_available_uses_all(stand_ins):
    assert len(load(Recipe(validation_size=4, images=100)).sources["mnist"]) == 8


def test_load_sources_returns_images_per_epoch(stand_ins):
    recipe = Recipe(validation_size=4, sources={"mnist": 0, "mnist_scanned": 3, "pendigits": 100})

    assert load(recipe).per_epoch == {"mnist": 8, "mnist_scanned": 3, "pendigits": 100}


@pytest.mark.parametrize("name", ["mnist_drawn", "mnist_scanned"])
def test_load_drawn_mnist_renders_only_images_of_an_epoch_not_held_out(stand_ins, name):
    few = load(Recipe(validation_size=4, sources={name: 3}))
    all_images = load(Recipe(validation_size=4, sources={name: 0}))

    assert few.sources[name].labels.tolist() == [0, 1, 2]
    assert all_images.sources[name].labels.tolist() == [0, 1, 2, 3, 4, 5, 6, 7]
    assert np.array_equal(all_images.sources[name].images[:3], few.sources[name].images)


def test_load_pendigits_holds_out_whole_writers(stand_ins):
    data = load(Recipe(validation_size=4, held_out_writers=2, sources={"pendigits": 0}))

    # Of six writers two are unseen; each wrote two digits, and those learnt are drawn six times.
    assert len(data.validation["pendigits"]) == 4
    assert len(data.sources["pendigits"]) == 4 * 2 * stroke_sources.PEN_VARIANTS
    assert set(data.sources["pendigits"].labels) == {1, 7}


def test_load_pendigits_variants_have_different_pen_widths(stand_ins):
    data = load(Recipe(validation_size=4, held_out_writers=2, sources={"pendigits": 0}))

    variants = data.sources["pendigits"].images[::8]  # of the first digit
    assert len(np.unique(variants, axis=0)) == stroke_sources.PEN_VARIANTS


def test_load_other_seed_gives_same_images(stand_ins):
    recipe = {"validation_size": 4, "held_out_writers": 2, "sources": {"pendigits": 0}}

    first, again = load(Recipe(seed=1, **recipe)), load(Recipe(seed=2, **recipe))

    assert np.array_equal(first.sources["pendigits"].images, again.sources["pendigits"].images)


def test_load_non_digits_have_non_digit_label(stand_ins):
    recipe = Recipe(validation_size=4, held_out_writers=2, sources={"mnist": 0, "non_digits": 5})

    data = load(recipe)

    assert data.sources["non_digits"].labels.tolist() == [training_data.NON_DIGIT] * 5
    assert data.sources["non_digits"].images.max(axis=1).min() > 128
    assert data.hashes == {**mnist.HASHES["train"], **pendigits.HASHES}


def test_load_sources_returns_hashes_of_their_files(stand_ins):
    with_pen = load(Recipe(validation_size=4, sources={"mnist": 0, "pendigits": 0}))

    assert load(Recipe(validation_size=4)).hashes == mnist.HASHES["train"]
    assert with_pen.hashes == {**mnist.HASHES["train"], **pendigits.HASHES}


def test_load_report_is_called_for_each_source(stand_ins):
    messages = []
    load(Recipe(validation_size=4, sources={"mnist_drawn": 2}), None, messages.append)

    assert messages == ["reading MNIST", "preparing mnist_drawn"]


@pytest.fixture
def more_stand_ins(stand_ins, monkeypatch):
    """Digits of four writers of UNIPEN by two donors, ten web digits, and no fonts."""
    line = np.array([[100.0, 50.0], [120.0, 400.0], [140.0, 60.0]])
    digits = [
        WrittenDigit((line + 5 * number,), label, donor, f"{donor}/{number}")
        for donor in ("apa", "syn")
        for number in range(2)
        for label in (4, 9)
    ]
    pictures = np.zeros((10, 28, 28), dtype=np.uint8)
    pictures[:, 5:23, 12:15] = 255
    web = Bitmaps(pictures, np.repeat([3, 8], 5).astype(np.uint8))
    monkeypatch.setattr(unipen_1a, "load", lambda data_dir=None: digits)
    monkeypatch.setattr(webdigits, "load", lambda data_dir=None: web)
    monkeypatch.setattr(stroke_sources, "UNIPEN_RENDERINGS", 40)
    monkeypatch.setattr(fonts, "SYSTEM_FOLDERS", ())


def test_load_unipen_holds_out_writers_for_validation_and_others_for_calibration(more_stand_ins):
    recipe = Recipe(
        validation_size=2,
        calibration_size=3,
        held_out_unipen_writers=1,
        calibration_writers=1,
        sources={"mnist": 0, "unipen": 0},
    )
    data = load(recipe)

    assert len(data.sources["mnist"]) == 12 - 2 - 3
    assert {name: len(part) for name, part in data.validation.items()} == {"mnist": 2, "unipen": 2}
    # Each digit is drawn five times, for calibration too.
    assert (len(data.calibration["mnist"]), len(data.calibration["unipen"])) == (3, 10)
    assert len(data.sources["unipen"]) == 2 * 2 * 5  # writers, digits, renderings
    assert np.bincount(data.sources["unipen"].labels, minlength=10)[[4, 9]].tolist() == [10, 10]
    assert data.hashes == {**mnist.HASHES["train"], "unipen-1a.tar": unipen_1a.STROKES.sha256}
    assert data.calibration_sets == data.calibration


def test_load_unipen_leaves_out_excluded_donors(more_stand_ins):
    everything = load(Recipe(validation_size=2, sources={"unipen": 0}))
    without = load(Recipe(validation_size=2, sources={"unipen": 0}, excluded_donors=("syn",)))

    assert len(everything.sources["unipen"]) == 8 * 5
    assert len(without.sources["unipen"]) == 4 * 10  # as many renderings of half the writers


def test_load_without_calibration_images_calibrates_on_validation(stand_ins):
    data = load(Recipe(validation_size=4))

    assert data.calibration == {}
    assert data.calibration_sets == data.validation


def test_load_webdigits_holds_out_the_last_of_each_class(more_stand_ins):
    data = load(Recipe(validation_size=2, sources={"webdigits": 0}))

    assert data.validation["webdigits"].labels.tolist() == [3, 8]
    assert np.bincount(data.sources["webdigits"].labels).tolist()[3::5] == [12, 12]


def test_load_printed_without_fonts_raises_with_how_to_install_them(more_stand_ins):
    with pytest.raises(DatasetError, match="apt install"):
        load(Recipe(validation_size=2, sources={"printed": 0}))


def test_load_without_fonts_raises_before_other_sources_are_rendered(more_stand_ins):
    messages: list[str] = []

    with pytest.raises(DatasetError, match="apt install"):
        load(Recipe(sources={"mnist_drawn": 0, "printed": 0}), report=messages.append)

    assert messages == []

"""Numbers composed to train and fit the reading of numbers on."""

import numpy as np
import pytest

from model.data import mnist, optdigits, pendigits, semeion, unipen_1a, webdigits
from model.data.bitmaps import Bitmaps
from model.data.synthesis.writer_styles import WriterStyle
from model.data.unipen import Sample
from model.data.unipen_1a import WrittenDigit
from model.training import number_examples
from model.training.number_examples import draw_examples, load_writer_styles
from model.training.picture_sources import held_out_web_digits
from tests.support import handwriting


def style_of(name, *digits):
    return WriterStyle(name, {digit: [handwriting.digit(digit, 80)] for digit in digits})


def test_draw_examples_take_turns_between_data_sets():
    styles = [[style_of("a/1", 3)], [style_of("b/1", 8)]]
    drawn = draw_examples(styles, {"single": 1.0}, 6, np.random.default_rng(1))
    assert [example.digits for example, _ in drawn] == [(3,), (8,)] * 3


def test_draw_examples_are_of_the_kinds_by_their_shares():
    styles = [[style_of("a/1", 0, 3, 8)]]
    shares = {"single": 0.5, "separate": 0.5}  # one digit; two to eight
    drawn = list(draw_examples(styles, shares, 40, np.random.default_rng(1)))
    singles = sum(len(example.digits) == 1 for example, _ in drawn)
    assert 12 <= singles <= 28  # 99 % of a binomial distribution
    assert all(len(segments) >= len(example.digits) for example, segments in drawn)


def bars(count, side):
    """Return images of an upright bar; the first pixel says which image it is."""
    images = np.zeros((count, side, side), dtype=np.uint8)
    images[:, side // 5 : -side // 5, side // 2 - 1 : side // 2 + 1] = 255
    images[:, 0, 0] = np.arange(1, count + 1)
    return images


@pytest.fixture
def stand_ins(monkeypatch):
    """Thirty images in the form of MNIST, a digit each by many writers, and a few bitmaps."""
    line = np.array([[100.0, 50.0], [120.0, 400.0]])
    pens = [Sample((line + writer,), 1, writer, 0) for writer in range(12)]
    tablets = [WrittenDigit((line + n,), 1, "apa", f"apa/{n:02}") for n in range(40)]
    images, labels = bars(30, 28), np.ones(30, dtype=np.uint8)
    web = Bitmaps(bars(20, 28), np.repeat([3, 8], 10).astype(np.uint8))
    slices = {"training": slice(20), "fitting": slice(20, 25), "calibration": slice(25, 30)}
    monkeypatch.setattr(number_examples, "_MNIST_IMAGES", slices)
    monkeypatch.setattr(number_examples, "_MNIST_STYLES", dict.fromkeys(slices, 3))
    monkeypatch.setattr(number_examples, "_BITMAP_STYLES", 4)
    monkeypatch.setattr(mnist, "load", lambda part, data_dir=None: (images, labels))
    monkeypatch.setattr(pendigits, "load", lambda data_dir=None: pens)
    monkeypatch.setattr(unipen_1a, "load", lambda data_dir=None: tablets)
    for data_set in (optdigits, semeion):
        bitmaps = Bitmaps(bars(8, data_set.SIDE), np.ones(8, dtype=np.uint8))
        monkeypatch.setattr(data_set, "load", lambda data_dir, bitmaps=bitmaps: bitmaps)
    monkeypatch.setattr(webdigits, "load", lambda data_dir: web)
    return web


def test_load_writer_styles_puts_no_writer_or_image_into_two_splits(stand_ins):
    writers, images = {}, {}
    for split in ("training", "fitting", "calibration"):
        turns = load_writer_styles(split)
        names = {style.name for turn in turns for style in turn}
        writers[split] = {name for name in names if name.startswith(("pendigits/", "unipen/"))}
        scans = [image for style in turns[0] for of in style.digits.values() for image in of]
        images[split] = {int(image[0, 0]) for image in scans}
        assert writers[split]
        assert images[split]
    for kinds in (writers, images):
        assert not kinds["training"] & kinds["fitting"]
        assert not kinds["training"] & kinds["calibration"]
        assert not kinds["fitting"] & kinds["calibration"]
    known = set.union(*writers.values())
    of_pens = [name for name in known if name.startswith("pendigits/")]
    assert len(of_pens) == 12 - 4  # four are held out for the report


def test_load_writer_styles_for_training_have_bitmaps_but_no_held_out_web_digit(stand_ins):
    bitmaps = load_writer_styles("training")[4]
    images = {
        style.name: [image for of in style.digits.values() for image in of] for style in bitmaps
    }
    assert {name.split("/")[0] for name in images} == {"optdigits", "semeion", "webdigits"}
    assert {image.shape for of in images.values() for image in of} == {(28, 28)}
    used = {int(image[0, 0]) for image in images["webdigits/0"]}
    held_out = stand_ins.images[held_out_web_digits(stand_ins.labels), 0, 0]
    assert used
    assert not used & set(held_out.tolist())


def test_load_writer_styles_varies_digits_of_the_training_alone(stand_ins):
    for split, is_varied in (("training", True), ("fitting", False)):
        [style, *_] = load_writer_styles(split)[1]
        [[strokes], _] = style.write(1, np.random.default_rng(1))
        assert np.array_equal(strokes[0], style.digits[1][0][0]) is not is_varied

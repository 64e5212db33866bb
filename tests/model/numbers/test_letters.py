"""Letters and currency signs beside and among the digits of a number."""

import numpy as np
import pytest

from model.numbers.features import CANDIDATE_FEATURES
from model.numbers.lattice import ReadLattice
from model.numbers.letters import FEATURES, letter_features
from model.numbers.number import Digit, Number, leave_out_words
from model.numbers.recognition import recognize_numbers
from model.numbers.scoring import Path
from model.preprocessing.rasterization import draw
from model.serialization import model_file
from tests.support import handwriting, written_numbers

SIDE = 80.0
SIGNS = {
    "€": [
        handwriting.arc(50, 50, 35, 45, -50, -310),
        handwriting.line((0, 42), (50, 42)),
        handwriting.line((0, 60), (50, 60)),
    ],
    "E": [
        handwriting.line((70, 10), (20, 10), (20, 90), (72, 90)),
        handwriting.line((20, 50), (60, 50)),
    ],
    "K": [handwriting.line((20, 10), (20, 90)), handwriting.line((70, 10), (22, 52), (75, 90))],
    "M": [handwriting.line((10, 90), (20, 10), (45, 70), (70, 10), (82, 90))],
}


def written(*parts):
    """Return an image of digits and signs beside one another."""
    x, strokes = 20.0, []
    for part in parts:
        drawn = SIGNS.get(part) or ([] if part == " " else handwriting.DIGITS[int(part)])
        strokes += [np.asarray(stroke) * SIDE / 100 + np.array([x, 20.0]) for stroke in drawn]
        x += 1.1 * SIDE
    return draw(strokes, 6, (int(x) + 30, 130))


@pytest.fixture(scope="module")
def read():
    model = model_file.load(model_file.find_model("wide"))
    return lambda image: recognize_numbers(model.predict, model.metadata, image)


@pytest.mark.parametrize("sign", SIGNS)
def test_sign_beside_a_number_is_left_out_or_makes_it_uncertain(read, sign):
    for parts in ((sign, "2", "0", "3"), ("2", "0", "3", sign)):
        [number] = read(written(*parts))
        assert "203" in number.text
        assert not number.certain


def test_letter_beside_a_number_is_left_out_and_its_box_is_said(read):
    [number] = read(written("2", "0", "3", "E"))
    assert number.text == "203"
    left = min(box[0] for box in number.ignored)
    assert left == pytest.approx(20 + 3 * 1.1 * SIDE, abs=22)
    assert number.box[0] + number.box[2] < left


def test_letter_among_digits_is_left_out_and_said(read):
    [number] = read(written("2", "0", "E", "3", "7"))
    assert (number.text, number.certain) == ("2037", False)
    assert any(
        box[0] == pytest.approx(20 + 2 * 1.1 * SIDE + 0.2 * SIDE, abs=8) for box in number.ignored
    )


def test_word_beside_numbers_is_ignored_by_the_nearest(read):
    page = written("E", "K", "E", " ", " ", " ", "2", "0", "3")
    [number] = read(page)
    assert number.text == "203"
    assert len(number.ignored) >= 3  # a letter may be several pieces
    assert all(box[0] + box[2] < number.box[0] for box in number.ignored)


def test_word_alone_is_kept_and_uncertain(read):
    [word] = read(written("K", "M", "E"))
    assert not word.certain


def test_leave_out_words_adds_their_boxes_to_the_nearest_number():
    far, word, near = (
        Number((_digit(x),), 0.9, True, _digit(x).box, (), 0, is_word=x == 400.0)
        for x in (0.0, 400.0, 500.0)
    )

    kept = leave_out_words([far, word, near])

    assert [number.box[0] for number in kept] == [0.0, 500.0]
    assert [number.ignored for number in kept] == [(), (word.box,)]
    assert [number.left_out for number in kept] == [0, 1]
    assert leave_out_words([word]) == [word]


def _digit(x):
    return Digit(np.full(10, 0.1), 3, True, (x, 0.0, 30.0, 60.0), np.zeros(784, np.float32))


def test_letter_features_of_cut_neighbors_are_their_mean():
    rng = np.random.default_rng(1)
    features = rng.uniform(-3, 0, (4, 10, len(CANDIDATE_FEATURES)))
    features[:, :, CANDIDATE_FEATURES.index("cut")] = np.array([0, 1, 1, 0])[:, None]
    lattice = ReadLattice(
        starts=np.arange(4),
        stops=np.arange(1, 5),
        features=features,
        skip_features=np.zeros((4, 0)),
        vectors=np.zeros((4, 784), dtype=np.float32),
        P=np.full((4, 10), 0.1),
        boxes=np.zeros((4, 4)),
    )

    X = letter_features(Path((0, 1, 2, 3), (5, 1, 2, 7), 0.0), lattice)

    own = features[[0, 1, 2, 3], [5, 1, 2, 7], CANDIDATE_FEATURES.index("evidence_below")]
    mean = own[1:3].mean()
    assert X[:, FEATURES.index("evidence_below")] == pytest.approx([own[0], mean, mean, own[3]])
    assert X[:, FEATURES.index("cut_evidence_below")] == pytest.approx([0, mean, mean, 0])
    assert X[:, FEATURES.index("pieces")].tolist() == [0, 1, 1, 0]


def test_digits_alone_stay(read):
    [number] = read(written_numbers.page([("20503", 0)]))
    assert (number.text, number.ignored) == ("20503", ())

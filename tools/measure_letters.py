"""Measure how often letters, words and currency signs beside a number are left out.

    python tools/measure_letters.py wide --count 600

draws numbers of 2 to 7 digits, of the writers that `inkling evaluate --on numbers` reports on, with
signs that no network and no weight was fitted to: letters drawn independently, and fonts that are
held out. Numbers without signs, apart and touching, say what leaving out costs.
"""

import argparse
from collections.abc import Iterator

import numpy as np

from model.data import fonts
from model.data.synthesis.letter_shapes import parse
from model.data.synthesis.numbers import draw_number, random_style
from model.data.synthesis.signs import Place, SignKind, Signs, draw_beside, rescale
from model.evaluation.numbers import NumberAnswer, held_out_styles
from model.evaluation.sets import letters
from model.numbers.recognition import recognize_numbers
from model.serialization import model_file

_CURRENCY = {
    "dollar": "~8.5 2, 5.5 1.2, 1.8 2.6, 2 5, 7 6.6, 8.4 8.8, 5 10.6, 1 9.4; 5 -0.8, 5.2 12",
    "euro": "~9 1.4, 5.6 0.2, 2.6 2.6, 2.2 6.5, 4.6 9.8, 9.2 9; 0.4 4.2, 6.8 3.8; 0.6 6, 6.4 5.8",
    "pound": "~7.6 2, 6 0.2, 3.4 1.6, 3.6 6, 1.2 10, 5 9.4, 8.8 9.8; 1.4 5.4, 6.4 5",
    "yen": "0.8 0, 4.8 5.2, 9 0; 4.8 5.2, 4.8 10; 1.6 6, 8.2 6; 1.6 8, 8.2 7.8",
}
"""Drawn independently of `model.data.synthesis.letter_shapes`, in the same notation."""

KINDS: tuple[tuple[SignKind, Place], ...] = (
    ("letter", "before"),
    ("letter", "after"),
    ("letter", "among"),
    ("word", "before"),
    ("word", "after"),
    ("currency", "before"),
    ("currency", "after"),
)
PLAIN = ("separate", "touching")


def main() -> None:
    """Print a row of scores for each kind of number."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("model")
    parser.add_argument("--count", type=int, default=600)
    options = parser.parse_args()
    answers = list(measure(options.model, options.count))
    print("kind                      count  right  ink left out  wrong although certain")
    for kind in dict.fromkeys(kind for kind, _ in answers):
        own = [answer for answer_kind, answer in answers if answer_kind == kind]
        right = np.mean([answer.is_correct for answer in own])
        left_out = np.mean([has_left_out(answer) for answer in own])
        wrong = np.mean(
            [all(n.certain for n in answer.numbers) and not answer.is_correct for answer in own]
        )
        print(f"{kind:25} {len(own):5}  {right:5.1%}  {left_out:12.1%}  {wrong:22.1%}")


def has_left_out(answer: NumberAnswer) -> bool:
    """Return whether ink beside or among the digits was left out."""
    return any(number.ignored for number in answer.numbers)


def measure(name: str, count: int) -> Iterator[tuple[str, NumberAnswer]]:
    """Yield the kind of each of `count` numbers, and the answer of the model to it."""
    model = model_file.load(model_file.find_model(name))
    styles = held_out_styles(model)
    rng = np.random.default_rng(98)
    cases = [(kind, place, how) for kind, place in KINDS for how in ("drawn", "printed")]
    signs = unseen_signs()
    for number in range(count):
        source = styles[int(rng.integers(len(styles)))]
        writer = source[int(rng.integers(len(source)))]
        digits, labels = writer.write(int(rng.integers(2, 8)), rng)
        case = number % (len(cases) + len(PLAIN))
        if case < len(cases):
            kind, place, how = cases[case]
            title = f"{kind} {place}, {how}"
            digits = rescale(digits)
            drawn = signs.draw(
                kind,
                rng,
                is_printed=how == "printed",
                as_images=isinstance(digits[0], np.ndarray),
            )
            style = random_style(rng, is_touching=False, is_plain=True)
            image = draw_beside(digits, drawn, place, style, rng).image
        else:
            title = PLAIN[case - len(cases)]
            style = random_style(rng, is_touching=title == "touching", is_plain=True)
            image = draw_number(digits, style, rng)
        numbers = recognize_numbers(model.predict, model.metadata, image)
        yield title, NumberAnswer("".join(map(str, labels)), tuple(numbers))


def unseen_signs() -> Signs:
    """Return signs that nothing was fitted to."""
    shapes = {name: (shape,) for name, shape in letters.SHAPES.items()}
    currency = {name: (parse(shape),) for name, shape in _CURRENCY.items()}
    return Signs(shapes, currency, [str(path) for path in fonts.find(fonts.HELD_OUT_FONTS)])


if __name__ == "__main__":
    main()

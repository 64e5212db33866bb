"""Measure how often the separators of numbers are read, in numbers of held-out writers.

    python tools/measure_separators.py seed --count 700

draws numbers of 2 to 8 digits with one separator, dates with two, and numbers without any, of the
writers that `inkling evaluate --on numbers` reports on, and reads them with all separators named.
"""

import argparse

import numpy as np

from model.data.synthesis.numbers import draw_number, random_style
from model.evaluation.numbers import NumberAnswer, held_out_styles
from model.numbers.recognition import recognize_numbers
from model.numbers.separators import SEPARATORS
from model.reliability import calibration, expected_calibration_error
from model.serialization import model_file

KINDS = (*SEPARATORS, "date", "none")
_REMOVED = str.maketrans("", "", SEPARATORS)


def main() -> None:
    """Print a row of scores for each kind of number."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("model")
    parser.add_argument("--count", type=int, default=700)
    options = parser.parse_args()
    answers = measure(options.model, options.count)
    print("kind   count  right  separators right if digits are  wrong although certain")
    for kind in (*KINDS, "all"):
        own = [answer for answer_kind, answer in answers if kind in {answer_kind, "all"}]
        right = [answer.is_correct for answer in own]
        if_digits = [
            answer.is_correct
            for answer in own
            if answer.text.translate(_REMOVED) == answer.written.translate(_REMOVED)
        ]
        wrong = [answer.is_certain and not answer.is_correct for answer in own]
        print(
            f"{kind:6} {len(own):5}  {np.mean(right):5.1%}  {np.mean(if_digits):30.1%}"
            f"  {np.mean(wrong):22.1%}"
        )
    confidence = np.array([answer.confidence for _, answer in answers])
    is_correct = np.array([answer.is_correct for _, answer in answers])
    ece = expected_calibration_error(calibration(confidence, is_correct))
    print(f"expected calibration error {ece:.1%}")


def measure(name: str, count: int) -> list[tuple[str, NumberAnswer]]:
    """Return the kind of each of `count` numbers, and the answer of the model to it."""
    model = model_file.load(model_file.find_model(name))
    styles = held_out_styles(model)
    rng = np.random.default_rng(99)
    answers = []
    for number in range(count):
        kind = KINDS[number % len(KINDS)]
        source = styles[number % len(styles)]
        writer = source[int(rng.integers(len(source)))]
        length = int(rng.integers(6 if kind == "date" else 2, 9))
        digits, labels = writer.write(length, rng)
        separators = _separators(kind, length, rng)
        style = random_style(rng, is_touching=False, is_plain=True)
        picture = draw_number(digits, style, rng, separators)
        numbers = recognize_numbers(model.predict, model.metadata, picture, separators=SEPARATORS)
        written = "".join(separators.get(k, "") + str(label) for k, label in enumerate(labels))
        answers.append((kind, NumberAnswer(written, tuple(numbers))))
    return answers


def _separators(kind: str, length: int, rng: np.random.Generator) -> dict[int, str]:
    """Return the separators of a number by the number of digits before them."""
    if kind == "none":
        return {}
    if kind == "date":
        separator = ".-/"[int(rng.integers(3))]
        return {2: separator, 4: separator}
    return {int(rng.integers(1, length)): kind}


if __name__ == "__main__":
    main()

"""Evaluation on whole numbers."""

import io

import pytest
from PIL import Image

from model.evaluation.numbers import MAX_MISTAKES, MAX_PICTURE_PX, evaluate_numbers
from model.serialization import model_file


@pytest.mark.slow
@pytest.mark.mnist
@pytest.mark.pendigits
def test_evaluate_numbers_counts_each_number_once_by_data_set():
    model = model_file.load(model_file.find_model("wide"))
    results = {result.name: result for result in evaluate_numbers(model, count=12)}
    assert set(results) == {"separate", "touching", "form"}
    for result in results.values():
        assert sum(part.count for part in result.sources.values()) == result.count == 12
        assert sum(part.correct for part in result.sources.values()) == result.correct
        assert sum(bin_.count for bin_ in result.calibration) == 12
        named = sum(part.count for name, part in result.sources.items() if name != "mnist")
        assert sum(writer.count for writer in result.writers) == named
        assert len(result.mistakes) == min(result.count - result.correct, MAX_MISTAKES)
        for mistake in result.mistakes:
            assert mistake.read != mistake.written
            width, height = Image.open(io.BytesIO(mistake.picture)).size
            assert width <= MAX_PICTURE_PX[0]
            assert height <= MAX_PICTURE_PX[1]
    assert results["separate"].correct >= 8
    assert results["form"].correct >= 8

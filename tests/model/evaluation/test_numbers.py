"""Evaluation on whole numbers."""

import pytest

from model.evaluation.numbers import evaluate_numbers
from model.serialization import model_file


@pytest.mark.slow
@pytest.mark.mnist
@pytest.mark.pendigits
def test_evaluate_numbers_counts_each_number_once_by_data_set():
    model = model_file.load(model_file.find_model("wide"))
    results = evaluate_numbers(model, count=12)
    whole = {result.name: result for result in results if result.source == "all"}
    assert set(whole) == {"separate", "touching"}
    for name, result in whole.items():
        parts = [part for part in results if part.name == name and part.source != "all"]
        assert sum(part.count for part in parts) == result.count == 12
        assert sum(part.correct for part in parts) == result.correct
        assert result.certain_errors + result.correct <= result.count
    assert whole["separate"].correct >= 8

"""Classes of candidates, by the ink of the digits that were drawn, and the training on them."""

from functools import partial

from model.data.synthesis.letter_shapes import CURRENCY_SIGNS, GLYPHS
from model.data.synthesis.signs import Signs
from model.numbers.candidate_network import CLASSES, INPUTS
from model.serialization import model_file
from tests.support.writer_styles import STYLES
from tools import train_candidates

SIGNS = Signs({name: GLYPHS[name] for name in "AEHM"}, CURRENCY_SIGNS)


def test_training_writes_a_network_with_its_recipe_and_hash(tmp_path, monkeypatch, capsys):
    path = tmp_path / "candidates.safetensors"
    small = partial(
        train_candidates.Recipe,
        hidden=(8,),
        epochs=1,
        batch_size=32,
        number_seeds=(1,),
        numbers=20,
        signed_seeds=(1,),
        signed_numbers=20,
        whole_seeds=(1,),
        whole_numbers=20,
        validation_numbers=10,
    )
    monkeypatch.setattr(train_candidates, "Recipe", small)
    monkeypatch.setattr(train_candidates, "load_writer_styles", lambda split: STYLES)
    monkeypatch.setattr(train_candidates, "load_signs", lambda split: SIGNS)
    monkeypatch.setattr("model.training.signed_numbers._PRINTED", 0)  # which needs fonts
    monkeypatch.setattr(train_candidates, "PATH", path)

    train_candidates.main()

    network = model_file.load(path, INPUTS, CLASSES)
    assert network.metadata["recipe"]["signed_numbers"] == 20
    assert path.name in (tmp_path / "SHA256SUMS").read_text()
    assert "epoch 1" in capsys.readouterr().out

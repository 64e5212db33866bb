"""One's own digits in a run of the lab: read, counted, hashed, and learnt."""

import json

import numpy as np
import pytest

from app.http.problems import InvalidRequest
from app.lab import own_digits
from app.lab.own_digits import OwnDigits
from app.lab.run_config import RunConfig, parse_run_config
from model.data.data_file import DatasetError
from model.training.labelled_images import LabelledImages
from model.training.training_data import TrainingData
from tests.app.lab.test_run_config import LIMITS

MINE = OwnDigits(folder="mine")


@pytest.fixture
def data_dir(tmp_path, monkeypatch):
    """An empty folder of data sets, on a machine without others."""
    monkeypatch.setattr(own_digits, "cache_folder", lambda: tmp_path / "cache")
    return tmp_path


@pytest.fixture
def mine(data_dir, png):
    """A folder with a seven twice, text among the sevens, and a drawing that is not a digit."""
    folder = data_dir / "digits" / "mine"
    for label in ("1", "7", "not-a-digit"):
        (folder / label).mkdir(parents=True)
        (folder / label / "a.png").write_bytes(png)
    (folder / "7" / "b.png").write_text("no image")
    (folder / "corrections.jsonl").write_text("{}")
    return folder


def test_folder_is_listed_and_read_as_digits_with_labels(mine, data_dir):
    assert own_digits.list_folders(data_dir) == ["mine"]
    found, images = own_digits.load(MINE, data_dir)
    assert (found.folder, found.images) == ("mine", 2)
    assert images.labels.tolist() == [1, 7]
    assert np.array_equal(images.images[0], images.images[1])
    assert images.images.max() > 128
    assert own_digits.load(found, data_dir)[0] == found


def test_folders_are_none_where_there_is_no_data_folder(data_dir):
    assert own_digits.list_folders(data_dir) == []


@pytest.mark.parametrize("change", ["image", "label"])
def test_folder_that_has_changed_is_an_error(mine, data_dir, png, change):
    found, _ = own_digits.load(MINE, data_dir)
    if change == "label":
        (mine / "1").rename(mine / "2")
    else:
        (mine / "7" / "c.png").write_bytes(png)
    with pytest.raises(DatasetError, match="they have changed since"):
        own_digits.load(found, data_dir)


@pytest.mark.parametrize("folder", ["theirs", "mine"])
def test_folder_that_is_missing_or_empty_is_an_invalid_setting(data_dir, folder):
    (data_dir / "digits" / "mine" / "3").mkdir(parents=True)
    with pytest.raises(InvalidRequest) as error:
        own_digits.describe(OwnDigits(folder=folder), data_dir)
    [field] = error.value.errors
    assert field.path == ("body", "own_digits")
    assert "mine" in field.message
    assert str(data_dir) not in field.message


def test_folder_with_too_many_images_is_an_error_before_one_is_read(mine, data_dir, monkeypatch):
    monkeypatch.setattr(own_digits, "MAX_IMAGES", 1)
    monkeypatch.setattr(own_digits.image_folder, "read_input", lambda _: pytest.fail("read"))
    with pytest.raises(DatasetError, match="expected 1 to 1 readable images"):
        own_digits.load(MINE, data_dir)


@pytest.mark.parametrize("name", ["my digits", ".cache", "zwei\n"])
def test_folder_that_no_run_can_name_is_not_listed(mine, data_dir, name):
    (mine.parent / name).mkdir()
    assert own_digits.list_folders(data_dir) == ["mine"]


def test_folder_that_cannot_be_read_lists_none(mine, data_dir, monkeypatch):
    def deny(_):
        raise PermissionError

    monkeypatch.setattr(own_digits.Path, "iterdir", deny)
    assert own_digits.list_folders(data_dir) == []


@pytest.mark.parametrize("name", ["", "..", "a/b", "/etc", "a\n", 7])
def test_name_that_leads_elsewhere_is_an_invalid_setting(name):
    with pytest.raises(InvalidRequest):
        parse_run_config({"own_digits": {"folder": name}}, LIMITS)


def test_digits_join_each_epoch_and_the_hashes_of_the_model():
    images = LabelledImages(np.zeros((3, 784), np.uint8), np.arange(3, dtype=np.uint8))
    data = TrainingData({"mnist": images}, {"mnist": 2}, {"mnist": images}, {"train": "00"})
    joined = own_digits.add(data, OwnDigits(folder="mine", images=3, sha256="ab"), images)
    assert (data.epoch_size, joined.epoch_size) == (2, 5)
    assert joined.hashes == {"train": "00", "own digits": "ab"}
    assert list(joined.validation) == ["mnist"]


def test_stored_configuration_has_folder_and_hash_and_counts_their_steps():
    own = OwnDigits(folder="mine", images=3, sha256="ab")
    config = RunConfig(images=10, batch_size=5, epochs=2, own_digits=own)
    assert RunConfig.from_stored(config.model_dump_json()) == config
    assert config.steps == 6
    assert parse_run_config(json.loads(config.model_dump_json()), LIMITS) == config


def test_configuration_that_an_older_version_stored_has_none():
    stored = json.loads(RunConfig().model_dump_json())
    del stored["own_digits"]
    assert RunConfig.from_stored(json.dumps(stored)).own_digits is None

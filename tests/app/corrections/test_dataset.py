"""Corrections as a folder: written, read back, and read by the evaluation."""

import base64
import io
import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw
from starlette.datastructures import QueryParams

from app.corrections.dataset import export_corrections, import_corrections
from app.corrections.labelling import label_prediction
from app.corrections.service import CorrectionService
from app.http.problems import CorrectionsFull
from app.parsing.correction_request import parse_json_correction
from app.settings import Settings
from model.evaluation.sets import image_folder
from model.serialization import model_file

SEVEN = {"strokes": [[[80, 70], [200, 70], [125, 220]]], "pen_width": 16}
ONE = {"strokes": [[[150, 60], [150, 230]]]}


def jpeg_of_a_cross():
    image = Image.new("L", (60, 60), 255)
    ImageDraw.Draw(image).line([(10, 10), (50, 50)], 0, 6)
    ImageDraw.Draw(image).line([(50, 10), (10, 50)], 0, 6)
    content = io.BytesIO()
    image.save(content, "JPEG")
    return {"image": base64.b64encode(content.getvalue()).decode()}


PIXELS = {"pixels": [0.0] * 300 + [1.0] * 100 + [0.25] + [0.0] * 383}

LABELLED = [
    {**SEVEN, "label": 7, "note": "in class 3b ✓"},
    {**ONE, "label": 1},
    {**jpeg_of_a_cross(), "label": "not a digit"},
    {**PIXELS, "label": 4},
]


@pytest.fixture(scope="module")
def model():
    return model_file.load(model_file.find_model("seed"))


@pytest.fixture(params=["sqlite", "postgresql"])
def open_service(request, tmp_path):
    """Return a function that opens the service of a new database."""
    services = []

    def open_new(**options):
        name = f"lab{len(services)}"
        if request.param == "postgresql":
            server = request.getfixturevalue("postgresql")
            options["database_url"] = server.new_database()
        services.append(CorrectionService(Settings(lab_dir=tmp_path / name, **options)))
        return services[-1]

    yield open_new
    for service in services:
        service.close()


@pytest.fixture
def service(tmp_path):
    opened = CorrectionService(Settings(lab_dir=tmp_path / "lab"))
    yield opened
    opened.close()


def add(service, model, body):
    correction = parse_json_correction(body, QueryParams(), 10**7)
    return service.add(label_prediction(model, correction), is_trusted=True)


def contents(service):
    """Return drawing, label and note of each correction."""
    corrections, _ = service.page(None, 0, 200)
    return {(service.get(one.id)[1], one.label, one.note) for one in corrections}


def read_back(service, model, folder):
    return list(import_corrections(service, folder, model, Settings()))


def test_exported_corrections_are_imported_to_the_byte_and_only_once(open_service, model, tmp_path):
    first, second = open_service(), open_service()
    for body in LABELLED:
        add(first, model, body)
    assert export_corrections(first, tmp_path / "mine", Settings()) == len(LABELLED)
    added = read_back(second, model, tmp_path / "mine")
    assert [one.correction.state for one in added] == ["accepted"] * len(LABELLED)
    assert contents(second) == contents(first)
    for service in (first, second):
        again = read_back(service, model, tmp_path / "mine")
        assert [(one.correction, one.error) for one in again] == [(None, None)] * len(LABELLED)


def test_exported_folder_has_a_picture_of_each_drawing_that_the_evaluation_reads(
    service, model, tmp_path
):
    ids = {str(body["label"]): add(service, model, body).id for body in LABELLED}
    export_corrections(service, tmp_path / "mine", Settings())
    pictures = {path.parent.name: path.stem for path in tmp_path.glob("mine/*/*.png")}
    assert pictures == {label.replace(" ", "-"): one for label, one in ids.items()}
    drawings = image_folder.read(tmp_path / "mine")
    assert drawings.labels.tolist() == [1, 4, 7]
    assert drawings.skipped == ()
    sent = np.frombuffer(service.get(ids["7"])[1].vector, "<f4")
    np.testing.assert_allclose(drawings.inputs[2].vector.ravel(), sent, atol=1e-6)


def test_pictures_without_the_file_are_imported_with_the_names_of_their_folders(
    service, model, tmp_path
):
    for body in LABELLED[:3]:
        add(service, model, body)
    export_corrections(service, tmp_path / "mine", Settings())
    (tmp_path / "mine" / "corrections.jsonl").unlink()
    other = CorrectionService(Settings(lab_dir=tmp_path / "other"))
    read_back(other, model, tmp_path / "mine")
    assert {one.label for one in other.page(None, 0, 9)[0]} == {7, 1, "not a digit"}
    other.close()


def test_only_accepted_corrections_are_exported(service, model, tmp_path):
    kept, rejected = (add(service, model, body) for body in LABELLED[:2])
    service.set_state(rejected.id, "rejected")
    assert export_corrections(service, tmp_path / "mine", Settings()) == 1
    assert [path.stem for path in tmp_path.glob("mine/*/*.png")] == [kept.id]


@pytest.mark.parametrize("folder", [".", "new/mine"])
def test_export_fills_the_current_folder_or_makes_a_new_one(
    service, model, tmp_path, monkeypatch, folder
):
    empty = tmp_path / "empty"
    empty.mkdir()
    monkeypatch.chdir(empty)
    add(service, model, LABELLED[0])
    assert export_corrections(service, Path(folder), Settings()) == 1
    label = str(LABELLED[0]["label"])
    assert {path.name for path in Path(folder).iterdir()} == {label, "corrections.jsonl"}


def test_export_that_fails_leaves_the_folder_empty(service, model, tmp_path, monkeypatch):
    add(service, model, LABELLED[0])
    monkeypatch.setattr("app.corrections.dataset._export", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        export_corrections(service, tmp_path / "mine", Settings())
    assert list((tmp_path / "mine").iterdir()) == []


def test_export_writes_over_nothing(service, model, tmp_path):
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.txt").write_text("mine")
    with pytest.raises(ValueError, match="expected a new or empty folder"):
        export_corrections(service, tmp_path / "mine", Settings())
    with pytest.raises(ValueError, match="got a file"):
        export_corrections(service, tmp_path / "mine" / "thesis.txt", Settings())


def test_imported_drawing_that_contradicts_a_correction_waits_for_review(service, model, tmp_path):
    add(service, model, {**SEVEN, "label": 7})
    line = json.dumps({**SEVEN, "label": 1})
    (tmp_path / "corrections.jsonl").write_text(line)
    [imported] = read_back(service, model, tmp_path)
    assert imported.correction.state == "pending"
    assert [other.label for other in imported.correction.conflicts] == [7]


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        (b"no json", "JSON"),
        (json.dumps({**SEVEN, "label": 12}).encode(), "expected 0 to 9"),
        (json.dumps(SEVEN).encode(), "label"),
        (json.dumps({"strokes": [], "label": 1}).encode(), "strokes"),
        (json.dumps({"pixels": [0] * 784, "label": 1}).encode(), "expected a drawn digit"),
        (b"[" * 100_000, "deep|opening|JSON|recursion"),
        (b"x" * 9_000_000, "at most 8,388,608 bytes"),
    ],
)
def test_line_that_is_not_valid_is_named_and_the_others_are_imported(
    service, model, tmp_path, line, problem
):
    good = json.dumps({**ONE, "label": 1}).encode()
    (tmp_path / "corrections.jsonl").write_bytes(line + b"\n" + good + b"\n")
    bad, imported = read_back(service, model, tmp_path)
    assert bad.source.endswith("corrections.jsonl, line 1")
    assert any(word in bad.error for word in problem.split("|")), bad.error
    assert imported.correction.label == 1


def test_pictures_and_folders_that_are_not_valid_are_named(service, model, tmp_path):
    (tmp_path / "7" / "folder").mkdir(parents=True)
    (tmp_path / "7" / "text.png").write_text("no image")
    (tmp_path / "7" / "large.png").write_bytes(b" " * 9_000_000)
    Image.new("1", (30_000, 30_000), 1).save(tmp_path / "7" / "bomb.png")
    Image.new("1", (30, 30), 1).save(tmp_path / "7" / "blank.png")
    (tmp_path / "ten").mkdir()
    errors = {one.source: one.error for one in read_back(service, model, tmp_path)}
    names = ["7/blank.png", "7/bomb.png", "7/folder", "7/large.png", "7/text.png", "ten"]
    assert [name.removeprefix(f"{tmp_path}/") for name in errors] == names
    blank, bomb, _, large, text, stray = errors.values()
    assert blank.startswith("expected ")
    assert bomb.startswith("expected at most 52000000 pixels")
    assert large.startswith("expected an image of at most 8,388,608 bytes")
    assert text.startswith("expected an image in ")
    assert stray == "expected folders 0 to 9 and not-a-digit, got 'ten'"
    assert service.page(None, 0, 9) == ([], 0)


def test_folder_without_labels_is_an_error(service, model, tmp_path):
    (tmp_path / "photos").mkdir()
    with pytest.raises(ValueError, match=r"expected corrections\.jsonl, or folders 0 to 9"):
        read_back(service, model, tmp_path)


def test_import_stops_where_corrections_may_take_no_more_space(model, tmp_path):
    service = CorrectionService(
        Settings(lab_dir=tmp_path / "lab", corrections_bytes=2**20, max_body_bytes=2**20)
    )
    (tmp_path / "4").mkdir()
    grain = np.random.default_rng(1).integers(170, 255, (700, 700, 3), dtype=np.uint8)
    grain[150:550, 330:370] = 0  # a digit on paper whose grain takes more than 2**20 bytes
    Image.fromarray(grain).save(tmp_path / "4" / "a.png")
    with pytest.raises(CorrectionsFull):
        list(import_corrections(service, tmp_path, model, Settings()))
    assert service.page(None, 0, 9) == ([], 0)
    service.close()

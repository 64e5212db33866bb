"""My digits on the report page: accuracy on corrections over the versions, and who sees it."""

import re

import numpy as np
import pytest
from fastapi.testclient import TestClient

from app import database
from app.corrections import version_store
from app.corrections.record import NewCorrection, SentDrawing
from app.corrections.service import FILE_NAME
from app.corrections.store import CorrectionStore
from app.corrections.version_store import Version
from app.main import create_app
from app.settings import Settings
from model.network import forward
from model.serialization import model_file, safetensors_format
from tests.app.corrections.corrections import GIB

HERE, ELSEWHERE = ("127.0.0.1", 50_000), ("192.0.2.1", 50_000)
HEADING = "My digits"


@pytest.fixture
def store(tmp_path):
    opened = CorrectionStore(f"sqlite:///{tmp_path / FILE_NAME}")
    yield opened
    opened.close()


@pytest.fixture
def visit(weights_dir, folder, tmp_path):
    """Return a function that opens the report page with some settings, from somewhere."""

    def page(address="http://127.0.0.1:8000", client=HERE, **options):
        configured = Settings(
            weights_dir=weights_dir, reports_dir=folder, lab_dir=tmp_path, **options
        )
        with TestClient(create_app(configured), base_url=address, client=client) as started:
            reply = started.get("/report")
        assert reply.status_code == 200
        return reply.text

    return page


def answers(model, count):
    """Return inputs that differ, and the model's answer to each."""
    X = np.random.default_rng(3).random((count, 784), dtype=np.float32)
    X = (np.rint(255 * X) / 255).astype("<f4")
    return X, forward(model.weights, X).P.argmax(axis=1)


def correct(store, x, label):
    new = NewCorrection(
        drawing=SentDrawing("pixels", x.tobytes(), x.tobytes()),
        label=label,
        note="",
        model="seed",
        version="0" * 12,
        answer=None,
        confidence=None,
    )
    return store.add(new, GIB, is_trusted=True)


def keep_version(store, name, model):
    """Keep the weights of a model as a version that has learnt the accepted corrections."""
    content = safetensors_format.encode(model.weights, {"title": "Learnt"})
    version = Version(name, database.utc_now(), model_file.from_bytes(name, content).version + "0")
    with store.write() as connection:
        version_store.start(connection, name)
        learnt = version_store.accepted(connection)
        assert version_store.add(connection, name, learnt, version, content, {})


def rows(page):
    """Return the cells of the section's table as texts, without the intervals."""
    section = page[page.index('id="my-digits"') :]
    body = section[section.index("<tbody>") : section.index("</tbody>")]
    texts = []
    for row in body.split("</tr>")[:-1]:
        cells = re.findall(r"<(?:th|td)[^>]*>(.*?)</(?:th|td)>", row)
        texts.append([re.sub("<[^>]*>", "", cell.split("<br>")[0]) for cell in cells])
    return texts


def test_training_accuracy_is_apart_from_that_on_other_corrections(visit, weights_dir, store):
    base = model_file.load(weights_dir / "seed.safetensors")
    X, digits = answers(base, 5)
    for x, digit in zip(X[:3], [digits[0], digits[1], (digits[2] + 1) % 10], strict=True):
        correct(store, x, int(digit))
    keep_version(store, "seed-c3", base)
    correct(store, X[3], int(digits[3]))
    correct(store, X[4], int(digits[4] + 1) % 10)
    correct(store, X[0], int(digits[0]))  # the same again: learnt, and counted once
    page = visit().replace("&#8239;", " ")
    assert rows(page) == [
        ["seed default", "none", "60.0 % 3 of 5", "none"],
        ["seed-c3", "3 corrections", "50.0 % 1 of 2", "66.7 % 2 of 3"],
    ]
    assert "23.1 to 88.2" in page  # Wilson's interval of 3 of 5


def test_version_that_is_the_default_is_marked_and_pending_corrections_do_not_count(
    visit, weights_dir, store
):
    base = model_file.load(weights_dir / "seed.safetensors")
    X, digits = answers(base, 2)
    correct(store, X[0], int(digits[0]))
    keep_version(store, "seed-c1", base)
    with store.write() as connection:
        version_store.set_default(connection, "seed-c1")
    assert correct(store, X[0], int(digits[0] + 1) % 10).state == "pending"
    page = visit().replace("&#8239;", " ")
    assert rows(page) == [
        ["seed", "none", "100.0 % 1 of 1", "none"],
        ["seed-c1 default", "1 correction", "none", "100.0 % 1 of 1"],
    ]


def test_non_digit_is_right_if_it_is_rejected(visit, weights_dir, store):
    base = model_file.load(weights_dir / "seed.safetensors")  # random weights, so never certain
    correct(store, answers(base, 1)[0][0], "not a digit")
    assert rows(visit().replace("&#8239;", " "))[0][2] == "100.0 % 1 of 1"


def test_section_without_corrections_says_how_to_get_some(visit, tmp_path):
    page = visit()
    assert HEADING in page
    assert "Nothing yet. Say under an answer" in page
    assert not (tmp_path / FILE_NAME).exists()


@pytest.mark.parametrize(
    "options",
    [
        {"corrections": "off"},
        {"host": "0.0.0.0"},
        {"address": "http://digits.example", "client": ELSEWHERE, "corrections": "on"},
    ],
    ids=["off", "not on loopback", "another machine"],
)
def test_section_is_for_requests_that_may_list_corrections(visit, store, options):
    correct(store, np.full(784, 0.5, "<f4"), 7)
    assert HEADING not in visit(**options)


def test_report_opens_and_says_so_while_the_database_is_gone(
    visit, write, content, tmp_path, texts
):
    write(content)
    (tmp_path / FILE_NAME).write_bytes(b"damaged " * 1000)
    words = texts(visit())
    assert "My digits The database of the corrections cannot be used now" in words
    assert "Evaluation of Large" in words


def test_report_is_of_the_base_model_although_a_version_is_the_default(
    visit, weights_dir, store, write, content, texts
):
    write(content)
    base = model_file.load(weights_dir / "seed.safetensors")
    correct(store, answers(base, 1)[0][0], 7)
    keep_version(store, "seed-c1", base)
    with store.write() as connection:
        version_store.set_default(connection, "seed-c1")
    assert "Evaluation of Large" in texts(visit())

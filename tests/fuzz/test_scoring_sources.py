"""Random trees of odd files, folders, links and archives: a run ends, and a resumed one agrees."""

import csv
import io
import os
import random
import tarfile
from pathlib import Path

import pytest
from PIL import Image

from app.scoring import run as scoring
from app.scoring import workers
from app.scoring.run import Callback, score
from app.scoring.scorer import Scorer
from model.serialization import model_file

TREES = 20
NAMES = [b"a.png", b"\xff\xfe.png", b"a\nb.png", b"=1+1.png", b'",".png', b"*.png", b"[a].png"]
NAMES += [b"x" * 250, b" ", b"-", b"\\", b"scan.tar", b"scan.tar.gz", b"scan.parquet", b"\xc3\xa9"]


class Interrupter(Callback):
    """Interrupts a run after some pictures."""

    def __init__(self, pictures):
        self._left = pictures

    def on_pictures(self, count, *, resumed):
        self._left -= count
        if self._left < 0:
            raise KeyboardInterrupt


def picture_file(rng):
    """Return the bytes of a small picture, a damaged one, or something else."""
    file = io.BytesIO()
    Image.effect_noise((28, 28), rng.uniform(0, 200)).save(file, rng.choice(["PNG", "JPEG", "BMP"]))
    content = file.getvalue()
    return rng.choice([content, content, content[: rng.randrange(len(content))], b"", b"text"])


def archive(rng):
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode=rng.choice(["w", "w:gz", "w:xz"])) as tar:
        for _ in range(rng.randrange(5)):
            member = tarfile.TarInfo(os.fsdecode(rng.choice(NAMES)))
            content = picture_file(rng)
            member.size = len(content)
            member.type = rng.choice([tarfile.REGTYPE, tarfile.REGTYPE, tarfile.DIRTYPE])
            tar.addfile(member, io.BytesIO(content))
    content = bytearray(file.getvalue())
    if rng.random() < 0.5:
        content[rng.randrange(len(content))] ^= 1 << rng.randrange(8)
    return bytes(content[: rng.choice([len(content), rng.randrange(len(content))])])


def make_tree(folder, rng, depth=0):
    """Fill a folder, given as bytes, with a random tree; return its number of regular files."""
    count = 0
    for name in rng.sample(NAMES, rng.randrange(len(NAMES))):
        path = os.path.join(folder, name)  # noqa: PTH118  # of bytes
        kind = rng.random()
        if kind < 0.15 and depth < 3:
            Path(os.fsdecode(path)).mkdir()
            count += make_tree(path, rng, depth + 1)
        elif kind < 0.3:
            target = rng.choice([b".", b"..", b"nowhere", name, b"/dev/zero", b"../a.png"])
            Path(os.fsdecode(path)).symlink_to(os.fsdecode(target))
        else:
            Path(os.fsdecode(path)).write_bytes(rng.choice([picture_file, archive])(rng))
            count += 1
    return count


@pytest.fixture(scope="module")
def scorer():
    return Scorer(model_file.load(model_file.find_model("seed")), 100_000, numbers=False)


@pytest.mark.parametrize("seed", range(TREES))
def test_run_over_a_random_tree_ends_and_goes_on_to_the_same_rows(
    scorer, tmp_path, monkeypatch, seed
):
    rng = random.Random(seed)
    monkeypatch.setattr(scoring, "PICTURES_PER_CHUNK", 3)
    monkeypatch.setattr(
        workers,
        "score_chunks",
        lambda scorer, chunks, _: ((chunk, scorer.score(chunk.pictures)) for chunk in chunks),
    )
    tree = tmp_path / "parent" / "tree"
    tree.mkdir(parents=True)
    make_tree(os.fsencode(tree), rng)
    sources = [str(tree), f"{tree}/**/*.png", str(tree / "a.png")]
    whole = score(scorer, sources, tmp_path / "whole.csv", 1, Callback())
    output = tree / "results.csv"
    try:
        score(scorer, sources, output, 1, Interrupter(rng.randrange(whole.pictures)))
    except KeyboardInterrupt:
        score(scorer, sources, output, 1, Callback())
    assert output.read_bytes() == (tmp_path / "whole.csv").read_bytes()
    with output.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == whole.pictures == whole.errors + whole.rows
    assert all(row["error"] or row["certain"] in ("true", "false") for row in rows)

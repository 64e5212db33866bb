"""Run of the scoring: from sources to a file of rows, interrupted at any moment and resumed."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields
from itertools import chain
from pathlib import Path

from app import __version__
from app.scoring import chunks, ray_data, results, workers
from app.scoring.chunks import Chunk
from app.scoring.parts import Parts
from app.scoring.pictures import find_pictures
from app.scoring.scorer import Row, Scorer

PICTURES_PER_CHUNK = 64
PAGES_PER_CHUNK = 8
"""Of numbers, each of which may take a second."""


@dataclass(frozen=True)
class Summary:
    """Counts of a finished run.

    Attributes
    ----------
    pictures, errors : int
        Number of pictures, and of those that could not be read.
    rows, uncertain : int
        Number of digits or numbers that were read, and of those that are not certain.
    """

    pictures: int
    errors: int
    rows: int
    uncertain: int


class OutputExistsError(ValueError):
    """The results are there already."""


class Callback:
    """Callbacks of a run, all of which do nothing here."""

    def on_start(self, differences: list[str] | None) -> None:
        """Handle the start: the names of what differs from the interrupted run before.

        An empty list if its parts are used, None if there is none.
        """

    def on_pictures(self, count: int, *, resumed: bool) -> None:
        """Handle further pictures that are done, or were done by the run before."""


def score(
    scorer: Scorer,
    sources: Sequence[str],
    output: Path,
    worker_count: int | None,
    callback: Callback,
    overwrite: bool = False,
    on_ray: bool = False,
) -> Summary:
    """Score the pictures of all sources, and write the rows to `output`.

    Parameters
    ----------
    scorer : Scorer
    sources : sequence of str
        See `app.scoring.pictures.find_pictures`.
    output : pathlib.Path
    worker_count : int or None
        Number of processes; as many as there are cores if None.
    callback : Callback
    overwrite : bool
        Whether `output` may exist already, which is replaced at the end. The run that goes on with
        an interrupted one needs not say so again.
    on_ray : bool
        Whether the processes are Ray's.

    Raises
    ------
    ValueError
        If `output` has no known format, exists or is being written by another run, or a package
        is missing; nothing is changed then.
    """
    results.check_format(output)
    options = {
        "model": f"{scorer.model.name} {scorer.model.version}",
        "options": {
            "numbers": scorer.numbers,
            "max_pixels": scorer.max_pixels,
            **({"separators": scorer.separators} if scorer.separators else {}),
        },
        "version": __version__,
    }
    parts = Parts(output)
    with parts.locked():
        run = {"sources": list(sources), **options}
        differences = parts.differences(run)
        if output.exists() and not overwrite and differences != []:
            raise OutputExistsError(
                f"{output} already exists; replace it with --overwrite, or choose another file"
            )
        parts.begin(run)
        callback.on_start(differences)
        size = PAGES_PER_CHUNK if scorer.numbers else PICTURES_PER_CHUNK
        pictures = find_pictures(sources, output.absolute())
        keys: list[str] = []
        in_progress: set[str] = set()

        def missing() -> Iterator[Chunk]:
            for chunk in chunks.split(pictures, size, json.dumps(options)):
                keys.append(chunk.key)
                if chunk.key in parts or chunk.key in in_progress:  # or given twice
                    callback.on_pictures(len(chunk.pictures), resumed=True)
                else:
                    in_progress.add(chunk.key)
                    yield chunk

        score_chunks = ray_data.score_chunks if on_ray else workers.score_chunks
        for chunk, rows in score_chunks(scorer, missing(), worker_count):
            parts.save(chunk.key, rows)
            in_progress.discard(chunk.key)
            callback.on_pictures(len(chunk.pictures), resumed=False)
        counts: Counter[str] = Counter()
        results.write(output, scorer.columns, _count(map(parts.load, keys), counts))
        parts.clear()
    return Summary(**{field.name: counts[field.name] for field in fields(Summary)})


def _count(parts: Iterable[list[list[Row]]], counts: Counter[str]) -> Iterator[Row]:
    """Yield the rows of all parts, and count them."""
    for pictures in parts:
        counts["pictures"] += len(pictures)
        for row in chain.from_iterable(pictures):
            if row["error"] is not None:
                counts["errors"] += 1
            else:
                counts["rows"] += 1
                counts["uncertain"] += not row["certain"]
            yield row

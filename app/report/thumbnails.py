"""Thumbnails of the drawings in a report, rendered from the data sets on this machine."""

import io
from collections.abc import Collection
from functools import lru_cache
from pathlib import Path

import anyio.to_thread
from PIL import Image, ImageChops

from model.data import partial_read
from model.data.cache import DataDir
from model.data.data_file import DatasetError
from model.data.partial_read import Digit, Source
from model.evaluation import sets
from model.evaluation.sets import NonDigitSet

MAX_SIZE_PX = 168
"""Twice the size at which the page shows a thumbnail."""

_MARGIN = 1.25
_CACHE_SIZE = 2000  # PNGs of about a kilobyte

FileState = tuple[Path, int, int]


class Thumbnails:
    """Thumbnails as PNG, by set and index.

    Only those digits of a data set that reports refer to are kept, some kilobytes; they are read
    when the first of them is requested.
    """

    def __init__(self, data_dir: DataDir) -> None:
        self._data_dir = data_dir
        self._digits: dict[Source, dict[int, Digit]] = {source: {} for source in partial_read.FILES}
        self._damaged: dict[FileState, str] = {}
        self._single_thread = anyio.CapacityLimiter(1)
        self._digit_png = lru_cache(maxsize=_CACHE_SIZE)(self._render_digit)
        self._non_digit_png = lru_cache(maxsize=_CACHE_SIZE)(_render_non_digit)

    def find(self, source: Source) -> Path:
        """Return the path of a data set.

        Raises
        ------
        model.data.partial_read.DatasetMissingError
            If it is not on this machine.
        """
        return partial_read.find_file(source, self._data_dir)

    async def digit(
        self, name: str, source: Source, index: int, prefetch: Collection[int]
    ) -> bytes | None:
        """Return the drawing at `index` of the set of digits `name`, or None if there is none.

        Parameters
        ----------
        name : str
            Name of the set in `model.evaluation.sets`.
        source : str
            Data set that the index refers to.
        index : int
        prefetch : collection of int
            Indices of other digits to read as well if the data set has to be read.

        Raises
        ------
        DatasetError
            If the data set is not on this machine, or damaged.
        """
        return await anyio.to_thread.run_sync(
            self._read_and_render, name, source, index, prefetch, limiter=self._single_thread
        )

    async def non_digit(self, name: str, index: int) -> bytes | None:
        """Return the drawing at `index` of the set of non-digits `name`, or None."""
        non_digit_set = sets.NON_DIGIT_SETS.get(name)
        if non_digit_set is None or non_digit_set.of_digits or index >= non_digit_set.count:
            return None
        return await anyio.to_thread.run_sync(
            self._non_digit_png, non_digit_set, index, limiter=self._single_thread
        )

    def _read_and_render(
        self, name: str, source: Source, index: int, prefetch: Collection[int]
    ) -> bytes | None:
        if name not in sets.DIGIT_SETS:
            return None
        digits = self._digits[source]
        if index not in digits:
            digits.update(self._read(source, {index, *prefetch}))
        return self._digit_png(name, source, index) if index in digits else None

    def _read(self, source: Source, indices: Collection[int]) -> dict[int, Digit]:
        path = self.find(source)
        status = path.stat()
        state = (path, status.st_mtime_ns, status.st_size)
        if state in self._damaged:  # each drawing reports it, but only the first reads the file
            raise DatasetError(self._damaged[state])
        try:
            return partial_read.read_digits(source, path, indices)
        except DatasetError as error:
            self._damaged = {state: str(error)}
            raise

    def _render_digit(self, name: str, source: Source, index: int) -> bytes:
        return _to_png(sets.find(name).render(self._digits[source][index], index))


def _render_non_digit(non_digit_set: NonDigitSet, index: int) -> bytes:
    return _to_png(non_digit_set.render(index, ()))


def _to_png(image: Image.Image) -> bytes:
    file = io.BytesIO()
    thumbnail(image).save(file, "PNG")
    return file.getvalue()


def thumbnail(image: Image.Image) -> Image.Image:
    """Return the square around a drawing's ink, at most `MAX_SIZE_PX`; small images unchanged.

    Parameters
    ----------
    image : PIL.Image.Image
        Mode "L", dark on white.
    """
    box = ImageChops.invert(image).getbbox()
    if box is None or max(image.size) <= MAX_SIZE_PX // 2:
        return image
    left, top, right, bottom = box
    side = round(_MARGIN * max(right - left, bottom - top))
    square = Image.new("L", (side, side), 255)
    corner = ((side - (right - left)) // 2, (side - (bottom - top)) // 2)
    square.paste(image.crop(box), corner)
    square.thumbnail((MAX_SIZE_PX, MAX_SIZE_PX))
    return square

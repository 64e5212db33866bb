"""The drawings that reports point at, drawn again from the data sets on this machine."""

import io
import os
from collections.abc import Collection
from functools import lru_cache
from pathlib import Path

import anyio.to_thread
from PIL import Image, ImageChops

from model.data import partial_read
from model.data.data_file import DatasetError
from model.data.partial_read import Digit, Source
from model.evaluation import sets
from model.evaluation.sets import NoDigitSet

LARGEST_PX = 168
"""Twice the size at which the page shows a drawing."""

_MARGIN = 1.25
_REMEMBERED = 2000  # PNGs of about a kilobyte

FileState = tuple[Path, int, int]


class Drawings:
    """Drawings as PNG, by set and index.

    Of a data set only the digits that reports point at are held, some kilobytes, and they are read
    when the first of them is asked for.
    """

    def __init__(self, data_dir: str | os.PathLike[str] | None) -> None:
        self._data_dir = data_dir
        self._digits: dict[Source, dict[int, Digit]] = {source: {} for source in partial_read.FILES}
        self._damaged: dict[FileState, str] = {}
        self._one_at_a_time = anyio.CapacityLimiter(1)
        self._png = lru_cache(maxsize=_REMEMBERED)(self._draw)
        self._no_digit_png = lru_cache(maxsize=_REMEMBERED)(_draw_no_digit)

    def find(self, source: Source) -> Path:
        """Return where the drawings' data set is.

        Raises
        ------
        model.data.partial_read.DatasetMissingError
            If it is not on this machine.
        """
        return partial_read.find(source, self._data_dir)

    async def png(
        self, name: str, source: Source, index: int, wanted: Collection[int]
    ) -> bytes | None:
        """Return the drawing at `index` of the set `name`, or None if there is none.

        Parameters
        ----------
        name : str
            Of the set, as `model.evaluation.sets` knows it.
        source : str
            What the index counts in.
        index : int
        wanted : collection of int
            The digits to read where the data set has to be read for this one.

        Raises
        ------
        DatasetError
            If the data set is not on this machine, or damaged.
        """
        return await anyio.to_thread.run_sync(
            self._find_and_draw, name, source, index, wanted, limiter=self._one_at_a_time
        )

    async def no_digit(self, name: str, index: int) -> bytes | None:
        """Return the drawing at `index` of a set of what is no digit, or None if there is none."""
        chosen = sets.NO_DIGITS.get(name)
        if chosen is None or chosen.of_digits or index >= chosen.count:
            return None
        return await anyio.to_thread.run_sync(
            self._no_digit_png, chosen, index, limiter=self._one_at_a_time
        )

    def _find_and_draw(
        self, name: str, source: Source, index: int, wanted: Collection[int]
    ) -> bytes | None:
        if name not in sets.SETS:
            return None
        held = self._digits[source]
        if index not in held:
            held.update(self._read(source, {index, *wanted}))
        return self._png(name, source, index) if index in held else None

    def _read(self, source: Source, indices: Collection[int]) -> dict[int, Digit]:
        path = self.find(source)
        status = path.stat()
        state = (path, status.st_mtime_ns, status.st_size)
        if state in self._damaged:  # said once a drawing, but not read through once a drawing
            raise DatasetError(self._damaged[state])
        try:
            return partial_read.read(source, path, indices)
        except DatasetError as error:
            self._damaged = {state: str(error)}
            raise

    def _draw(self, name: str, source: Source, index: int) -> bytes:
        return _small_png(sets.find(name).drawn(self._digits[source][index], index))


def _draw_no_digit(chosen: NoDigitSet, index: int) -> bytes:
    return _small_png(chosen.drawn(index, ()))


def _small_png(image: Image.Image) -> bytes:
    file = io.BytesIO()
    small(image).save(file, "PNG")
    return file.getvalue()


def small(image: Image.Image) -> Image.Image:
    """Return the square around a drawing's ink in at most `LARGEST_PX`; tiny ones as they are.

    Parameters
    ----------
    image : PIL.Image.Image
        Mode "L", dark on white.
    """
    box = ImageChops.invert(image).getbbox()
    if box is None or max(image.size) <= LARGEST_PX // 2:
        return image
    left, top, right, bottom = box
    side = round(_MARGIN * max(right - left, bottom - top))
    square = Image.new("L", (side, side), 255)
    corner = ((side - (right - left)) // 2, (side - (bottom - top)) // 2)
    square.paste(image.crop(box), corner)
    square.thumbnail((LARGEST_PX, LARGEST_PX))
    return square

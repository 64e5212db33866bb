"""Write a file so that a reader, or a crash, meets the old content or the new, never half of it."""

import os
from pathlib import Path


def write(path: Path, content: bytes) -> None:
    """Replace the file at `path` by one that holds `content`; its folder is made if need be.

    The bytes go to a hidden file in the same folder, reach the disk, and only then take the name:
    renaming within one folder is atomic on POSIX, and on Windows through ``os.replace``.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        with draft.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)

"""The words that a trainer obeys, taken from a file that any server process may append to."""

from app.lab.runs.folder import RunFolder

WORDS = frozenset({"pause", "resume", "step", "stop", "park"})


class Inbox:
    """Gives each word that is written after it was made, once."""

    def __init__(self, folder: RunFolder) -> None:
        self._path = folder.commands
        self._path.touch()
        self._offset = self._path.stat().st_size

    def take(self) -> list[str]:
        """Return the new words. Costs a system call if there are none."""
        if self._path.stat().st_size <= self._offset:
            return []
        with self._path.open("rb") as file:
            file.seek(self._offset)
            content = file.read()
        whole = content.rfind(b"\n") + 1
        self._offset += whole
        return [word for word in content[:whole].decode().split() if word in WORDS]

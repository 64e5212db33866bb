"""Redaction of messages: errors of files name them, replies do not say where they are."""

import re

_FOLDERS = re.compile(
    r"""
    (?<![\w:/.\\])          # not in the middle of a word, a URL or a relative path
    (?:
        (?:/[^/\s:;,'"()]+)+/       # /home/name/data/
        | [A-Za-z]:\\(?:[^\\/\s:;,'"()]+\\)+
    )
    """,
    re.VERBOSE,
)


def without_folders(message: object) -> str:
    """Return a message in which absolute paths are cut to the names of their files."""
    return _FOLDERS.sub("", str(message))

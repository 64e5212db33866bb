"""Redaction of messages: errors of files name them, replies do not say where they are."""

import re

_WORD = r"""[^\\/\s:;,'"()]+"""
_NAME = rf"{_WORD}(?:[ ]{_WORD})*"

_FOLDERS = re.compile(
    rf"""
    (?<![\w:/.\\])              # not in the middle of a word, a URL or a relative path
    (?:
        (?:/{_NAME})+/           # /home/name/Application Support/
        | [A-Za-z]:\\(?:{_NAME}\\)+
    )
    """,
    re.VERBOSE,
)


def without_folders(message: object) -> str:
    """Return a message in which absolute paths are cut to the names of their files."""
    return _FOLDERS.sub("", str(message))

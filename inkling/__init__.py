"""The installed package: `app` and `model` are inside of it, and found before others of that name.

In a checkout they are beside this folder, which is then all that there is of the package. See
docs/decisions/one-name-in-site-packages.md.
"""

import sys
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from inkling.submitted_code import check_mine, drawn_seven

__all__ = ["check_mine", "drawn_seven"]

_FOLDER = Path(__file__).resolve().parent

sys.path.insert(0, str(_FOLDER if (_FOLDER / "app").is_dir() else _FOLDER.parent))


def __getattr__(name: str) -> Any:
    """Import `check_mine` and `drawn_seven` when they are first used: commands do without them."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module("inkling.submitted_code"), name)

"""The installed package: `app` and `model` are inside of it, and found before others of that name.

In a checkout they are beside this folder, which is then all that there is of the package. See
docs/decisions/one-name-in-site-packages.md.
"""

import sys
from pathlib import Path

_FOLDER = Path(__file__).resolve().parent

sys.path.insert(0, str(_FOLDER if (_FOLDER / "app").is_dir() else _FOLDER.parent))

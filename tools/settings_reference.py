"""Write docs/settings.md, the reference of all settings, from `app.settings.Settings`.

Run it after a change of a setting: ``python -m tools.settings_reference``. A test holds that the
page is up to date.
"""

from pathlib import Path
from typing import Any, Literal, get_args, get_origin

from pydantic.fields import FieldInfo

from app.settings import Settings, describe_range

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "settings.md"

HEADER = """# Settings

This page is generated from `app/settings.py` by `python -m tools.settings_reference`.

Every setting is an environment variable. Options of `inkling serve` override it. An invalid value
stops the start with a message that names the variable. [Operations](operations.md) explains how the
settings work together.

| variable | default | values | description |
|---|---|---|---|
"""


def render() -> str:
    """Return the page in Markdown."""
    rows = [
        f"| `INKLING_{name.upper()}` | {_default(field)} | {_values(field)} | {field.description} |"
        for name, field in Settings.model_fields.items()
    ]
    return HEADER + "\n".join(rows) + "\n"


def _default(field: FieldInfo) -> str:
    value: Any = field.default
    if field.default_factory is not None:
        return "depends on the user"
    if isinstance(value, Path) and value.is_absolute():
        return f"`{value.relative_to(ROOT).as_posix()}` in the package"
    if isinstance(value, tuple):
        value = ",".join(value)
    return "none" if value in (None, "") else f"`{value}`"


def _values(field: FieldInfo) -> str:
    if get_origin(field.annotation) is Literal:
        return ", ".join(f"`{value}`" for value in get_args(field.annotation))
    return describe_range(field)


if __name__ == "__main__":
    PAGE.write_text(render(), encoding="utf-8")
    print(f"Wrote {PAGE}")

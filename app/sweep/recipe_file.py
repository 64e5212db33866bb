"""A recipe as TOML, which `inkling train --recipe` reads."""

import json
from collections.abc import Mapping

from model.training.recipe import Recipe


def to_toml(recipe: Recipe, comment: str = "") -> str:
    """Return a recipe as TOML; `model.training.recipe.load_recipe` is the inverse.

    Parameters
    ----------
    recipe : Recipe
    comment : str
        Lines to put first.
    """
    lines = [f"# {line}".rstrip() for line in comment.splitlines()]
    tables = []
    for name, value in recipe.to_json().items():
        if isinstance(value, Mapping):
            tables += ["", f"[{name}]", *(_entry(*entry) for entry in value.items())]
        else:
            lines.append(_entry(name, value))
    return "\n".join([*lines, *tables]) + "\n"


def _entry(name: str, value: object) -> str:
    # Numbers, texts, booleans and lists of JSON are also TOML. DEL is the exception, in no name.
    return f"{name} = {json.dumps(value, ensure_ascii=False)}"

"""Parser of the options of functions, such as ``axis=0``, and of the items of a slice."""

from model.explanation.submitted_code.cursor import Cursor
from model.explanation.submitted_code.functions import Function

LIBRARY = ("np", "numpy")
"""Names that may stand before a function."""


class ArgumentParser(Cursor):
    """Parses arguments that are not expressions."""

    def _options(self, name: str, function: Function, needs_comma: bool) -> dict[str, object]:
        options: dict[str, object] = {}
        while function.options and self._next.text != ")":
            if needs_comma:
                self._expect(",", "a comma or )")
            needs_comma = True
            token = self._next
            if token.kind == "name" and token.text in function.options:
                self._position += 1
                self._expect("=")
                option = token.text
            elif token.text == "None" or token.kind == "number" or token.text == "-":
                option = "axis"
            else:
                self._fail_at_next(f"{' or '.join(function.options)} of {name}")
            if option in options:
                self._fail(f"expected {option} only once", token)
            options[option] = self._flag() if option == "keepdims" else self._axis()
        return options

    def _flag(self) -> bool:
        if self._next.text not in {"True", "False"}:
            self._fail_at_next("True or False")
        return self._advance().text == "True"

    def _axis(self) -> int | None:
        if self._next.text == "None":
            self._position += 1
            return None
        return self._integer()

    def _index(self) -> tuple[object, ...]:
        """Parse the items between brackets, and the closing one."""
        items = [self._item()]
        while self._accept(","):
            if self._next.text == "]":
                break
            items.append(self._item())
        self._expect("]", "a comma or ]")
        return tuple(items)

    def _item(self) -> object:
        if self._accept("..."):
            return ...
        if self._next.text == "None":
            self._position += 1
            return None
        if self._next.text in LIBRARY:
            self._position += 1
            self._expect(".")
            if self._next.text != "newaxis":
                self._fail_at_next("newaxis")
            self._position += 1
            return None
        bounds: list[int | None] = [self._bound()]
        while len(bounds) < 3 and self._accept(":"):
            bounds.append(self._bound())
        if len(bounds) > 1:
            return slice(*bounds)
        if bounds[0] is None:
            self._fail_at_next("a number, a slice such as 1:, None or ...")
        return bounds[0]

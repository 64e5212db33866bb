"""Conversion of LaTeX to MathML, which browsers and screen readers support without scripts."""

import functools

from latex2mathml.converter import convert
from markupsafe import Markup

_NAMESPACE = "http://www.w3.org/1998/Math/MathML"


@functools.lru_cache(maxsize=1000)
def math(latex: str, display: str = "inline") -> Markup:
    """Return a formula as MathML.

    Parameters
    ----------
    latex : str
    display : {"inline", "block"}
    """
    # HTML recognizes the element by its name; only XML needs the namespace.
    element = convert(latex, display=display).replace(f' xmlns="{_NAMESPACE}"', "")
    return Markup(element)  # noqa: S704  # formulas come from this project alone

"""Conversion of LaTeX to MathML, which browsers and screen readers support without scripts."""

import functools

from latex2mathml.converter import convert
from markupsafe import Markup

_NAMESPACE = "http://www.w3.org/1998/Math/MathML"

# The converter's elements, and those that are spaced as TeX does it.
_SPACED = {
    "<mi>log</mi>": '<mo lspace="0.17em" rspace="0.17em">log</mo>',
    "<mo>&#x02202;</mo>": "<mi>&#x02202;</mi>",
    "<mo>&#x0002F;</mo>": '<mo lspace="0.1em" rspace="0.1em">&#x0002F;</mo>',
}


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
    for former, spaced in _SPACED.items():
        element = element.replace(former, spaced)
    return Markup(element)  # noqa: S704  # formulas come from this project alone

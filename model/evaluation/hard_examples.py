"""Hand-made digits in styles that networks trained on MNIST often misclassify.

MNIST's writers were from one country, so some ways to write a digit are rare in it: a one with a
foot, a crossed seven, an open four, a nine with a hook. Each drawing here is one such digit, on the
page's canvas of 280 px.
"""

from dataclasses import dataclass

import numpy as np
from PIL import Image

from model.preprocessing.rasterization import SIZE_PX, draw

STROKE_WIDTH_PX = 16

Points = tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class HardExample:
    """A hand-made drawing of a digit.

    Attributes
    ----------
    name : str
        Name of its file.
    title : str
    label : int
    strokes : tuple of tuple of (x, y)
        In pixels, y down.
    """

    name: str
    title: str
    label: int
    strokes: tuple[Points, ...]

    def image(self) -> Image.Image:
        """Return the drawing as the page sends it: mode "L", dark on white."""
        strokes = [np.array(stroke, dtype=float) for stroke in self.strokes]
        return draw(strokes, STROKE_WIDTH_PX, (SIZE_PX, SIZE_PX))

    def svg(self) -> str:
        """Return the drawing as an SVG of 140 px."""
        path = "".join(f"M{' '.join(f'{x},{y}' for x, y in stroke)}" for stroke in self.strokes)
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {SIZE_PX} {SIZE_PX}" '
            f'width="140" height="140" role="img" aria-label="{self.title}">'
            f'<rect width="100%" height="100%" fill="#fff"/><path d="{path}" fill="none" '
            f'stroke="#000" stroke-width="{STROKE_WIDTH_PX}" stroke-linecap="round" '
            'stroke-linejoin="round"/></svg>\n'
        )


HARD_EXAMPLES = (
    HardExample(
        "one-with-foot",
        "a one with a serif and a foot",
        1,
        (((100, 90), (125, 72), (145, 50), (145, 130), (145, 228)), ((95, 230), (195, 230))),
    ),
    HardExample(
        "one-long-serif",
        "a one with a long upstroke",
        1,
        (((82, 150), (110, 112), (135, 75), (152, 48), (150, 130), (148, 232)),),
    ),
    HardExample(
        "seven-crossed",
        "a crossed seven",
        7,
        (
            ((80, 62), (135, 58), (192, 56), (170, 110), (148, 165), (130, 230)),
            ((105, 145), (150, 140), (190, 138)),
        ),
    ),
    HardExample(
        "seven-serif",
        "a seven with a serif",
        7,
        (((80, 92), (82, 60), (135, 58), (195, 56), (165, 110), (140, 170), (128, 230)),),
    ),
    HardExample(
        "four-open",
        "an open four",
        4,
        (
            ((95, 52), (90, 90), (84, 140), (130, 146), (200, 142)),
            ((172, 60), (168, 130), (162, 180), (158, 232)),
        ),
    ),
    HardExample(
        "four-closed",
        "a four with a closed top",
        4,
        (((150, 48), (118, 95), (80, 158), (140, 160), (205, 158)), ((152, 48), (152, 235))),
    ),
    HardExample(
        "nine-hooked",
        "a nine with a hook",
        9,
        (
            (
                *((185, 75), (150, 52), (110, 62), (92, 98), (108, 132), (145, 136)),
                *((180, 108), (190, 72), (190, 130), (186, 185), (165, 222), (125, 230), (92, 210)),
            ),
        ),
    ),
    HardExample(
        "six-curled",
        "a six with a curled top",
        6,
        (
            (
                *((182, 78), (162, 52), (125, 58), (100, 100), (88, 155), (95, 205)),
                *((135, 232), (180, 215), (190, 175), (160, 145), (120, 152), (94, 182)),
            ),
        ),
    ),
    HardExample(
        "two-looped",
        "a two with a loop at the foot",
        2,
        (
            (
                *((90, 95), (110, 58), (155, 50), (185, 85), (170, 130), (125, 185), (92, 222)),
                *((85, 200), (110, 190), (140, 215), (175, 230), (205, 212)),
            ),
        ),
    ),
    HardExample(
        "zero-slashed",
        "a zero with a slash",
        0,
        (
            (
                *((140, 50), (100, 75), (85, 140), (100, 205), (140, 230), (180, 205)),
                *((195, 140), (180, 75), (140, 50)),
            ),
            ((178, 70), (140, 140), (102, 210)),
        ),
    ),
)

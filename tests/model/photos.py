"""Photographs of digits on paper, made up: light, shadow, rules, blur, tilt and grain."""

from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from model.strokes import draw
from tests.model.handwriting import digit

WIDTH, HEIGHT = 640, 480


@dataclass(frozen=True)
class Scene:
    """What there is in a photograph beside the digit.

    Attributes
    ----------
    slope : float
        By which share the light falls off across the picture.
    shadow : float
        Which share of the light a soft shadow takes on one side.
    rules : int
        Distance between printed lines in pixels; 0 for none.
    squared : bool
        Whether the lines run down as well as across.
    blur, grain : float
        Standard deviation of the blur, in pixels, and of the noise, in grey levels.
    tilt : float
        Rotation in degrees.
    light_pen : bool
        Chalk on a board rather than a pencil on paper.
    """

    slope: float = 0.25
    shadow: float = 0
    rules: int = 0
    squared: bool = False
    blur: float = 0.8
    grain: float = 3
    tilt: float = 0
    light_pen: bool = False


def photograph(number: int | None, scene: Scene, seed: int) -> Image.Image:
    """Return a photograph, mode "L", of a digit (or of bare paper) of random size and place."""
    rng = np.random.default_rng(seed)
    paper, pen = (60, 210) if scene.light_pen else (rng.uniform(160, 230), rng.uniform(20, 80))
    ink = np.zeros((HEIGHT, WIDTH))
    if number is not None:
        side = rng.uniform(120, 240)
        x, y = rng.uniform(90, [WIDTH - 90 - side, HEIGHT - 90 - side])
        drawing = draw(digit(number, side, x, y), rng.uniform(6, 12), (WIDTH, HEIGHT))
        ink = 1 - np.asarray(drawing) / 255
    surface = paper + _rules(scene) * (pen - paper) * 0.35
    flat = surface + ink * (pen - surface)
    lit = Image.fromarray(flat * _light(scene, rng)).rotate(scene.tilt, Image.Resampling.BICUBIC)
    # Cut off what the rotation left empty, as a person would.
    cut = lit.crop((60, 60, WIDTH - 60, HEIGHT - 60)) if scene.tilt else lit
    blurred = Image.fromarray(np.clip(np.asarray(cut), 0, 255).astype(np.uint8)).filter(
        ImageFilter.GaussianBlur(scene.blur)
    )
    grainy = np.asarray(blurred) + rng.normal(0, scene.grain, (blurred.height, blurred.width))
    return Image.fromarray(np.clip(grainy, 0, 255).astype(np.uint8))


def _light(scene: Scene, rng: np.random.Generator):
    """Return the share of the light that falls on each pixel."""
    down, across = np.mgrid[-0.5 : 0.5 : HEIGHT * 1j, -0.5 : 0.5 : WIDTH * 1j]
    angle = rng.uniform(0, 2 * np.pi)
    towards = across * np.cos(angle) + down * np.sin(angle)
    edge = across * np.cos(angle + 1) + down * np.sin(angle + 1) - rng.uniform(-0.2, 0.2)
    return (1 + scene.slope * towards) * (1 - scene.shadow / (1 + np.exp(-25 * edge)))


def _rules(scene: Scene):
    """Return 1 on printed lines and 0 elsewhere."""
    page = Image.new("L", (WIDTH, HEIGHT), 0)
    pen = ImageDraw.Draw(page)
    if scene.rules:
        for y in range(10, HEIGHT, scene.rules):
            pen.line((0, y, WIDTH, y), fill=1, width=2)
        for x in range(7, WIDTH * scene.squared, scene.rules):
            pen.line((x, 0, x, HEIGHT), fill=1, width=2)
    return np.asarray(page)

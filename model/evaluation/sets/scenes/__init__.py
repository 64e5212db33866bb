"""Constructed scenes: one handwritten digit among ink that is not the digit, or none at all.

    picture        layers of color; light, blur, noise, JPEG
    forms          boxes, lines, combs, circles
    surroundings   rims, neighbors, tables, screenshots
    broken         dotted strokes, seven-segment displays
    catalog        all of them by name

Digits are of held-out writers; a scene and an index give the same picture on every machine.
"""

from model.evaluation.sets.scenes.catalog import SCENES, Scene

__all__ = ["SCENES", "Scene"]

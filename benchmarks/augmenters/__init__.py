"""Data augmentation of 28 x 28 digits, one implementation a file; tasks give the kind."""

from model.training.augmentation import Augmentation

KINDS: dict[str, Augmentation] = {
    "affine": Augmentation(rotation_deg=11, scale=0.11, shear=0.13, shift_px=1),
    "elastic": Augmentation(elastic_px=0.7, elastic_sigma_px=4.5),
    "thickness": Augmentation(thickness=0.35),
    "brush": Augmentation(brush_jitter=0.07),
    "all": Augmentation(11, 0.11, 0.13, 1, 0.7, 4.5, 0.35, 0.07),
}
COUNT = 4096

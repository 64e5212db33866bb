"""scipy.ndimage: a distortion of its own for every image."""

import numpy as np
from scipy import ndimage

from benchmarks.augmenters import COUNT, KINDS
from benchmarks.subject import Work, serve_tasks
from benchmarks.trainers import data

CROSS = ndimage.generate_binary_structure(2, 1)


def prepare(kind: str) -> Work:
    images, _ = data(COUNT)
    pictures = images[: COUNT // 8].reshape(-1, 28, 28).astype(np.float32)
    settings, rng = KINDS[kind], np.random.default_rng(1)
    y, x = np.mgrid[0:28, 0:28].astype(np.float32) - 13.5

    def distorted(image):
        if settings.rotation_deg or settings.elastic_px:
            angle, shear = np.deg2rad(settings.rotation_deg), settings.shear
            angle, shear, *shift = rng.uniform(-1, 1, 4) * [angle, shear, *[settings.shift_px] * 2]
            stretch = np.exp(rng.uniform(-1, 1, 2) * np.log1p(settings.scale))
            cosine, sine = np.cos(angle), np.sin(angle)
            at_x = (cosine * x + (sine + shear) * y) / stretch[0] + shift[0] + 13.5
            at_y = (-sine * x + cosine * y) / stretch[1] + shift[1] + 13.5
            if settings.elastic_px:
                noise = rng.standard_normal((2, 28, 28))
                size = settings.elastic_px * 2 * settings.elastic_sigma_px * np.sqrt(np.pi)
                at_x = at_x + size * ndimage.gaussian_filter(noise[0], settings.elastic_sigma_px)
                at_y = at_y + size * ndimage.gaussian_filter(noise[1], settings.elastic_sigma_px)
            image = ndimage.map_coordinates(image, [at_y, at_x], order=1)
        if settings.thickness:
            amount = rng.uniform(-1, 1) * settings.thickness
            move = ndimage.grey_dilation if amount > 0 else ndimage.grey_erosion
            image = (1 - abs(amount)) * image + abs(amount) * move(image, footprint=CROSS)
        if settings.brush_jitter:
            image = np.minimum(image * np.exp(settings.brush_jitter * rng.standard_normal()), 255)
        return image.astype(np.uint8)

    def distort() -> None:
        for picture in pictures:
            distorted(picture)

    return distort


if __name__ == "__main__":
    serve_tasks(prepare, share=1 / 8)

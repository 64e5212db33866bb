"""The same steps in OpenCV: grey, threshold, specks, crop, stroke width, scale, centre of mass."""

import os

import cv2
import numpy as np

from benchmarks.contestant import Work, answer
from benchmarks.preparers import picture

GRAIN, BOX, WIDTH, LONGEST = 4, 20, 2.6, 560


def prepared(image: np.ndarray) -> np.ndarray:
    grey = cv2.cvtColor(image, cv2.COLOR_RGB2GRAY)
    if (factor := -(-max(grey.shape) // LONGEST)) > 1:
        size = (grey.shape[1] // factor, grey.shape[0] // factor)
        grey = cv2.resize(grey, size, interpolation=cv2.INTER_AREA)
    _, mask = cv2.threshold(grey, 0, 255, cv2.THRESH_BINARY_INV | cv2.THRESH_OTSU)
    _, labels, statistics, _ = cv2.connectedComponentsWithStats(mask)
    areas = statistics[1:, cv2.CC_STAT_AREA]
    kept = np.concatenate([[False], areas >= 0.02 * areas.max()])
    mask = kept[labels].astype(np.uint8) * np.uint8(255)
    left, top, width, height = cv2.boundingRect(mask)
    crop = mask[top : top + height, left : left + width]
    contours, _ = cv2.findContours(crop, cv2.RETR_LIST, cv2.CHAIN_APPROX_SIMPLE)
    outline = sum(cv2.arcLength(each, closed=True) for each in contours)
    stroke = 2 * cv2.countNonZero(crop) / max(outline, 1)
    scale = GRAIN * (BOX - WIDTH) / max(max(crop.shape) - stroke, 1)
    small = cv2.resize(crop, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    small = cv2.copyMakeBorder(small, *[3 * GRAIN] * 4, cv2.BORDER_CONSTANT)
    away = cv2.distanceTransform(255 - (small >= 128) * np.uint8(255), cv2.DIST_L2, 3)
    growth = (WIDTH * GRAIN - stroke * scale) / 2
    ink = np.clip(growth + 1 - away, 0, 1)
    moments = cv2.moments(ink)
    x, y = moments["m10"] / moments["m00"], moments["m01"] / moments["m00"]
    middle = (14 + 0.5) * GRAIN - 0.5
    shift = np.array([[1, 0, middle - x], [0, 1, middle - y]])
    page = cv2.warpAffine(ink, shift, (28 * GRAIN, 28 * GRAIN))
    return cv2.resize(page, (28, 28), interpolation=cv2.INTER_AREA).ravel()


def prepare(side: int, times: int) -> Work:
    image = np.array(picture(side))

    def work() -> None:
        for _ in range(times):
            prepared(image)

    return work


if __name__ == "__main__":
    cv2.setNumThreads(int(os.environ["OMP_NUM_THREADS"]))
    answer(prepare)

"""Inkling's preprocessing in OpenCV, then the same network in numpy.

The steps are gray, threshold, specks, crop, stroke width, scale and center of mass.
"""

import cv2
import numpy as np
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from benchmarks.peers import run
from benchmarks.peers.plain_handler import answer, ready

OVERSAMPLING, BOX, WIDTH, MAX_SIDE = 4, 20, 2.6, 560


def preprocess(image: np.ndarray) -> np.ndarray:
    gray = cv2.cvtColor(image, cv2.COLOR_BGR2GRAY)
    if (factor := -(-max(gray.shape) // MAX_SIDE)) > 1:
        size = (gray.shape[1] // factor, gray.shape[0] // factor)
        gray = cv2.resize(gray, size, interpolation=cv2.INTER_AREA)
    _, mask = cv2.threshold(gray, 0, 255, cv2.THRESH_BINARY_INV | cv2.THRESH_OTSU)
    _, labels, statistics, _ = cv2.connectedComponentsWithStats(mask)
    areas = statistics[1:, cv2.CC_STAT_AREA]
    is_large = np.concatenate([[False], areas >= 0.02 * areas.max()])
    mask = is_large[labels].astype(np.uint8) * np.uint8(255)
    left, top, width, height = cv2.boundingRect(mask)
    crop = mask[top : top + height, left : left + width]
    contours, _ = cv2.findContours(crop, cv2.RETR_LIST, cv2.CHAIN_APPROX_SIMPLE)
    perimeter = sum(cv2.arcLength(contour, closed=True) for contour in contours)
    stroke = 2 * cv2.countNonZero(crop) / max(perimeter, 1)
    scale = OVERSAMPLING * (BOX - WIDTH) / max(max(crop.shape) - stroke, 1)
    small = cv2.resize(crop, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    small = cv2.copyMakeBorder(small, *[3 * OVERSAMPLING] * 4, cv2.BORDER_CONSTANT)
    distance = cv2.distanceTransform(255 - (small >= 128) * np.uint8(255), cv2.DIST_L2, 3)
    growth = (WIDTH * OVERSAMPLING - stroke * scale) / 2
    ink = np.clip(growth + 1 - distance, 0, 1)
    moments = cv2.moments(ink)
    x, y = moments["m10"] / moments["m00"], moments["m01"] / moments["m00"]
    center = (14 + 0.5) * OVERSAMPLING - 0.5
    shift = np.array([[1, 0, center - x], [0, 1, center - y]])
    canvas = cv2.warpAffine(ink, shift, (28 * OVERSAMPLING, 28 * OVERSAMPLING))
    return cv2.resize(canvas, (28, 28), interpolation=cv2.INTER_AREA).ravel()


async def predict(request: Request) -> Response:
    image = cv2.imdecode(np.frombuffer(await request.body(), np.uint8), cv2.IMREAD_COLOR)
    return answer(preprocess(image).astype(np.float32))


app = Starlette(routes=[Route("/predict", predict, methods=["POST"]), Route("/readyz", ready)])

if __name__ == "__main__":
    cv2.setNumThreads(1)
    run(app)

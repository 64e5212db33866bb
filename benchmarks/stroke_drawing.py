"""CPU time of the way from strokes to the network's input: rasterization and preprocessing."""

import time

from starlette.datastructures import Headers

from app.parsing import parse_drawing
from app.prediction.predict import to_input
from benchmarks.drawings import strokes
from benchmarks.subject import Work, serve_tasks
from model.serialization import model_file

TIMES = 100


def prepare() -> Work:
    model = model_file.load(model_file.find_model("seed"))
    form = strokes()
    headers = Headers({"content-type": form.media_type})

    def work() -> float:
        """Return the seconds that one drawing takes, parsing left out."""
        parsed = [parse_drawing(headers, form.body, 10_000_000) for _ in range(TIMES)]
        began = time.process_time()
        for drawing in parsed:
            to_input(model, drawing)
        return (time.process_time() - began) / TIMES

    return work


if __name__ == "__main__":
    serve_tasks(prepare)

"""From a request to its drawings: the only way in.

    request -> media      which of the content types is it?         415
            -> body       its bytes, at most so many                413
            -> multipart | documents | images                       422
            -> Drawing    a picture, or the 784 numbers themselves
            -> Question   the same with parameters beside it        422

A `Drawing` has passed every check that is cheap: the sizes, the kinds and ranges of all numbers,
the header of an image. Decoding the image's pixels comes later, with `Drawing.picture`.
"""

from collections.abc import Sequence

import anyio
from starlette.requests import Request

from app.concurrency import threads
from app.http.problems import Place
from app.parsing import content_type, explain_request, images, json_body, multipart
from app.parsing.body import read_body
from app.parsing.drawing import Drawing, Sketch
from app.parsing.explain_request import Question
from app.parsing.parameters import Parameter
from app.settings import Settings


async def one(request: Request, settings: Settings) -> Drawing:
    """Return the drawing that a request to /predict holds.

    Raises
    ------
    app.http.problems.Problem
        If there is none; one kind for each way to be wrong.
    """
    kind = content_type.kind(request.headers, content_type.DRAWINGS)
    body = await read_body(request)
    heavy = len(body) > threads.INLINE_BYTES
    if kind == content_type.JSON:
        return await threads.run(heavy, json_body.one, body, settings.max_pixels)
    return await _image(request, kind, body, settings)


async def batch(request: Request, settings: Settings) -> list[Drawing]:
    """Return the drawings that a request to /predict/batch holds, 1 to 1024 of them.

    Raises
    ------
    app.http.problems.Problem
        If there are none, or one of them is wrong; it is named by its index.
    """
    content_type.kind(request.headers, content_type.BATCHES)
    body = await read_body(request)
    heavy = len(body) > threads.INLINE_BYTES
    return await threads.run(heavy, json_body.batch, body, settings.max_pixels)


async def question(
    request: Request, settings: Settings, wanted: Sequence[Parameter], label: Parameter
) -> Question:
    """Return the question that a request to /explain asks: drawings, labels and parameters.

    Parameters
    ----------
    request : Request
    settings : Settings
    wanted : sequence of Parameter
        What may stand in the query or beside the drawings.
    label : Parameter
        The true digit, one for each drawing.

    Raises
    ------
    app.http.problems.Problem
        If there is no drawing, or something is wrong; names each wrong parameter.
    """
    kind = content_type.kind(request.headers, content_type.DRAWINGS)
    body = await read_body(request)
    if kind == content_type.JSON:
        heavy = len(body) > threads.INLINE_BYTES
        return await threads.run(
            heavy,
            explain_request.of_document,
            body,
            request.query_params,
            wanted,
            label,
            settings.max_pixels,
        )
    image = await _image(request, kind, body, settings)
    return explain_request.of_image(image, request.query_params, wanted, label)


async def _image(request: Request, kind: str, body: bytes, settings: Settings) -> Sketch:
    """Return the drawing of a body that is an image file, or a form with one."""
    place: Place = ("body",)
    heavy = len(body) > threads.INLINE_BYTES
    if kind == content_type.MULTIPART:
        place = ("body", multipart.FIELD)
        if heavy:  # it is asynchronous for a network that is not there any more
            body = await threads.run(True, anyio.run, multipart.file, request.headers, body)
        else:
            body = await multipart.file(request.headers, body)
    return await threads.run(heavy, images.drawing, body, place, settings.max_pixels)

"""From a request to its drawings: the only way in.

    request -> media      which of the content types is it?         415
            -> body       its bytes, at most so many                413
            -> multipart | documents | images                       422
            -> Drawing    a picture, or the 784 numbers themselves

A `Drawing` has passed every check that is cheap: the sizes, the kinds and ranges of all numbers,
the header of an image. Decoding the image's pixels comes later, with `Drawing.picture`.
"""

from starlette.requests import Request

from app import threads
from app.intake import documents, images, media, multipart
from app.intake.body import read_body
from app.intake.drawing import Drawing
from app.settings import Settings


async def one(request: Request, settings: Settings) -> Drawing:
    """Return the drawing that a request to /predict holds.

    Raises
    ------
    app.problems.Problem
        If there is none; one kind for each way to be wrong.
    """
    kind = media.kind(request.headers, media.DRAWINGS)
    body = await read_body(request, settings.max_body_bytes)
    heavy = len(body) > threads.INLINE_BYTES
    if kind == media.JSON:
        return await threads.run(heavy, documents.one, body, settings.max_pixels)
    if kind == media.MULTIPART:
        content, place = await multipart.file(request.headers, body), ("body", multipart.FIELD)
        return images.drawing(content, place, settings.max_pixels)
    return images.drawing(body, ("body",), settings.max_pixels)


async def batch(request: Request, settings: Settings) -> list[Drawing]:
    """Return the drawings that a request to /predict/batch holds, 1 to 1024 of them.

    Raises
    ------
    app.problems.Problem
        If there are none, or one of them is wrong; it is named by its index.
    """
    media.kind(request.headers, media.BATCHES)
    body = await read_body(request, settings.max_body_bytes)
    heavy = len(body) > threads.INLINE_BYTES
    return await threads.run(heavy, documents.batch, body, settings.max_pixels)

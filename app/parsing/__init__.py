"""Parse request bodies into drawings.

    headers, body -> content_type     which of the accepted types it is      415
                  -> multipart        the file of a form                     422
                  -> json_body        one of the JSON forms, or a batch      422
                  -> images           the header of an image file            422, 413
                  -> Drawing          an image, or the 784 numbers themselves
                  -> ExplainRequest   drawings with labels and parameters    422
                  -> CorrectionRequest   a drawing, its label and a note     422

A `Drawing` has passed every check that is cheap: sizes, types, the ranges of all numbers, and the
header of an image. Its pixels are decoded later, by `ImageDrawing.load_image`. All functions here
are synchronous: a caller decides from the length of the body whether to call them in a thread.
"""

from starlette.datastructures import Headers, QueryParams

from app.parsing import content_type, explain_request, image_body, json_body
from app.parsing.drawing import Drawing
from app.parsing.explain_request import ExplainRequest, OptionalLabel, Parameters


def parse_drawing(headers: Headers, body: bytes, max_pixels: int) -> Drawing:
    """Return the drawing that the body of a request to /predict holds.

    Parameters
    ----------
    headers : Headers
        Of the request; its content type selects the parser.
    body : bytes
    max_pixels : int
        The largest image that is decoded.

    Raises
    ------
    app.http.problems.Problem
        If the body holds none; a subclass for each kind of error.
    """
    media_type = content_type.negotiate_content_type(headers, content_type.DRAWINGS)
    if media_type == content_type.JSON:
        return json_body.parse_drawing(body, max_pixels)
    return image_body.parse(media_type, *image_body.read(media_type, headers, body), max_pixels)


def parse_batch(headers: Headers, body: bytes, max_pixels: int) -> list[Drawing]:
    """Return the drawings that the body of a request to /predict/batch holds, 1 to 1024 of them.

    Raises
    ------
    app.http.problems.Problem
        If the body is not a batch, or a drawing is invalid; the error names its index.
    """
    content_type.negotiate_content_type(headers, content_type.BATCHES)
    return json_body.parse_batch(body, max_pixels)


def parse_explain_request(
    headers: Headers,
    query: QueryParams,
    body: bytes,
    parameters: type[Parameters],
    label: type[OptionalLabel],
    max_pixels: int,
) -> ExplainRequest[Parameters]:
    """Return the drawings, labels and parameters of a request to /explain.

    Parameters
    ----------
    headers : Headers
    query : QueryParams
    body : bytes
    parameters : type
        A pydantic model of the parameters in the query or beside the drawings.
    label : type
        `RequiredLabel` or `OptionalLabel`.
    max_pixels : int
        The largest image that is decoded.

    Raises
    ------
    app.http.problems.Problem
        If a drawing is missing or a field is invalid; the error names each invalid parameter.
    """
    media_type = content_type.negotiate_content_type(headers, content_type.DRAWINGS)
    if media_type == content_type.JSON:
        return explain_request.parse_json_request(body, query, parameters, label, max_pixels)
    image = image_body.parse(media_type, *image_body.read(media_type, headers, body), max_pixels)
    return explain_request.parse_image_request(image, query, parameters, label)

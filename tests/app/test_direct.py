"""Routes that get the request alone insist that there is nothing else to heed."""

import pytest
from fastapi import APIRouter, BackgroundTasks, Depends, Request, Response

from app.routes.direct import Direct


async def with_request(request: Request) -> Response:
    return Response(request.url.path)


async def with_nothing() -> Response:
    return Response()


def without_waiting(request: Request) -> Response:
    return Response(request.url.path)


async def with_reply(request: Request, response: Response) -> Response:
    return response


async def with_tasks(request: Request, tasks: BackgroundTasks) -> Response:
    return Response(request.url.path, background=tasks)


async def with_parameter(request: Request, name: str) -> Response:
    return Response(name)


@pytest.mark.parametrize(
    ("function", "options"),
    [
        (with_parameter, {}),
        (with_nothing, {}),
        (without_waiting, {}),
        (with_reply, {}),
        (with_tasks, {}),
        (with_request, {"dependencies": [Depends(lambda: None)]}),
        (with_request, {"status_code": 201}),
    ],
)
def test_what_nothing_would_heed_is_refused(function, options):
    router = APIRouter(route_class=Direct)
    router.add_api_route("/fine", with_request, response_class=Response)
    with pytest.raises(TypeError, match="expected /wrong to take the request alone"):
        router.add_api_route("/wrong", function, response_class=Response, **options)

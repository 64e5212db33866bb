"""Starlette application that reads the body and replies."""

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from benchmarks.peers import REPLY, run


async def predict(request: Request) -> Response:
    await request.body()
    return Response(REPLY, media_type="application/json")


async def ready(_: Request) -> Response:
    return Response()


app = Starlette(routes=[Route("/predict", predict, methods=["POST"]), Route("/readyz", ready)])

if __name__ == "__main__":
    run(app)

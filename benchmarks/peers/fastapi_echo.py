"""FastAPI application that reads the body and replies."""

from fastapi import FastAPI, Request, Response

from benchmarks.peers import REPLY, run

app = FastAPI()


@app.get("/readyz")
async def ready() -> None:
    return None


@app.post("/predict")
async def predict(request: Request) -> Response:
    await request.body()
    return Response(REPLY, media_type="application/json")


if __name__ == "__main__":
    run(app)

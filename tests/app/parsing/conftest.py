"""Functions that post invalid requests to /predict."""

import json

import pytest


@pytest.fixture
def send(client):
    def post(body, content_type="application/json", path="/predict"):
        if not isinstance(body, (bytes, str)):
            body = json.dumps(body)
        return client.post(path, content=body, headers={"Content-Type": content_type})

    return post


@pytest.fixture
def rejected(send):
    """Return a function that posts an invalid body and returns (status, type, detail, paths)."""

    def post(body, content_type="application/json", path="/predict"):
        reply = send(body, content_type, path)
        assert reply.headers["content-type"] == "application/problem+json"
        problem = reply.json()
        assert problem["status"] == reply.status_code
        paths = [error["loc"] for error in problem.get("errors", [])]
        return reply.status_code, problem["type"], problem["detail"], paths

    return post

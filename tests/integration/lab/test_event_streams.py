"""Event streams of a real service: complete, in order, after every interruption."""

import http.client
import itertools
import signal
import threading
from contextlib import closing

import pytest

from tests.integration.lab.service import LONG, SMALL, TIMEOUT_S, StreamEvent, wait_until

pytestmark = pytest.mark.mnist


@pytest.fixture
def service(shared):
    yield shared
    shared.clear()


def history(service, name) -> list[StreamEvent]:
    events = service.ask("GET", f"/lab/runs/{name}/history").body["events"]
    return [StreamEvent(event["id"], event["event"], event["data"]) for event in events]


def without_weights(events) -> list[StreamEvent]:
    """Leave out the pictures of weights, of which only the last is kept."""
    return [event for event in events if event.name != "weights"]


def test_stream_of_a_run_has_all_events_and_ends_with_it(service):
    name = service.start_run(SMALL)
    events = list(service.events(name))

    assert [event.id for event in events] == list(range(1, len(events) + 1))
    assert [e.data["state"] for e in events if e.name == "state"] == [
        "waiting",
        "running",
        "finished",
    ]
    assert [e.data["epoch"] for e in events if e.name == "epoch"] == [1, 2]
    batches = [event.data for event in events if event.name == "batch"]
    assert batches[-1]["step"] == 24
    assert all(len(batch["gradients"]) == 2 for batch in batches)
    assert without_weights(events) == without_weights(history(service, name))
    assert events[-2:] == history(service, name)[-2:]


def test_epoch_event_has_confusion_and_mistakes(service):
    name = service.start_run(SMALL)
    [*_, last] = [event.data for event in service.events(name) if event.name == "epoch"]

    counts = last["confusion"]
    assert sum(map(sum, counts)) == 5000
    right = sum(counts[digit][digit] for digit in range(10))
    assert last["validation"]["accuracy"] == right / 5000
    assert 0 < len(last["mistakes"]) <= 24
    assert all(mistake["label"] != mistake["digit"] for mistake in last["mistakes"])


def test_client_that_reconnects_gets_each_event_once(service):
    name = service.start_run({**SMALL, "epochs": 6})
    events: list[StreamEvent] = []
    for portion in (2, 1, 3, 5, None):
        last = events[-1].id if events else 0
        events += itertools.islice(service.events(name, after=last), portion)
    ids = [event.id for event in events]
    assert ids == sorted(set(ids))
    assert events[-1].data["state"] == "finished"
    assert without_weights(events) == without_weights(history(service, name))


def test_two_clients_get_the_same_events(service):
    name = service.start_run(LONG)
    received: list[list[StreamEvent]] = [[], []]

    def listen(number: int) -> None:
        received[number] += service.events(name)

    clients = [threading.Thread(target=listen, args=(number,)) for number in (0, 1)]
    for client in clients:
        client.start()
    service.wait_for(name, state="running")
    service.control(name, "pause")
    service.control(name, "step")
    service.control(name, "stop")
    for client in clients:
        client.join(TIMEOUT_S)
    assert without_weights(received[0]) == without_weights(received[1])
    assert received[0][-1].data["state"] == "stopped"


def test_stream_of_a_finished_run_after_its_last_event_is_204(service):
    name = service.start_run(SMALL)
    run = service.wait_for(name, state="finished")
    path = f"/lab/runs/{name}/events"
    assert service.ask("GET", f"{path}?after={run['last_event']}").status == 204
    headers = {"Last-Event-ID": str(run["last_event"])}
    assert service.ask("GET", path, **headers).status == 204


def test_history_after_an_event_has_those_that_follow(service):
    name = service.start_run(SMALL)
    service.wait_for(name, state="finished")
    whole = service.ask("GET", f"/lab/runs/{name}/history").body["events"]
    later_events = service.ask("GET", f"/lab/runs/{name}/history?after=3").body["events"]
    assert later_events == [event for event in whole if event["id"] > 3]
    assert len(later_events) < len(whole)


@pytest.mark.parametrize("number", ["x", "-1", "1.5", "", "9" * 400])
def test_last_event_id_that_is_no_number_is_422(service, number):
    name = service.start_run(SMALL)
    refused = service.ask("GET", f"/lab/runs/{name}/events", **{"Last-Event-ID": number})
    assert (refused.status, refused.body["errors"][0]["loc"]) == (422, "header.Last-Event-ID")
    refused = service.ask("GET", f"/lab/runs/{name}/history?after={number}")
    assert (refused.status, refused.body["errors"][0]["loc"]) == (422, "query.after")


def test_head_of_a_stream_has_no_body(service):
    name = service.start_run(LONG)
    reply = service.ask("HEAD", f"/lab/runs/{name}/events")
    assert (reply.status, reply.body) == (200, b"")
    assert reply.headers["Content-Type"].startswith("text/event-stream")


def test_stream_of_a_deleted_run_ends(service):
    name = service.start_run(LONG)
    service.wait_for(name, state="running")
    events = service.events(name)
    assert next(events).data["state"] == "waiting"
    assert service.ask("DELETE", f"/lab/runs/{name}").status == 204
    list(events)  # ends


def test_client_that_disconnects_does_not_affect_the_run(service):
    name = service.start_run(LONG)
    service.wait_for(name, state="running")
    with closing(http.client.HTTPConnection("127.0.0.1", service.port, timeout=30)) as connection:
        connection.request("GET", f"/lab/runs/{name}/events")
        connection.getresponse().read(20)
    before = service.run(name)["step"]
    assert service.wait_for(name, step=before + 20)["state"] == "running"


def test_service_that_stops_ends_its_streams(serve):
    service = serve()
    name = service.start_run(LONG)
    service.wait_for(name, state="running")
    service.control(name, "pause")
    received: list[StreamEvent] = []
    client = threading.Thread(target=lambda: received.extend(service.events(name)))
    client.start()
    wait_until(lambda: received and received[-1].data.get("state") == "paused")
    service.end(signal.SIGTERM)
    client.join(TIMEOUT_S)
    assert not client.is_alive()
    assert received[-1].data["state"] == "paused"
    assert "Cancel" not in service.output  # the server would say that it had to

    service.start()
    service.control(name, "stop")
    remaining = list(service.events(name, after=received[-1].id))
    assert [event.data["state"] for event in remaining if event.name == "state"][-1] == "stopped"

"""The training service over one lab with others: order, quota, damage; without MNIST."""

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from fastapi.testclient import TestClient

from app.http.problems import InvalidRunAction, LabQuotaExceeded, TooManyActiveRuns, UnknownRun
from app.lab.limits import Limits
from app.lab.run_config import RunConfig
from app.lab.runs import folder as folders
from app.lab.trainer_processes import StartError, TrainerProcesses
from app.lab.training_service import TrainingService
from app.main import create_app
from app.settings import Settings
from tests.app.lab.finished_run import finished_run

LIMITS = Limits.from_settings(Settings())


@pytest.fixture
def lab(tmp_path):
    return tmp_path / "lab"


@pytest.fixture
def make_service(lab, monkeypatch):
    """Return a function that creates a service whose training processes only hold the lock."""
    services, locks = [], {}

    def start(self, run, options):
        if run.id in locks:  # of the process before
            locks[run.id].release()
        locks[run.id] = run.folder.lock()
        locks[run.id].acquire(timeout=10)

    monkeypatch.setattr(TrainerProcesses, "start", start)

    def make(**limits) -> TrainingService:
        services.append(TrainingService(lab, replace(LIMITS, **limits), None))
        return services[-1]

    yield make
    for lock in locks.values():
        lock.release()
    for service in services:
        service.close()


def test_start_by_several_services_at_once_keeps_to_the_limit(make_service):
    services = [make_service(at_once=2) for _ in range(6)]
    barrier = threading.Barrier(len(services))

    def start(service) -> bool:
        barrier.wait()
        try:
            service.start(RunConfig())
        except TooManyActiveRuns:
            return False
        return True

    with ThreadPoolExecutor(len(services)) as pool:
        assert sum(pool.map(start, services)) == 2
    assert len(services[0].runs.all()) == 2


def test_resume_by_several_services_at_once_starts_one_process(make_service):
    services = [make_service(at_once=9) for _ in range(4)]
    run = services[0].start(RunConfig())
    with services[0].runs.write() as runs:
        runs.append_state(run.id, "paused", parked=True)
    barrier = threading.Barrier(len(services))

    def resume(service) -> bool:
        barrier.wait()
        try:
            service.control(run.id, "resume")
        except InvalidRunAction:
            return False
        return True

    with ThreadPoolExecutor(len(services)) as pool:
        assert sum(pool.map(resume, services)) == 1


def test_start_beyond_the_quota_counts_all_files_of_the_lab(make_service, lab):
    run = finished_run(lab)
    service = make_service(bytes=2**25)
    with run.folder.log.open("wb") as log:
        log.truncate(2**25)
    assert folders.disk_usage(lab) > 2**25
    with pytest.raises(LabQuotaExceeded, match="33,554,432 bytes"):
        service.start(RunConfig(hidden=(1,)))
    assert [other.id for other in service.runs.all()] == [run.id]


def test_start_whose_process_does_not_come_up_fails_with_the_reason(make_service, monkeypatch):
    def start(self, run, options):
        raise StartError("The training process did not start. Exit code 1.")

    monkeypatch.setattr(TrainerProcesses, "start", start)
    run = make_service().start(RunConfig())
    assert run.status.state == "failed"
    assert run.status.problem == "The training process did not start. Exit code 1."


def test_run_that_is_starting_is_not_taken_for_dead(make_service):
    service = make_service()
    with service.runs.write() as runs:
        run = runs.add(RunConfig())
    assert service.runs.get(run.id).status.state == "waiting"


def test_run_removed_by_another_service_is_unknown(make_service, lab):
    run = finished_run(lab)
    first, second = make_service(), make_service()
    assert first.runs.get(run.id).id == run.id
    second.delete(run.id)
    with pytest.raises(UnknownRun):
        first.runs.get(run.id)
    assert not run.folder.path.exists()


@pytest.fixture
def client(weights_dir, lab):
    settings = Settings(weights_dir=weights_dir, lab_dir=lab)
    app = create_app(settings)
    with TestClient(app, base_url="http://127.0.0.1", client=("127.0.0.1", 50_000)) as client:
        yield client


def test_damaged_database_is_named_and_stops_nothing_else(client, lab, seven_form):
    lab.mkdir()
    (lab / folders.DATABASE).write_bytes(b"no database" * 1000)
    refused = client.get("/lab/runs")
    assert (refused.status_code, refused.json()["type"]) == (409, "/problems/lab-full")
    assert folders.DATABASE in refused.json()["detail"]
    assert len(client.get("/models").json()["models"]) == 2
    assert client.post("/predict", json=seven_form).status_code == 200
    assert client.post("/predict?model=r-00000000", json=seven_form).status_code == 404

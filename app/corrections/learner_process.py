"""Start and watch the process that learns, whose fate the server does not share."""

import json
import logging
import subprocess
import sys
import threading
from contextlib import suppress

from app.blas_threads import training_environment
from app.corrections.service import CorrectionService
from app.http.problems import DatabaseUnavailable
from app.settings import Settings

LOG = logging.getLogger("inkling.corrections")

TIMEOUT_S = 800
"""Longer than the largest network takes, and less than `version_store.TIMEOUT_S`."""

SETTINGS = ("weights_dir", "model", "data_dir", "lab_dir")


def start_learner(service: CorrectionService, settings: Settings) -> None:
    """Learn the accepted corrections in a process of its own; return once it has started.

    Raises
    ------
    app.http.problems.LearningUnavailable, app.http.problems.DatabaseUnavailable
    """
    job = service.start_job()
    try:
        process = subprocess.Popen(  # noqa: S603  # this Python, this package, our own names
            [sys.executable, "-P", "-m", "app.corrections.learner", job],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            env=training_environment(),
            start_new_session=True,
        )
        assert process.stdin is not None  # noqa: S101  # for the types: it is a pipe
        with suppress(BrokenPipeError), process.stdin:
            process.stdin.write(_encode(settings))
    except OSError as error:
        service.fail_job(job, f"The process that learns did not start: {error.strerror}.")
        return
    threading.Thread(target=_watch, args=(service, job, process), daemon=True).start()


def _encode(settings: Settings) -> bytes:
    values = {name: str(value) for name in SETTINGS if (value := getattr(settings, name))}
    if settings.database_url is not None:
        values["database_url"] = settings.database_url.get_secret_value()
    return json.dumps(values).encode()


def _watch(service: CorrectionService, job: str, process: "subprocess.Popen[bytes]") -> None:
    try:
        code = process.wait(TIMEOUT_S)
    except subprocess.TimeoutExpired:
        process.kill()
        code = process.wait()
    if code != 0:
        LOG.error("the process that learns ended with exit code %s", code)
        with suppress(DatabaseUnavailable):
            service.fail_job(job, f"The process that learns ended with exit code {code}.")

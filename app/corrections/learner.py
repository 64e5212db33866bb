"""Process that learns: ``python -m app.corrections.learner JOB``, started by the server.

The settings are in its environment, and on its standard input, as the server may have got some from
its command line, and as the database's password belongs on no command line.
"""

import os
import signal
import sys

from app.corrections.service import CorrectionService
from app.settings import Settings
from model.serialization import model_file

NICENESS = 10


def main() -> None:
    """Learn the job that the command line names."""
    if hasattr(os, "nice"):
        os.nice(NICENESS)  # requests of the server go first
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # a terminal sends Ctrl-C to the server as well
    settings = Settings.model_validate_json(sys.stdin.buffer.read())
    service = CorrectionService(settings)
    base = model_file.load(settings.weights_dir / f"{settings.model}{model_file.SUFFIX}")
    service.run_job(sys.argv[1], base, settings.data_dir)
    service.close()


if __name__ == "__main__":
    main()

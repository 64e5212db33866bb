"""Whether there is room on the disk for one more run."""

from pathlib import Path

from app.http.problems import LabQuotaExceeded
from app.lab.limits import Limits
from app.lab.run_config import Plan
from app.lab.runs import folder as folders

BYTES_A_PARAMETER = 40
"""The checkpoint holds four numbers for each, twice while it is replaced, and the weights one."""

BYTES_A_RUN = 8 * 2**20
"""For the events, of which there are some thousand at most, and everything else."""


def expect_room(lab: Path, limits: Limits, plan: Plan) -> None:
    """Refuse a run that there is no room for.

    Raises
    ------
    LabQuotaExceeded
        If there are as many runs as may be, or they take as much of the disk as they may.
    """
    every = folders.every(lab)
    if len(every) >= limits.runs:
        raise LabQuotaExceeded(
            f"expected fewer than {limits.runs} runs, got {len(every)}; delete some first"
        )
    taken = sum(folder.size_bytes() for folder in every)
    needed = BYTES_A_RUN + BYTES_A_PARAMETER * plan.parameters
    if taken + needed > limits.bytes:
        raise LabQuotaExceeded(
            f"expected runs of at most {limits.bytes:,} bytes together, got {taken:,} bytes and "
            f"a run that may take {needed:,}; delete some first"
        )

"""Number of fuzzing examples: some thousands in `make test-all`, far more in `make fuzz`."""

import os

from hypothesis import HealthCheck, settings

MANY = int(os.environ.get("INKLING_FUZZ_PICTURES", "2000"))
FEW = MANY // 10


def try_examples(count: int) -> settings:
    """Return hypothesis settings for `count` examples, each different on every run."""
    return settings(
        max_examples=count,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )

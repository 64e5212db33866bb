"""`app.ray_cluster`, with a stand-in for Ray."""

import pytest

from app import ray_cluster

SLOW = Exception("The current node timed out during startup.")


class Ray:
    """Raises the given errors when it is started, one each, and then starts."""

    def __init__(self, *errors):
        self.errors = [*errors]
        self.started = []

    def init(self, **options):
        self.started.append(options)
        if self.errors:
            raise self.errors.pop(0)
        return "connection"

    def shutdown(self):
        self.started.append("shut down")


def test_slow_start_is_tried_again():
    ray = Ray(SLOW)
    assert ray_cluster.connect(ray, num_cpus=2) == "connection"
    assert ray.started == [{"num_cpus": 2}, "shut down", {"num_cpus": 2}]


def test_start_that_stays_slow_is_an_error():
    ray = Ray(SLOW, SLOW, SLOW)
    with pytest.raises(Exception, match="timed out"):
        ray_cluster.connect(ray)
    assert ray.started.count({}) == ray_cluster.MAX_STARTS


def test_other_error_is_raised_at_once():
    ray = Ray(ConnectionError("no cluster"))
    with pytest.raises(ConnectionError, match="no cluster"):
        ray_cluster.connect(ray)
    assert ray.started == [{}]

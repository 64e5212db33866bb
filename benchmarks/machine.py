"""Description of the machine: processor, versions, BLAS kernels, and noise of measurements."""

import importlib.metadata
import os
import platform
import statistics
import time
from pathlib import Path

import numpy as np

from benchmarks.subject import CORES, MissingError, Subject

PACKAGES = (
    "numpy",
    "pillow",
    "fastapi",
    "starlette",
    "uvicorn",
    "uvloop",
    "httptools",
    "torch",
    "jax",
    "scikit-learn",
    "scipy",
    "opencv-python-headless",
    "granian",
    "msgspec",
)


def about() -> dict[str, str]:
    """Return a description of this machine, by name of the property."""
    return {
        "processor": f"{_processor()}, {os.cpu_count()} cores",
        "system": f"{platform.system()} {_kernel()}, Python {platform.python_version()}",
        "BLAS": _blas(),
        "versions": ", ".join(f"{name} {_version(name)}" for name in PACKAGES),
        "noise": noise(),
    }


def noise() -> str:
    """Return the variation of the time of a fixed task, and the system's load."""
    work = np.ones(250_000, np.float32)
    elapsed_s = []
    for _ in range(300):
        start = time.perf_counter()
        for _ in range(4):
            np.sqrt(work)
        elapsed_s.append(time.perf_counter() - start)
    low, median, high = (statistics.quantiles(elapsed_s, n=20)[k] for k in (0, 9, 18))
    load = f", load {os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else ""
    return f"the same work takes {low / median:.2f} to {high / median:.2f} of its median{load}"


def _kernel() -> str:
    """Return major and minor version of the operating system's kernel."""
    return ".".join(platform.release().split("-")[0].split(".")[:2])


def _processor() -> str:
    information = Path("/proc/cpuinfo")
    if information.exists():
        for line in information.read_text("utf-8").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()


def _blas() -> str:
    """Return numpy's BLAS and its kernels, in a process with the subjects' environment."""
    try:
        subject = Subject("benchmarks.kernels", threads=CORES)
    except MissingError:
        return f"{np.show_config(mode='dicts')['Build Dependencies']['blas']['name']}"
    try:
        return str(subject.about["blas"])
    finally:
        subject.close()


def _version(name: str) -> str:
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return "not installed"

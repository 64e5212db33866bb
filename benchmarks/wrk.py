"""Load generation by wrk, with the processor time and memory of the server."""

import json
import os
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

from benchmarks.drawings import Form
from benchmarks.server import Server
from benchmarks.subject import MissingError

SCRIPT = """
local file = io.open(os.getenv("BENCH_BODY"), "rb")
wrk.method, wrk.body = "POST", file:read("*all")
file:close()
for line in os.getenv("BENCH_HEADERS"):gmatch("[^\\n]+") do
  local name, value = line:match("(.-): (.*)")
  wrk.headers[name] = value
end
done = function(summary, latency)
  local bad = summary.errors
  io.write(string.format(
    '{"requests":%d,"seconds":%f,"refused":%d,"broken":%d,"median_ms":%f,"p99_ms":%f}\\n',
    summary.requests, summary.duration / 1e6, bad.status, bad.connect + bad.read + bad.timeout,
    latency:percentile(50) / 1e3, latency:percentile(99) / 1e3))
end
"""


@dataclass(frozen=True)
class Load:
    """The result of some seconds of load.

    Attributes
    ----------
    rate : float
        Successful replies per second.
    median_ms, p99_ms : float
    cpu_ms : float
        Processor time of the server for each request.
    memory_mb : float
        Of all its processes, afterwards.
    refused : float
        Fraction of the requests without a successful reply.
    """

    rate: float
    median_ms: float
    p99_ms: float
    cpu_ms: float
    memory_mb: float
    refused: float


def load(server: Server, form: Form, connections: int, seconds: float) -> Load:
    """Send `form` repeatedly over a number of connections.

    Raises
    ------
    MissingError
        If wrk is not installed.
    """
    program = shutil.which("wrk")
    if program is None:
        raise MissingError("wrk is not installed: apt-get install wrk")
    headers = {"Content-Type": form.media_type, **form.headers}
    with tempfile.TemporaryDirectory() as folder:
        script, body = Path(folder, "post.lua"), Path(folder, "body")
        script.write_text(SCRIPT, "utf-8")
        body.write_bytes(form.body)
        before_s = server.cpu_s()
        output = subprocess.run(
            [
                *(program, "-t1", f"-c{connections}", f"-d{max(1, round(seconds))}s"),
                *("-s", str(script), f"http://127.0.0.1:{server.port}{form.path}"),
            ],
            env=os.environ
            | {
                "BENCH_BODY": str(body),
                "BENCH_HEADERS": "\n".join(f"{name}: {value}" for name, value in headers.items()),
            },
            capture_output=True,
            text=True,
            check=False,
        ).stdout
    if not output.strip():
        raise MissingError("wrk got no reply")
    summary = json.loads(output.strip().splitlines()[-1])
    requests = max(summary["requests"], 1)
    refused = summary["refused"] + summary["broken"]
    return Load(
        (requests - refused) / summary["seconds"],
        summary["median_ms"],
        summary["p99_ms"],
        1000 * (server.cpu_s() - before_s) / requests,
        server.resident_bytes() / 1e6,
        refused / requests,
    )

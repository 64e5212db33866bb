"""nginx with the configuration that ships, in front of servers of this machine."""

import http.client
import json
import os
import re
import shutil
import socket
import subprocess
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from tests.support.ports import reserve_port

SHIPPED = Path(__file__).parents[2] / "deploy" / "nginx"
NGINX = shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")
START_S = 180
STOP_S = 60
SUBJECT = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"]


class Reply(NamedTuple):
    status: int
    headers: http.client.HTTPMessage
    body: bytes

    @property
    def document(self) -> Any:
        return json.loads(self.body)


class Proxy:
    """nginx that accepts connections inside the block.

    Parameters
    ----------
    folder : Path
        For configuration, logs and bodies.
    upstreams : sequence of int
        Ports of the servers.
    options : sequence of str
        Files of the configuration that are included by choice: ``tls.conf``, ``lab.conf``.
    """

    def __init__(self, folder: Path, upstreams: Sequence[int], options: Sequence[str] = ()) -> None:
        if NGINX is None or shutil.which("openssl") is None:
            pytest.skip("needs nginx and openssl: apt-get install nginx openssl")
        self.port, self.tls_port = reserve_port(), reserve_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.certificate = folder / "fullchain.pem"
        self._folder = folder
        self._access_log = folder / "access.log"
        self._configure(upstreams, options)
        self._process: subprocess.Popen[bytes]

    def _configure(self, upstreams: Sequence[int], options: Sequence[str]) -> None:
        """Write the configuration that ships, with other addresses and paths."""
        key = self._folder / "privkey.pem"
        servers = "".join(rf"server 127.0.0.1:{port}\1" + "\n" for port in upstreams)
        replaced = {
            r"(?:^ *server inkling:8000( .*;)\n)+": servers,
            r"listen 8080": f"listen 127.0.0.1:{self.port}",
            r"listen 8443": f"listen 127.0.0.1:{self.tls_port}",
            r"/var/log/nginx/access.log": str(self._access_log),
            r"^http \{": f"http {{\n{self._temporary_paths()}",
            r"tls/fullchain.pem": str(self.certificate),
            r"tls/privkey.pem": str(key),
            **{f"# include {option};": f"include {option};" for option in options},
        }
        used = set()
        for source in SHIPPED.glob("*.conf"):
            text = source.read_text("utf-8")
            for pattern, replacement in replaced.items():
                text, changes = re.subn(pattern, replacement, text, flags=re.MULTILINE)
                used |= {pattern} if changes else set()
            (self._folder / source.name).write_text(text, "utf-8")
        assert used == set(replaced)
        if "tls.conf" in options:
            command = [
                "openssl",
                "req",
                "-x509",
                "-newkey",
                "rsa:2048",
                "-nodes",
                "-days",
                "2",
                *SUBJECT,
            ]
            files = ["-keyout", str(key), "-out", str(self.certificate)]
            subprocess.run([*command, *files], check=True, capture_output=True)

    def _temporary_paths(self) -> str:
        kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        return "".join(f"{kind}_temp_path {self._folder / kind};\n" for kind in kinds)

    def __enter__(self) -> "Proxy":
        settings = f"daemon off; pid {self._folder}/pid; error_log {self._folder}/error.log;"
        if os.geteuid() == 0:
            settings += " user root;"  # may read the folders of tests
        command = [str(NGINX), "-c", str(self._folder / "nginx.conf"), "-g", settings]
        with (self._folder / "output").open("wb") as output:
            self._process = subprocess.Popen(command, stdout=output, stderr=output)
        deadline = time.monotonic() + START_S
        while not self._listens():
            if self._process.poll() is not None or time.monotonic() > deadline:
                self._process.kill()
                raise RuntimeError(f"nginx did not start at {self.url}:\n{self.log}")
            time.sleep(0.02)
        return self

    def __exit__(self, *_: object) -> None:
        self._process.terminate()
        self._process.wait(STOP_S)

    def _listens(self) -> bool:
        try:
            socket.create_connection(("127.0.0.1", self.port), timeout=5).close()
        except OSError:
            return False
        return True

    def ask(
        self,
        path: str,
        body: bytes | None = None,
        headers: Mapping[str, str] | None = None,
        method: str | None = None,
        source: str = "127.0.0.1",
    ) -> Reply:
        """Send one request from the address `source`; a body is a PNG unless `headers` differ."""
        connection = http.client.HTTPConnection(
            "127.0.0.1", self.port, timeout=30, source_address=(source, 0)
        )
        if body is not None:
            headers = {"Content-Type": "image/png", **(headers or {})}
        try:
            connection.request(method or ("POST" if body else "GET"), path, body, headers or {})
            reply = connection.getresponse()
            return Reply(reply.status, reply.headers, reply.read())
        finally:
            connection.close()

    @property
    def finished(self) -> list[dict[str, Any]]:
        """The entries of nginx's access log: completed and aborted requests."""
        lines = self._access_log.read_text("utf-8", errors="replace").split("\n")[:-1]
        return [json.loads(line) for line in lines]

    @property
    def log(self) -> str:
        """nginx's output and error log."""
        files = [self._folder / "output", self._folder / "error.log"]
        return "".join(path.read_text(errors="replace") for path in files if path.exists())

"""Ports of this machine for the servers that tests start."""

import socket
import sys

_RESERVATIONS: list[socket.socket] = []


def reserve_port() -> int:
    """Return a free port that no other process is given while this one runs.

    On Linux a server that sets SO_REUSEADDR, as all do, can listen on the port of a socket that is
    bound with that option and does not listen itself, as often as it is started. The system gives
    such a port to no other socket. Elsewhere the port is only free now.
    """
    reservation = socket.socket()
    reservation.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    reservation.bind(("127.0.0.1", 0))
    port = int(reservation.getsockname()[1])
    if sys.platform == "linux":
        _RESERVATIONS.append(reservation)
    else:
        reservation.close()
    return port

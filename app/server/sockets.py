"""The listening socket, opened first so that a busy port is reported."""

import errno
import os
import socket


class ListenError(ValueError):
    """The address cannot be listened on."""


class AddressError(ListenError):
    """The address is not one of this machine."""


def listen(host: str, port: int, setting: str = "--port") -> socket.socket:
    """Return a socket that listens on `host` and `port`; port 0 takes a free one.

    Parameters
    ----------
    host : str
    port : int
    setting : str
        The option or variable that sets the port, for error messages.

    Raises
    ------
    ListenError
        If the port is taken or not allowed, or there is no such address.
    """
    try:
        addresses = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
        family, _, _, _, address = addresses[0]
        dual = family == socket.AF_INET6 and socket.has_dualstack_ipv6()
        listener = socket.create_server(address, family=family, backlog=2048, dualstack_ipv6=dual)
    except OSError as error:
        raise _listen_error(host, port, setting, error) from error
    except UnicodeError as error:  # an empty part of a name, or one of more than 63 letters
        raise AddressError(f"expected the name or address of this machine, got {host}") from error
    listener.set_inheritable(True)  # by the workers
    return listener


def url(listener: socket.socket) -> str:
    """Return the URL of a listening socket."""
    host, port = listener.getsockname()[:2]
    if host in {"0.0.0.0", "::"}:  # noqa: S104  # compared, not listened on
        host = "127.0.0.1"
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def _listen_error(host: str, port: int, setting: str, error: OSError) -> ListenError:
    match error.errno:
        case errno.EADDRINUSE:
            return ListenError(
                f"port {port} on {host} is taken by another program; choose another with {setting}"
            )
        case errno.EACCES:
            return ListenError(
                f"port {port} is not allowed for this user; choose one above 1023 with {setting}"
            )
        case _:
            is_lookup = isinstance(error, socket.gaierror)
            # `create_server` would repeat the address behind the system's words.
            reason = error.strerror if is_lookup else os.strerror(error.errno or 0)
            return AddressError(
                f"expected an address of this machine, got {host or 'an empty one'}: {reason}"
            )

"""Makes one request to one server, connecting only to addresses that were checked, with one deadline for everything."""

import ssl
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import httpcore


class NotFetchedError(Exception):
    """Says why in an editor's words. `wait` is for how many seconds the server at `host` asks us to stay away.

    `is_silent` means that the server is not there, or uses up all the time. `status` is what it answered, 0 where it did not.
    """

    def __init__(
        self, reason: str, *, wait: float | None = None, host: str = "", is_silent: bool = False, status: int = 0
    ) -> None:
        super().__init__(reason)
        self.wait, self.host, self.is_silent, self.status = wait, host, is_silent, status


class BadAnswerError(NotFetchedError):
    """A server that we may ask has answered, and the answer is of no use."""


@dataclass(frozen=True)
class Endpoint:
    """A URL taken apart once, so that the same values are checked, connected to and requested."""

    scheme: str
    host: str
    port: int
    target: str


class Deadline:
    def __init__(self, seconds: float) -> None:
        self.seconds, self.end = seconds, time.monotonic() + seconds

    def left(self) -> float:
        """Return the seconds that are left; raise NotFetchedError when there are none."""
        rest = self.end - time.monotonic()
        if rest <= 0:
            raise NotFetchedError(f"it took more than {self.seconds:.0f} seconds", is_silent=True)
        return rest


_hosts: dict[str, threading.Lock] = {}
_hosts_lock = threading.Lock()


@contextmanager
def alone_at(host: str, deadline: Deadline) -> Iterator[None]:
    """Hold the one connection to a host: several redirects may lead to the same. Waiting does not count against the deadline."""
    with _hosts_lock:
        lock = _hosts.setdefault(host, threading.Lock())
    began = time.monotonic()
    with lock:
        deadline.end += time.monotonic() - began
        yield


class _Stream(httpcore.NetworkStream):
    """A connection in which every wait, and so all of them together, ends at the deadline."""

    def __init__(self, stream: httpcore.NetworkStream, deadline: Deadline) -> None:
        self.stream, self.deadline = stream, deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self.stream.read(max_bytes, self.deadline.left())

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self.stream.write(buffer, self.deadline.left())

    def close(self) -> None:
        self.stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> "_Stream":
        return _Stream(self.stream.start_tls(ssl_context, server_hostname, self.deadline.left()), self.deadline)

    def get_extra_info(self, info: str) -> Any:
        return self.stream.get_extra_info(info)


class _Connecting(httpcore.SyncBackend):
    """Connects to one of these addresses, whatever the host's name is."""

    def __init__(self, addresses: list[str], deadline: Deadline) -> None:
        self.addresses, self.deadline = addresses, deadline

    def connect_tcp(self, host: str, port: int, *args: Any, **kwargs: Any) -> httpcore.NetworkStream:
        for last, each in ((n == len(self.addresses), each) for n, each in enumerate(self.addresses, 1)):
            wait = self.deadline.left() if last else self.deadline.left() / 2
            try:
                return _Stream(super().connect_tcp(each, port, timeout=wait), self.deadline)
            except (httpcore.ConnectError, httpcore.ConnectTimeout):
                if last:
                    raise
        raise httpcore.ConnectError("the host has no address")


@dataclass
class Answer:
    """Read `parts` while the answer is open. Header names are in lower case."""

    status: int
    headers: Mapping[str, str]
    parts: Iterator[bytes]


def _text(value: bytes) -> str:
    """Return a header's text: UTF-8, as browsers read a redirect, else with its other bytes percent-encoded."""
    try:
        return value.decode()
    except UnicodeDecodeError:
        return "".join(chr(byte) if byte < 128 else f"%{byte:02X}" for byte in value)


@contextmanager
def asked(place: Endpoint, addresses: list[str], headers: Mapping[str, str], deadline: Deadline) -> Iterator[Answer]:
    """Yield the answer to a GET. Raises NotFetchedError, also for faults while its parts are read."""
    address = httpcore.URL(scheme=place.scheme, host=place.host, port=place.port, target=place.target)
    try:
        with (
            httpcore.ConnectionPool(network_backend=_Connecting(addresses, deadline), retries=0) as pool,
            pool.stream("GET", address, headers=list(headers.items())) as response,
        ):
            told = {name.decode("latin-1").lower(): _text(value) for name, value in response.headers}
            yield Answer(response.status, told, iter(response.iter_stream()))
    except httpcore.TimeoutException:
        deadline.left()
        raise NotFetchedError("it does not answer in time", is_silent=True) from None
    except httpcore.ConnectError as fault:
        raise NotFetchedError(f"no connection: {fault}", is_silent=True) from None
    except httpcore.RemoteProtocolError:
        raise BadAnswerError("its answer ends early, or is not HTTP") from None
    except (httpcore.NetworkError, httpcore.ProtocolError, httpcore.UnsupportedProtocol) as fault:
        raise NotFetchedError(f"the connection broke: {fault}") from None

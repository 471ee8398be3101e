"""A server on loopback that misbehaves as it is told, and counts who connects to it."""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress

import pytest
from pytest_django import Settings

Send = Callable[[bytes], None]
Act = Callable[[Send], None]


def answer(body: bytes, *headers: str, status: str = "200 OK", length: int | None = None) -> Act:
    """Sends a whole answer; `length` lies about it."""

    def act(send: Send) -> None:
        lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body) if length is None else length}", *headers, "", ""]
        send("\r\n".join(lines).encode() + body)

    return act


def redirect(location: str) -> Act:
    return answer(b"", f"Location: {location}", status="302 Found")


def dripping(start: bytes, drop: bytes, pause: float = 0.05) -> Act:
    """Sends without end, a drop at a time."""

    def act(send: Send) -> None:
        send(start)
        while True:
            send(drop)
            time.sleep(pause)

    return act


class Server:
    """`pages` says what each path does; `asked` and `requests` what came, `most_at_once` how many at one time."""

    def __init__(self, host: str = "127.0.0.1") -> None:
        self.pages: dict[str, Act] = {}
        self.asked: list[str] = []
        self.requests: list[str] = []
        self.connections = self.most_at_once = self._open = 0
        self._lock = threading.Lock()
        self._socket = socket.create_server((host, 0), family=socket.AF_INET6 if ":" in host else socket.AF_INET)
        self.port: int = self._socket.getsockname()[1]
        threading.Thread(target=self._serve, daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://localhost:{self.port}"

    def _serve(self) -> None:
        with suppress(OSError):
            while True:
                connection, _ = self._socket.accept()
                self.connections += 1
                threading.Thread(target=self._answer, args=(connection,), daemon=True).start()

    def _answer(self, connection: socket.socket) -> None:
        with self._lock:
            self._open += 1
            self.most_at_once = max(self.most_at_once, self._open)
        with connection, suppress(OSError):
            request = b""
            while b"\r\n\r\n" not in request and (part := connection.recv(4096)):
                request += part
            path = request.split(b" ")[1].decode() if b" " in request else ""
            self.asked.append(path)
            self.requests.append(request.decode("latin-1"))
            self.pages.get(path, answer(b"", status="404 Not Found"))(connection.sendall)
        with self._lock:
            self._open -= 1

    def close(self) -> None:
        self._socket.close()


@pytest.fixture
def server(settings: Settings) -> Iterator[Server]:
    """Vouched for by its name; by any other it is a stranger."""
    running = Server()
    settings.PICTURE_HOSTS = [f"localhost:{running.port}"]
    yield running
    running.close()

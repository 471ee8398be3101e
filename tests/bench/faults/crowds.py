"""Clients that drip, upload without end and read slowly: how long a kept page and the health check take meanwhile."""

import select
import socket
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from tests.bench.faults.beside import told
from tests.bench.faults.site import Heard, Served, served

CLIENTS, SECONDS = 100, 20
UPLOADS, EACH = 8, 128_000_000  # a gigabyte
_PIECE = b"a" * 65_536
_HEAD = "POST /admin/login/ HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: {}\r\nContent-Length: {}\r\n\r\n"
_FORM = "application/x-www-form-urlencoded"


class Crowd:
    """What became of the connections of a crowd."""

    def __init__(self, site: Served) -> None:
        self.port = site.port
        self.over = threading.Event()
        self.sent = 0
        self.answers: Counter[str] = Counter()

    def connected(self) -> socket.socket:
        return socket.create_connection(("127.0.0.1", self.port), timeout=30)

    def note(self, each: socket.socket) -> None:
        """Note the status that a connection was answered with, or that it was cut."""
        said = b""
        with suppress(OSError):
            said = each.recv(64)
        self.answers[said[9:12].decode() or "cut off"] += 1


def drip(crowd: Crowd) -> None:
    """Send a byte a second of a form, on each connection; begin again where one is ended."""
    head = _HEAD.format(_FORM, 10_000).encode()
    begun: list[socket.socket] = []
    while not crowd.over.wait(1):
        while len(begun) < CLIENTS:
            begun.append(crowd.connected())
            begun[-1].sendall(head)
        answered, _, _ = select.select(begun, [], [], 0)
        for each in answered:
            crowd.note(each)
            each.close()
            begun.remove(each)
        for each in begun:
            with suppress(OSError):
                crowd.sent += each.send(b"a")
    for each in begun:
        each.close()


def upload(crowd: Crowd) -> None:
    """Send as much as is taken of each large form, until it is answered."""
    threads = [threading.Thread(target=_upload_one, args=(crowd,)) for _ in range(UPLOADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def _upload_one(crowd: Crowd) -> None:
    while not crowd.over.is_set():
        with closing(crowd.connected()) as each, suppress(OSError):
            each.sendall(_HEAD.format("multipart/form-data; boundary=x", EACH).encode())
            left = EACH
            while left > 0 and not select.select([each], [], [], 0)[0]:
                left -= each.send(_PIECE)
            crowd.sent += EACH - left
            crowd.note(each)


def read_slowly(crowd: Crowd) -> None:
    """Ask for the longest answers on each connection, and take some bytes of them a second."""
    asked = []
    for _ in range(CLIENTS):
        asked.append(crowd.connected())
        asked[-1].setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2_048)
        asked[-1].sendall(b"GET /api/news/index.json HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n" * 20)
    while not crowd.over.wait(1):
        for each in asked:
            with suppress(OSError):
                crowd.sent += len(each.recv(256))
    for each in asked:
        each.close()


@contextmanager
def about(site: Served, act: Callable[[Crowd], None] | None) -> Iterator[Crowd]:
    crowd = Crowd(site)
    thread = threading.Thread(target=act, args=(crowd,)) if act else None
    if thread:
        thread.start()
    try:
        yield crowd
    finally:
        crowd.over.set()
        if thread:
            thread.join()


def during(name: str, site: Served, act: Callable[[Crowd], None] | None) -> None:
    kept: list[Heard] = []
    health: list[Heard] = []
    with about(site, act) as crowd:
        time.sleep(2)  # until all of them are there
        ends = time.monotonic() + SECONDS
        while time.monotonic() < ends:
            kept.append(site.somebody.ask("/"))
            health.append(site.somebody.ask("/healthz"))
            time.sleep(0.005)
    answers = ", ".join(f"{number} x {answer}" for answer, number in sorted(crowd.answers.items()))
    print(f"{name}; {crowd.sent:,} bytes{f'; they were answered {answers}' if answers else ''}:")
    told("a kept page", kept, (200,))
    told("/healthz", health, (200,))


def crowds() -> None:
    with tempfile.TemporaryDirectory() as folder, served(Path(folder) / "data") as site:
        for _ in range(20):
            site.somebody.ask("/")
        during("nothing else", site, None)
        during(f"{CLIENTS} clients that send a byte a second", site, drip)
        during(f"{UPLOADS} uploads of {EACH // 1_000_000} MB at a time, without an account", site, upload)
        during(f"{CLIENTS} clients that read slowly", site, read_slowly)

"""A site of its own on the real server, and people who use it."""

import html
import http.client
import os
import re
import signal
import subprocess
import sys
import time
import urllib.parse
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NamedTuple

from tests.ports import free_port

PASSWORD = "a password of no other use"


class Heard(NamedTuple):
    """What somebody was answered, and after how many seconds. A status of 0 is none at all."""

    status: int
    took: float
    body: str = ""
    again: str = ""


class Somebody:
    """A client with cookies, from one of the addresses of this machine. It never follows, and never fails."""

    def __init__(self, port: int, address: str = "127.0.0.1") -> None:
        self.port = port
        self.address = address
        self.cookies: dict[str, str] = {}

    def ask(self, path: str, form: Mapping[str, str | list[str]] | None = None, timeout: float = 30) -> Heard:
        begun = time.perf_counter()
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        body = None
        if form is not None:
            token = {"csrfmiddlewaretoken": self.cookies.get("csrftoken", "")}
            body = urllib.parse.urlencode(dict(form) | token, doseq=True)
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout, (self.address, 0))
        try:
            connection.request("GET" if body is None else "POST", path, body, headers)
            answer = connection.getresponse()
            text = answer.read().decode(errors="replace")
        except (OSError, http.client.HTTPException):
            return Heard(0, time.perf_counter() - begun)
        finally:
            connection.close()
        for each in answer.headers.get_all("Set-Cookie") or ():
            name, _, value = each.partition(";")[0].partition("=")
            self.cookies[name] = value
        return Heard(answer.status, time.perf_counter() - begun, text, answer.headers["Retry-After"] or "")

    def sign_in(self) -> Heard:
        self.ask("/admin/login/")
        return self.ask("/admin/login/", {"username": "editor", "password": PASSWORD, "next": "/admin/"})


class Served(NamedTuple):
    port: int
    process: "subprocess.Popen[bytes]"

    @property
    def somebody(self) -> Somebody:
        return Somebody(self.port)


def environment(data: Path, **more: str) -> dict[str, str]:
    kept = {name: os.environ[name] for name in ("PATH", "DATABASE_URL") if name in os.environ}
    return kept | {"NEWSROOM_DATA_DIR": str(data), "DJANGO_SUPERUSER_PASSWORD": PASSWORD} | more


@contextmanager
def served(data: Path, workers: int = 2, **more: str) -> Iterator[Served]:
    """A new site with the articles of `fixtures/`, or the one that is there."""
    port = free_port()
    command = [sys.executable, "manage.py", "quickstart", "--port", str(port), "--workers", str(workers)]
    with (data.parent / "said").open("ab") as said:
        process = subprocess.Popen(
            command, env=environment(data, **more), stdout=said, stderr=said, start_new_session=True
        )
        try:
            found = Served(port, process)
            until(lambda: found.somebody.ask("/readyz", timeout=2).status == 200, seconds=120)
            yield found
        finally:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def until(is_so: Callable[[], bool], seconds: float) -> float:
    """Wait until it is so; return how long it took."""
    begun = time.monotonic()
    while not is_so():
        if time.monotonic() - begun > seconds:
            raise SystemExit(f"it was not so after {seconds} seconds")
        time.sleep(0.1)
    return time.monotonic() - begun


def field(page: str, name: str) -> str:
    """Return the value of a form's field."""
    found = re.search(rf'name="{name}"[^>]*value="([^"]*)"', page) or re.search(
        rf'value="([^"]*)"[^>]*name="{name}"', page
    )
    return html.unescape(found[1]) if found else ""

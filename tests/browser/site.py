"""A real site for a real browser: quickstart in a process of its own, on a directory that goes away."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from playwright.sync_api import Browser, Page, sync_playwright

from tests.chromium import path_of_chromium
from tests.ports import free_port
from tests.prepared import ROOT, environment_of

Starts = Callable[[Path], AbstractContextManager[str]]


@contextmanager
def running_site(
    seeds: Path | None = None, *, prepared: Path | None = None, host: str = "127.0.0.1", picture_hosts: str = ""
) -> Iterator[str]:
    """The address of a site that serves `seeds`, the demo's where none are given; `editor` signs in with PASSWORD.

    `prepared` is a data directory to begin from: it is copied. `picture_hosts` is what NEWSROOM_PICTURE_HOSTS says.
    """
    port = free_port()
    arguments = ["--seeds", str(seeds)] if seeds else []
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        if prepared:
            shutil.copytree(prepared, folder, dirs_exist_ok=True)
        server = subprocess.Popen(
            [sys.executable, "manage.py", "quickstart", "--port", str(port), *arguments],
            cwd=ROOT,
            env=environment_of(Path(folder))
            | {"SITE_URL": f"http://{host}:{port}"}
            | ({"NEWSROOM_PICTURE_HOSTS": picture_hosts} if picture_hosts else {}),
            stdout=subprocess.DEVNULL,
            start_new_session=True,
        )
        try:
            _wait(f"http://127.0.0.1:{port}/healthz", server)
            yield f"http://{host}:{port}"
        finally:
            os.killpg(server.pid, signal.SIGKILL)
            server.wait()


def _wait(address: str, server: "subprocess.Popen[bytes]") -> None:
    for _ in range(300):
        if server.poll() is not None:
            break
        try:
            with urlopen(address, timeout=5):
                return
        except (URLError, OSError):
            time.sleep(0.2)
    raise RuntimeError("the site does not start")


@contextmanager
def browser() -> Iterator[Browser]:
    """Debian's Chromium, or another that is on the path."""
    path = path_of_chromium()
    if path is None:
        raise RuntimeError("no Chromium is installed")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        try:
            yield opened
        finally:
            opened.close()


def wait_until_stored(page: Page, key: str) -> None:
    """Until a script of the page has stored something in the browser. Asked from outside: the policy evaluates nothing."""
    for _ in range(300):
        if page.evaluate("(key) => localStorage.getItem(key)", key):
            return
        page.wait_for_timeout(100)
    raise AssertionError(f"nothing is stored as {key}")


def follow(page: Page, selector: str) -> None:
    """Click what leads to another page, and wait until that one is whole: what is read before may lack its end."""
    page.click(selector)
    page.wait_for_load_state()

"""What the tests with a browser share: sites that start fast, one browser a file, and an editor who signs in once a file."""

import fcntl
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.site import PASSWORD, ROOT, Starts, browser, passed_on, running_site

SignedIn = Callable[..., Page]


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """A data directory with an empty database and the static files: made once for all workers, as that is most of a start."""
    shared = tmp_path_factory.getbasetemp() if worker_id == "master" else tmp_path_factory.getbasetemp().parent
    data, done = shared / "prepared", shared / "prepared.done"
    with (shared / "prepared.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not done.exists():
            for command in ("migrate", "collectstatic"):
                subprocess.run(
                    [sys.executable, "manage.py", command, "--noinput", "--verbosity=0"],
                    cwd=ROOT,
                    env=passed_on() | {"NEWSROOM_DATA_DIR": str(data)},
                    check=True,
                )
            done.touch()
    return data


@pytest.fixture(scope="session")
def starts(prepared: Path, chromium: str) -> Starts:
    """`with starts(seeds) as address`: a site that serves `seeds`, or nothing where they are an empty folder."""
    return lambda seeds=None: running_site(seeds, prepared=prepared)


@pytest.fixture(scope="session")
def demo(starts: Starts) -> Iterator[str]:
    """The demo site, for tests that leave it as it was: all of them are of one group, so it starts once."""
    with starts() as address:
        yield address


@pytest.fixture(scope="module")
def chrome(chromium: str) -> Iterator[Browser]:
    """For a file, not for the session: while it is open, Django takes this thread for one that may not ask a database."""
    with browser() as opened:
        yield opened


@pytest.fixture(scope="module")
def cookies(site: str, chrome: Browser) -> Any:
    """Those of `editor`, who signs in once a file: a password is slow to check, as it should be."""
    context = chrome.new_context()
    page = context.new_page()
    page.goto(f"{site}/admin/login/?next=/admin/password_change/")
    page.fill("#id_username", "editor")
    page.fill("#id_password", PASSWORD)
    page.click("input[type=submit]")
    page.wait_for_selector("#id_old_password")
    kept = context.cookies()
    context.close()
    return kept


@pytest.fixture
def signed_in(chrome: Browser, cookies: Any) -> Iterator[SignedIn]:
    """`signed_in(viewport=…)`: a page of a browser of one's own, where `editor` is signed in."""
    opened = []

    def open_one(**options: Any) -> Page:
        context = chrome.new_context(**options)
        context.add_cookies(cookies)
        opened.append(context)
        return context.new_page()

    yield open_one
    for context in opened:
        context.close()

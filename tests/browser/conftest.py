"""What the tests with a browser share: sites that start fast, one browser a file, and an editor who signs in once a file."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.site import Starts, browser, running_site
from tests.prepared import PASSWORD, MadeOnce, run_command

SignedIn = Callable[..., Page]


@pytest.fixture(scope="session")
def prepared_demo(made_once: MadeOnce, prepared: Path) -> Path:
    """That of the demo site, with all its articles and pictures."""

    def make(data: Path) -> None:
        shutil.copytree(prepared, data)
        run_command("quickstart", "--no-serve", data=data)

    return made_once("demo", make)


@pytest.fixture(scope="session")
def starts(prepared: Path, chromium: str) -> Starts:
    """`with starts(seeds) as address`: a site that serves `seeds`."""
    return lambda seeds: running_site(seeds, prepared=prepared)


@pytest.fixture(scope="module")
def demo(prepared_demo: Path, chromium: str) -> Iterator[str]:
    """The demo site."""
    with running_site(prepared=prepared_demo) as address:
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
    # The browser closes them at its end: closing one while a page of it still loads has been seen to wait for ever.
    for page in (page for context in opened for page in context.pages):
        page.goto("about:blank")

"""A real browser sets up a second factor, signs in with it, and ends a session; axe finds nothing on the way."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.articles.signin.coded import shown_by_app
from tests.browser.axe import faults, is_too_wide
from tests.browser.site import Starts
from tests.prepared import PASSWORD, ROOT

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def site(starts: Starts) -> Iterator[str]:
    with starts(ROOT / "fixtures") as address:
        yield address


def types_password(page: Page, site: str, to: str) -> None:
    page.goto(f"{site}/admin/login/?next={to}")
    page.fill("#id_username", "editor")
    page.fill("#id_password", PASSWORD)
    page.click("input[type=submit]")


class Looked(list[str]):
    """What is wrong with the pages that were looked at."""

    def at(self, page: Page, what: str) -> None:
        for width in (320, 1280):
            page.set_viewport_size({"width": width, "height": 900})
            self += [f"{what}: too wide"] if is_too_wide(page) else []
            self += [f"{what}: {fault}" for fault in faults(page, colours=width == 1280)]


def sets_up(page: Page, site: str, looked: Looked) -> str:
    """Set up an app, and return its key."""
    said: list[str] = []
    types_password(page, site, "/admin/account/")
    page.click("text=Set up a second factor")
    page.fill("#id_password", PASSWORD)
    page.click("text=Go on")
    page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    page.reload()
    assert said == [], "the policy allows the drawing"
    looked.at(page, "the app")
    key = page.inner_text("p code").replace(" ", "")
    page.fill("#id_code", shown_by_app(key, -1))
    page.click("text=Set up >> nth=-1")
    looked.at(page, "the recovery codes")
    assert page.locator(".recovery-codes li").count() == 10
    page.click("text=I have kept them")
    return key


def signs_in_with(page: Page, site: str, key: str, looked: Looked) -> None:
    types_password(page, site, "/admin/account/")
    looked.at(page, "the second step")
    page.fill("#id_code", "000000")
    page.click("text=Sign in")
    looked.at(page, "a wrong code")
    assert page.input_value("#id_code") == ""
    page.wait_for_timeout(1100)  # the first wrong code makes the next one wait for a second
    page.fill("#id_code", shown_by_app(key))
    page.click("text=Sign in")
    looked.at(page, "two sessions")
    assert page.locator(".sign-ins li:has-text('Firefox on Linux')").count() == 1
    assert page.locator(".sign-ins li").count() >= 2


def test_a_second_factor_is_set_up_asked_for_and_removed(site: str, chrome: Browser) -> None:
    looked = Looked()
    firefox = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
    page, other = chrome.new_context().new_page(), chrome.new_context(user_agent=firefox).new_page()
    signs_in_with(other, site, sets_up(page, site, looked), looked)
    page.goto(f"{site}/admin/account/")
    page.click("button:has-text('End') >> nth=0")
    page.wait_for_selector("text=Ended: Firefox on Linux.")
    other.reload()
    other.wait_for_selector("#id_username")
    page.goto(f"{site}/admin/account/second-factor/")
    looked.at(page, "the factor")
    page.click("text=Remove the second factor")
    page.wait_for_selector("text=From now on your password alone signs you in.")
    assert looked == []


def test_the_page_of_a_lock_is_readable(site: str, chrome: Browser) -> None:
    looked = Looked()
    page = chrome.new_context().new_page()
    for _ in range(5):
        page.goto(f"{site}/admin/login/")
        page.fill("#id_username", "somebody")
        page.fill("#id_password", "wrong")
        page.click("input[type=submit]")
    page.wait_for_selector("h1:has-text('Too many tries')")
    looked.at(page, "the lock")
    assert looked == []

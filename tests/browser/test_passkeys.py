"""A real browser makes a passkey with an authenticator that Chromium plays, and signs in with it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.axe import faults, is_too_wide
from tests.browser.site import running_site
from tests.prepared import PASSWORD, ROOT

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def site(prepared: Path, chromium: str) -> Iterator[str]:
    with running_site(ROOT / "fixtures", prepared=prepared, host="localhost") as address:
        yield address


def with_authenticator(page: Page) -> None:
    """Give the page's browser an authenticator that recognises its owner."""
    played = {
        "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
        "isUserVerified": True, "automaticPresenceSimulation": True,
    }  # fmt: skip
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    session.send("WebAuthn.addVirtualAuthenticator", {"options": played})


def types_password(page: Page, site: str) -> None:
    page.goto(f"{site}/admin/login/?next=/admin/account/second-factor/")
    page.fill("#id_username", "editor")
    page.fill("#id_password", PASSWORD)
    page.click("input[type=submit]")


def wrong_with(page: Page) -> list[str]:
    return [*faults(page), *(["too wide"] if is_too_wide(page) else [])]


def test_a_passkey_is_made_signs_in_and_is_removed(site: str, chrome: Browser) -> None:
    page = chrome.new_context(viewport={"width": 400, "height": 800}).new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    with_authenticator(page)
    types_password(page, site)
    page.fill("#id_password", PASSWORD)
    page.click("text=Go on")
    page.click("text=Add a passkey")
    page.wait_for_selector(".recovery-codes li")
    page.goto(f"{site}/admin/account/second-factor/")
    page.click("text=Add a passkey")
    page.wait_for_selector("text=This device has a passkey for this account already.")
    assert said == []
    found = wrong_with(page)

    page.click("#shell .own summary")
    page.click("#logout-form button")
    page.goto(f"{site}/admin/login/?next=/admin/account/second-factor/")
    page.click("text=Sign in with a passkey")
    page.wait_for_selector("text=To change it, type your password again")
    page.click("#shell .own summary")
    page.click("#logout-form button")
    types_password(page, site)
    found += wrong_with(page)
    page.click("text=Use a passkey")
    page.fill("#id_password", PASSWORD)
    page.click("text=Go on")
    assert "last used" in page.inner_text(".sign-ins")
    page.click("text=Remove >> nth=-1")
    page.wait_for_selector("text=That passkey does not sign you in any more.")
    page.click("#shell .own summary")
    page.click("#logout-form button")
    page.goto(f"{site}/admin/login/")
    found += wrong_with(page)
    page.click("text=Sign in with a passkey")
    page.wait_for_selector("text=That passkey does not fit.")
    assert found == []

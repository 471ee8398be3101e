"""A real browser at the pages: the strict policy blocks nothing of ours, and an editor's first round works."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.conftest import SignedIn
from tests.browser.site import follow
from tests.prepared import PASSWORD

pytestmark = pytest.mark.browser
SLUG = "2023-01-24-ais-biggest-promise-the-democratization-of-precision-medicine"


@pytest.fixture(scope="module")
def site(demo: str) -> str:
    return demo


@pytest.fixture
def page(chrome: Browser) -> Iterator[Page]:
    context = chrome.new_context()
    yield context.new_page()
    context.close()


def complaints_of(page: Page) -> list[str]:
    """What the browser says of blocked or failing things of this site; pictures are other people's servers."""
    said: list[str] = []
    page.on(
        "console",
        lambda message: said.append(message.text) if message.type == "error" and "ERR_" not in message.text else None,
    )
    page.on("pageerror", lambda error: said.append(str(error)))
    return said


def test_a_new_user_reads_signs_in_edits_sees_the_edit_and_finds_it_in_the_history(site: str, page: Page) -> None:
    complaints = complaints_of(page)
    page.goto(f"{site}/", wait_until="domcontentloaded")
    follow(page, "h3 a >> nth=0")
    assert "ward assistant" in page.inner_text("h1")
    page.goto(f"{site}/admin/articles/article/?q=Democratization")
    page.fill("#id_username", "editor")
    page.fill("#id_password", PASSWORD)
    page.click("input[type=submit]")
    page.click("#result_list tbody th a")
    page.fill("#id_title", "Precision medicine, for everybody")
    page.click("input[name=_save] >> nth=0")
    page.goto(f"{site}/news/{SLUG}/", wait_until="domcontentloaded")
    assert page.inner_text("h1") == "Precision medicine, for everybody"
    page.goto(f"{site}/admin/articles/article/?q=medicine+everybody")
    page.click("#result_list tbody th a")
    page.click(".historylink")
    follow(page, "text=Compare the two chosen")
    assert "Precision medicine, for everybody" in page.inner_text(".difference ins")
    page.go_back()
    page.click("text=Restore this >> nth=1")
    page.goto(f"{site}/news/{SLUG}/", wait_until="domcontentloaded")
    assert "Democratization" in page.inner_text("h1")
    assert complaints == []


def test_the_policy_blocks_nothing_in_the_admin(site: str, signed_in: SignedIn) -> None:
    page = signed_in()
    complaints = complaints_of(page)
    page.goto(f"{site}/admin/")
    for place in ("article/", "article/add/", "topic/", "topic/add/", "provider/", "provider/add/", "formerarticle/"):
        page.goto(f"{site}/admin/articles/{place}")
    page.goto(f"{site}/admin/articles/article/?q=Democratization")
    follow(page, "#result_list tbody th a")
    page.click("text=Add another Related link")
    page.click("text=Add another Picture")
    assert page.locator("#related_links-group .inline-related:not(.empty-form)").count() == 3
    follow(page, ".deletelink >> nth=0")
    assert "stay" in page.inner_text("#content") or "sure" in page.inner_text("#content")
    assert complaints == []


def test_an_editor_takes_a_suggestion_with_the_keyboard(site: str, signed_in: SignedIn) -> None:
    page = signed_in()
    complaints = complaints_of(page)
    page.goto(f"{site}/admin/articles/article/")
    page.locator("#searchbar").press_sequentially("democratiz")
    page.wait_for_selector("#searchbar-suggestions li")
    page.keyboard.press("Escape")
    assert page.is_hidden("#searchbar-suggestions")
    page.keyboard.type("a")
    page.wait_for_selector("#searchbar-suggestions li")
    page.keyboard.press("ArrowDown")
    assert page.get_attribute("#searchbar", "aria-activedescendant") == "searchbar-suggestions-0"
    page.keyboard.press("Enter")
    page.wait_for_selector("#id_title")
    assert "Democratization" in page.input_value("#id_title")
    assert complaints == []

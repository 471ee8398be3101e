"""A real browser triages: fifty drafts by keys, by mouse, and again where no script runs."""

import tempfile
from collections.abc import Iterator
from itertools import cycle, islice
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import SignedIn
from tests.browser.site import Starts
from tests.lengths import length, sampled
from tests.seeds import seed_text

pytestmark = pytest.mark.browser
TRIAGE = "/admin/articles/article/triage/"
DRAFTS, FIFTY, MOST_KEYS = 170, 50, 60
BY_MOUSE = length(sample=8, whole=FIFTY)  # each act twice


def seeds(folder: Path) -> Path:
    """One story that readers see, and many drafts that tell of the same: each is folded without a choice."""
    leader = seed_text(title='"Harbour of Marenga opened by the sea"', webUrl='"https://news.example.org/leader"')
    (folder / "2023-01-01-leader.md").write_text(leader)
    for number in range(DRAFTS):
        witness = f"{chr(97 + number // 26)}{chr(97 + number % 26)}"
        text = seed_text(
            title=f'"Harbour of Marenga opened, {witness} saw it"', webUrl=f'"https://news.example.org/{number}"',
            published="false", heat="30", publishedDateTime=f"2023-01-24T{number // 60:02}:{number % 60:02}:00Z",
        )  # fmt: skip
        (folder / f"2023-01-24-note-{number}.md").write_text(text)
    return folder


@pytest.fixture(scope="module")
def site(starts: Starts) -> Iterator[str]:
    with tempfile.TemporaryDirectory() as folder, starts(seeds(Path(folder))) as address:
        yield address


@pytest.fixture
def page(site: str, signed_in: SignedIn) -> Page:
    return triaging(site, signed_in())


def triaging(site: str, page: Page) -> Page:
    page.goto(f"{site}{TRIAGE}", wait_until="load")  # with its scripts: a key pressed before them is nobody's
    return page


def left(page: Page) -> int:
    return int(page.inner_text("#left").split()[0])


def wait_for(page: Page, number: int) -> None:
    page.wait_for_selector(f"#left:text-is('{number} left')")


def test_fifty_drafts_take_at_most_sixty_keys_and_no_page_is_loaded(page: Page) -> None:
    page.evaluate("window.isTheSamePage = true")
    start, pressed = left(page), 0
    for number, key in enumerate(islice(cycle("prxf"), FIFTY), start=1):
        page.keyboard.press(key)
        pressed += 1
        wait_for(page, start - number)
    assert f"{start - FIFTY} left." in page.inner_text("#said")
    page.keyboard.press("u")
    wait_for(page, start - FIFTY + 1)
    page.keyboard.press("f")
    wait_for(page, start - FIFTY)
    assert pressed + 2 <= MOST_KEYS
    assert page.evaluate("window.isTheSamePage")


def test_the_focus_stays_where_it_is_and_typing_is_no_command(page: Page) -> None:
    start = left(page)
    page.focus("button[data-key=r]")
    page.keyboard.press("Enter")
    wait_for(page, start - 1)
    assert page.evaluate("document.activeElement.dataset.key") == "r"
    page.keyboard.press("j")
    page.wait_for_selector("#triage:not([aria-busy])")
    page.keyboard.press("/")
    page.keyboard.type("prx")
    assert page.input_value("#narrow") == "prx"
    assert left(page) == start - 1


def test_a_key_can_be_switched_off(page: Page) -> None:
    start = left(page)
    page.keyboard.press("?")
    page.uncheck("[data-switch=p]")
    page.reload()
    page.keyboard.press("p")
    page.keyboard.press("r")
    wait_for(page, start - 1)
    assert "Sent to review" in page.inner_text("#said")


@sampled
@pytest.mark.parametrize("scripts", [True, False])
def test_drafts_are_decided_with_the_mouse_alone(site: str, signed_in: SignedIn, scripts: bool) -> None:
    page = triaging(site, signed_in(java_script_enabled=scripts))
    start = left(page)
    for number, key in enumerate(islice(cycle("prxf"), BY_MOUSE), start=1):
        page.click(f"button[data-key={key}]")
        wait_for(page, start - number)
    page.click("button[data-key=u]")
    wait_for(page, start - BY_MOUSE + 1)


def test_no_answer_is_told_and_decides_nothing(page: Page) -> None:
    start = left(page)
    page.context.set_offline(True)
    page.keyboard.press("p")
    page.wait_for_selector("#said:has-text('Nothing was decided')")
    page.context.set_offline(False)
    page.keyboard.press("r")
    wait_for(page, start - 1)

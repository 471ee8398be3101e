"""The frame of the desk's pages in a real browser: what its palette offers of a page, and how it is shown."""

from typing import Any

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import SignedIn
from tests.browser.site import follow

pytestmark = pytest.mark.browser
LIST = "/admin/articles/article/"


@pytest.fixture(scope="module")
def site(demo: str) -> str:
    return demo


def offered(page: Page, words: str) -> list[str]:
    """What the palette offers of the open page for these words."""
    page.keyboard.press("Control+k")
    page.keyboard.type(words)
    page.wait_for_selector("#palette li:first-child:has-text('on this page')")
    return page.locator("#palette li:has-text('on this page') bdi").all_inner_texts()


def test_the_palette_offers_each_act_of_a_page_once(site: str, signed_in: SignedIn) -> None:
    page = signed_in()
    page.goto(f"{site}{LIST}?q=year+without+missing")
    follow(page, "#result_list tbody th a")
    assert offered(page, "save and continue") == ["Save and continue editing"]
    story = page.url.replace("/change/", "/story/")
    page.goto(f"{site}{LIST}triage/")
    assert offered(page, "withdraw") == ["Withdraw"]
    page.goto(story)
    assert offered(page, "take out") == ["Take out, each by itself …"]


def test_a_parent_that_is_missing_is_added_in_a_window_of_its_own(site: str, signed_in: SignedIn) -> None:
    page = signed_in()
    faults_of_scripts: list[str] = []
    page.context.on("weberror", lambda fault: faults_of_scripts.append(str(fault.error)))  # in either window
    page.goto(f"{site}/admin/articles/topic/add/")
    with page.expect_popup() as opened:
        page.click("#add_id_parent")
    opened.value.fill("#id_name", "Lanterns")
    opened.value.click("input[name=_save]")
    page.wait_for_selector("#select2-id_parent-container:has-text('Lanterns')")
    assert faults_of_scripts == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_scheme_is_chosen_by_its_words_and_shown_by_an_icon(site: str, signed_in: SignedIn, scheme: Any) -> None:
    page = signed_in(color_scheme=scheme)
    page.goto(f"{site}/admin/articles/topic/")
    page.click("#shell .own summary")
    icon = page.locator("#shell .theme svg:visible")
    ground = page.locator("#shell .own > ul").evaluate("(each) => getComputedStyle(each).backgroundColor")
    assert icon.evaluate("(each) => getComputedStyle(each).fill") != ground
    page.click("#shell .theme", position={"x": 90, "y": 12})
    assert page.get_attribute("html", "data-theme") == ("dark" if scheme == "light" else "light")


@pytest.mark.parametrize("menu", [".own", ".more", ".narrow"])
def test_a_menu_opens_within_every_screen(site: str, signed_in: SignedIn, menu: str) -> None:
    page = signed_in()
    page.goto(f"{site}/admin/articles/topic/")
    page.locator(f"#shell {menu}").evaluate("(each) => (each.open = true)")
    rows, seen = page.locator(f"#shell {menu} > ul"), 0
    for width in (320, 480, 500, 640, 660, 900, 910, 1440):
        page.set_viewport_size({"width": width, "height": 900})
        box = rows.bounding_box()
        if box:
            seen += 1
            assert box["x"] >= 0, width
            assert box["x"] + box["width"] <= width, width
    assert seen

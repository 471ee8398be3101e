"""A real browser at an article's form: the preview beside it, rows put in order, articles found while one types."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.articles.editing.stories.grouped import write_story
from tests.browser.conftest import SignedIn
from tests.browser.site import Starts, wait_until_stored
from tests.seeds import Archive

pytestmark = pytest.mark.browser
LIST = "/admin/articles/article/"


@pytest.fixture(scope="module")
def site(starts: Starts) -> Iterator[str]:
    with tempfile.TemporaryDirectory() as folder:
        archive = Archive(Path(folder))
        write_story(archive, {"harbour": 80, "bridge": 60, "ferry": 30, "quay": 10})
        for name in ("Boats", "Sea"):
            archive.write(f"_data/topics/{name}.yaml", f"_id: {name}\ntaxonomy: topic\nname: {name}\n")
        archive.write_article(
            "2023-02-01-lighthouse", title='"The lighthouse is lit"', webUrl='"https://news.example.org/light"'
        )
        with starts(archive.folder) as address:
            yield address


@pytest.fixture
def page(site: str, signed_in: SignedIn) -> Page:
    shown = signed_in(viewport={"width": 1280, "height": 900})
    shown.goto(f"{site}{LIST}?q=harbour")
    shown.click("#result_list tbody th a >> nth=0")
    shown.wait_for_selector(f"{row(0)} .moves")
    shown.wait_for_load_state()
    return shown


def row(number: int) -> str:
    return f".inline-related:has([name=related_links-{number}-id])"


def places(page: Page) -> list[str]:
    return [page.input_value(f"[name=related_links-{number}-position]") for number in range(3)]


def test_the_preview_follows_what_is_typed(page: Page) -> None:
    shown = page.frame_locator("#preview iframe")
    page.fill("#id_title", "A headline typed just now")
    shown.locator("h1:has-text('A headline typed just now')").wait_for()
    page.click("#preview summary")
    page.wait_for_selector("#preview iframe", state="hidden")
    wait_until_stored(page, "preview-closed")
    page.reload()
    page.wait_for_load_state()
    assert page.is_hidden("#preview iframe")


def test_rows_are_put_in_order_by_keys_and_by_dragging(page: Page) -> None:
    first = places(page)
    page.focus(f"{row(1)} [data-move='-1']")
    page.keyboard.press("Enter")
    assert places(page) == [first[1], first[0], first[2]]
    assert page.evaluate(f"document.activeElement.closest('.inline-related').matches('{row(1)}')")
    page.locator(f"{row(2)} .grip").scroll_into_view_if_needed()
    grip, target = (page.locator(part).bounding_box() for part in (f"{row(2)} .grip", row(1)))
    assert grip
    assert target
    page.mouse.move(grip["x"] + 4, grip["y"] + 6)
    page.mouse.down()
    page.mouse.move(grip["x"] + 8, grip["y"] - 8, steps=5)
    page.mouse.move(target["x"] + 60, target["y"] + 4, steps=8)
    page.mouse.move(target["x"] + 62, target["y"] + 5, steps=2)
    page.mouse.up()
    assert places(page) == [first[2], first[1], first[0]]
    page.click("input[name=_continue] >> nth=0")
    page.wait_for_selector(".messagelist .undo")
    page.wait_for_selector(f"{row(0)} .moves")
    assert places(page) == ["0", "1", "2"]


def test_a_row_is_opened_where_it_stands_and_saved(page: Page) -> None:
    page.click(f"{row(1)} button[name=_open]")
    title = page.locator("[name=related_links-1-title]")
    page.wait_for_selector("[name=related_links-1-slug]:focus")
    assert page.locator("[name=related_links-0-title]").count() == 0
    title.fill("In other words here")
    page.click(f"{row(1)} button[name=_open]")
    assert title.is_hidden()
    page.click("input[name=_continue] >> nth=0")
    page.wait_for_selector(f"{row(1)} small:has-text('with its own headline')")


def test_typing_in_an_opened_row_is_offered_again_after_the_page_was_left(page: Page) -> None:
    page.click(f"{row(2)} button[name=_open]")
    page.fill("[name=related_links-2-excerpt]", "Typed, and not saved")
    wait_until_stored(page, f"unsaved:{page.evaluate('location.pathname')}")
    page.reload()
    assert page.locator("[name=related_links-2-excerpt]").count() == 0
    page.click("#unsaved [data-back]")
    expect(page.locator("[name=related_links-2-excerpt]")).to_have_value("Typed, and not saved")


def test_an_article_is_found_while_one_types_and_followed(page: Page) -> None:
    field = page.locator("[data-suggests=articles]:not([name*=__prefix__])").last
    field.fill("lighthouse")
    page.wait_for_selector(".suggestions li")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    assert field.input_value() == "2023-02-01-lighthouse"
    page.click("input[name=_continue] >> nth=0")
    page.wait_for_selector("#related_links-group a:has-text('The lighthouse is lit')")


def test_the_tree_of_topics_is_arranged_by_keys_and_by_dragging(page: Page, site: str) -> None:
    page.goto(f"{site}/admin/articles/topic/tree/")
    page.wait_for_load_state()
    names = page.locator("#tree li a")
    assert names.all_inner_texts() == ["AI", "Boats", "Sea"]
    page.focus("#tree button[name=down] >> nth=0")
    page.keyboard.press("Enter")
    page.wait_for_selector("#told:has-text('AI is now on the top level')", state="attached")
    assert names.all_inner_texts() == ["Boats", "AI", "Sea"]
    assert page.evaluate("document.activeElement.getAttribute('aria-label')") == "Move AI down"
    grip, target = (page.locator(f"#tree {part}").bounding_box() for part in (".grip >> nth=2", "li >> nth=0"))
    assert grip
    assert target
    page.mouse.move(grip["x"] + 4, grip["y"] + 6)
    page.mouse.down()
    page.mouse.move(grip["x"] + 8, grip["y"] - 6, steps=4)
    page.mouse.move(target["x"] + 90, target["y"] + target["height"] / 2, steps=6)
    page.mouse.move(target["x"] + 92, target["y"] + target["height"] / 2, steps=2)
    page.mouse.up()
    page.wait_for_selector("#told:has-text('Sea is now below Boats')", state="attached")
    assert names.all_inner_texts() == ["Boats", "Sea", "AI"]


def test_marks_are_put_around_what_is_chosen_and_the_browser_undoes_them(page: Page) -> None:
    page.fill("#id_body", "one two\nthree")
    page.locator("#id_body").evaluate("(field) => field.setSelectionRange(4, 7)")
    page.keyboard.press("Control+b")
    assert page.input_value("#id_body") == "one **two**\nthree"
    page.keyboard.press("Control+b")
    assert page.input_value("#id_body") == "one two\nthree"
    page.keyboard.press("Control+z")
    assert page.input_value("#id_body") == "one **two**\nthree"
    page.click(".markdown-bar button:has-text('Quote')")
    assert page.input_value("#id_body") == "> one **two**\nthree"


def test_the_length_of_headline_and_excerpt_is_told(page: Page) -> None:
    page.fill("#id_title", "Ünïcode 📰 ")
    expect(page.locator("#id_title + .count-of")).to_have_text("9 characters")
    page.fill("#id_title", "")
    expect(page.locator("#id_title + .count-of")).to_have_text("")


def test_save_is_in_view_wherever_one_is_in_the_form(page: Page) -> None:
    page.locator("#id_original_url").scroll_into_view_if_needed()
    page.locator("#related_links-group").scroll_into_view_if_needed()
    expect(page.locator("input[name=_save] >> nth=0")).to_be_in_viewport()

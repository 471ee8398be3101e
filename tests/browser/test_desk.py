"""A real browser at every page that is an editor's: nothing for axe to find, nothing wider than the screen, nothing blocked."""

import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from articles.admin.help.places import CHAPTERS
from tests.articles.admin.imports.uploading import zipped
from tests.articles.editing.stories.grouped import write_story
from tests.articles.pictures.files import picture
from tests.browser.axe import faults, is_too_wide
from tests.browser.conftest import SignedIn
from tests.browser.fitting import ill_fitting
from tests.browser.site import Starts, follow, wait_until_stored
from tests.prepared import PASSWORD
from tests.seeds import Archive, seed_text

pytestmark = pytest.mark.browser
LIST = "/admin/articles/article/"
LONG = "What the pilot said " * 8 + "of the Lotsenversammlungsprotokollführungsverordnung"
TITLE = {"title": '"A tide table for editors"', "webUrl": '"https://news.example.org/tides"'}

OF_ACCOUNTS = {
    "people": "/admin/auth/user/", "person": "/admin/auth/user/1/change/", "new person": "/admin/auth/user/add/",
    "history of a person": "/admin/auth/user/1/history/", "password of a person": "/admin/auth/user/1/password/",
    "roles": "/admin/auth/group/", "role": "/admin/auth/group/1/change/", "password": "/admin/password_change/",
}  # fmt: skip


def seeds(folder: Path) -> Path:
    """A story of four, a draft, two articles that are perhaps the same, and one with long words, long names and a picture."""
    archive = Archive(folder)
    write_story(archive, {"harbour": 80, "bridge": 60, "ferry": 30, "quay": 10})
    archive.write_article("2023-01-26-tides", published="false", **TITLE)
    for number in (1, 2):
        archive.write_article(f"2023-01-27-same-{number}", title='"The very same headline of two articles"',
                              webUrl=f'"https://news.example.org/same-{number}"')  # fmt: skip
    name, domain = "The Quarterly Gazette of Ships and Shores", "gazette-of-ships-and-shores.example.org"
    archive.write("assets/images/pilot.jpg", picture(size=(1400, 900)))
    archive.write_article("2023-01-28-pilot", title=f'"{LONG}"', webUrl='"https://news.example.org/pilot"',
                          provider=f"\n  name: {name}\n  domain: {domain}",
                          images='\n  - url: "/assets/images/pilot.jpg"')  # fmt: skip
    return archive.folder


@pytest.fixture(scope="module")
def site(starts: Starts) -> Iterator[str]:
    with tempfile.TemporaryDirectory() as folder, starts(seeds(Path(folder))) as address:
        yield address


def number_of(page: Page, site: str, words: str) -> str:
    """The number of the article that a search finds first."""
    page.goto(f"{site}{LIST}?q={words}")
    address = page.get_attribute("#result_list tbody th a", "href") or ""
    return address.split("/")[-3]


@pytest.fixture(scope="module")
def pages(site: str, chrome: Browser, cookies: Any) -> dict[str, str]:
    """Every kind of page by what it is. On the way one article gets into conflict with its file, and something is done."""
    page = chrome.new_context().new_page()
    page.context.add_cookies(cookies)
    tides, leader, same, long = (number_of(page, site, words) for words in ("tide", "harbour", "same-1", "pilot"))
    page.goto(f"{site}{LIST}{tides}/change/")
    page.fill("#id_title", "Tides, as we say it")
    page.click("input[name=_save] >> nth=0")
    changed = seed_text(**TITLE | {"title": '"Tides, as the file says it"'}, published="false")
    page.goto(f"{site}/admin/articles/import/new/")
    upload = zipped({"_news/2023-01-26-tides.md": changed, "_news/bad.md": "no seed"})
    page.set_input_files("#id_seeds", {"name": "a.zip", "mimeType": "application/zip", "buffer": upload})
    page.click("input[value='Upload and see the plan']")
    page.wait_for_selector("input[value='Import now']")
    page.click("input[value='Import now']")
    page.wait_for_selector("text=Finished on")
    record = page.url.removeprefix(site)
    page.goto(f"{site}/admin/articles/duplicate/")
    pair = page.get_attribute("#result_list tbody th a", "href") or ""
    page.goto(f"{site}/admin/articles/picture/")
    its_picture = page.get_attribute("#result_list tbody th a", "href") or ""
    page.context.close()
    below = "/admin/articles/"
    return {
        "desk": "/admin/", "triage": f"{LIST}triage/", "list": LIST, "narrowed": f"{LIST}?of_provider=nobody",
        "article": f"{LIST}{leader}/change/", "new article": f"{LIST}add/", "story": f"{LIST}{leader}/story/",
        "alone": f"{LIST}{same}/story/", "history": f"{LIST}{tides}/history/", "delete": f"{LIST}{same}/delete/",
        "conflict": f"{LIST}{tides}/conflicts/", "conflicts": f"{below}conflict/", "acts": f"{below}act/",
        "undo": f"{below}act/1/undo/", "duplicates": f"{below}duplicate/", "pair": pair, "imports": f"{below}import/",
        "new import": f"{below}import/new/", "import": record, "topics": f"{below}topic/", "tree": f"{below}topic/tree/",
        "topic": f"{below}topic/1/change/", "new topic": f"{below}topic/add/",
        "providers": f"{below}provider/", "provider": f"{below}provider/1/change/",
        "merge names": f"{below}topic/1/merge/", "merged": f"{below}provider/1/merge/?into=nobody",
        "pictures": f"{below}picture/", "site": f"{below}masthead/", "former": f"{below}formerarticle/",
        "own account": "/admin/account/", "audit": f"{below}auditline/", "second factor": "/admin/account/second-factor/",
        "long": f"{LIST}{long}/change/", "its history": f"{LIST}{long}/history/", "its story": f"{LIST}{long}/story/",
        "new from a URL": f"{LIST}from-url/", "picture": its_picture, "fetch pictures": f"{below}picture/fetch/",
        **OF_ACCOUNTS,
        "go": "/admin/go/?q=a", "help": "/admin/help/", **{f"help: {name}": f"/admin/help/{name}/" for name in CHAPTERS},
    }  # fmt: skip


def asks(page: Page, site: str, pages: dict[str, str]) -> Iterator[str]:
    """The pages that only a button leads to."""
    page.goto(site + pages["story"])
    page.locator("input[name=member]").nth(1).check()
    page.click("button[value=split]")
    page.wait_for_selector("button[name=confirmed]")
    yield "arrange"
    for act in ("set_published", "add_topic", "set_go_live"):
        page.goto(site + LIST)
        page.locator("#action-toggle").check()
        page.select_option("select[name=action]", act)
        page.click("button[name=index]")
        page.wait_for_selector(".batch")
        yield act
    page.goto(site + pages["history"])
    page.click("text=Compare the two chosen")
    page.wait_for_selector("h1:has-text('What changed')")
    yield "compare"
    page.goto(f"{site}{LIST}?age=older")
    page.click(".saved summary")
    yield "a filter to save"
    page.fill("#filter-name", f"Older than {page.viewport_size}")
    page.click(".saved details button")
    page.wait_for_selector(".saved [aria-current]")
    yield "a saved filter"


def wrong_with(page: Page, *, axe: bool, colours: bool) -> Iterator[str]:
    if is_too_wide(page):
        yield "wider than the screen"
    if axe:
        yield from faults(page, colours=colours)


@pytest.mark.parametrize("width", [320, 1280])
def test_axe_finds_nothing(site: str, signed_in: SignedIn, pages: dict[str, str], width: int) -> None:
    page = signed_in(viewport={"width": width, "height": 900})
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    found = []
    for kind, address in pages.items():
        said.clear()  # axe itself is refused the style sheets that it would write
        answer = page.goto(site + address, wait_until="load")
        found += [] if answer and answer.status == 200 else [f"{kind}: no page"]
        found += [f"{kind}: {words}" for words in said]
        # At a second width the chapters of the help can be too wide, and nothing else.
        axe = width == 1280 or not kind.startswith("help: ")
        found += [f"{kind}: {wrong}" for wrong in wrong_with(page, axe=axe, colours=width == 1280)]
    for kind in asks(page, site, pages):
        found += [f"{kind}: {wrong}" for wrong in wrong_with(page, axe=True, colours=width == 1280)]
    assert found == []


def test_every_page_fits_every_screen(site: str, signed_in: SignedIn, pages: dict[str, str]) -> None:
    page = signed_in()
    found = []
    for kind, address in pages.items():
        page.goto(site + address, wait_until="load")
        found += [f"{kind}: {fault}" for fault in ill_fitting(page)]
    assert found == []


@pytest.mark.parametrize("scripts", [True, False])
def test_a_story_is_split_and_taken_back_with_the_mouse(
    site: str, signed_in: SignedIn, pages: dict[str, str], scripts: bool
) -> None:
    page = signed_in(java_script_enabled=scripts)
    page.goto(site + pages["story"])
    page.locator("input[name=member]").nth(2).check()
    page.click("button[value=alone]")
    page.click("button[name=confirmed]")
    page.wait_for_selector("#content:has-text('2 members')")
    page.click(".undo button")
    page.wait_for_selector("#content:has-text('3 members')")


def test_unsaved_typing_survives_a_closed_tab_and_is_forgotten_once_saved(
    site: str, signed_in: SignedIn, pages: dict[str, str]
) -> None:
    page = signed_in()
    page.goto(site + pages["article"])
    page.fill("#id_excerpt", "Typed, and not saved.")
    wait_until_stored(page, f"unsaved:{pages['article']}")
    page.close()
    page = page.context.new_page()
    page.goto(site + pages["article"])
    assert page.input_value("#id_excerpt") != "Typed, and not saved."
    page.click("#unsaved [data-back]")
    assert page.input_value("#id_excerpt") == "Typed, and not saved."
    follow(page, "input[name=_continue] >> nth=0")
    assert page.input_value("#id_excerpt") == "Typed, and not saved."
    assert page.is_hidden("#unsaved")
    page.click("[data-field=excerpt] button")
    assert page.input_value("#id_excerpt") == "About harbour."
    page.click("input[name=_continue] >> nth=0")


def test_who_else_has_an_article_open_is_shown_within_fifteen_seconds(
    site: str, chrome: Browser, signed_in: SignedIn, pages: dict[str, str]
) -> None:
    first = signed_in()
    first.goto(f"{site}/admin/auth/user/add/")
    for name, value in (("username", "ada"), ("password1", PASSWORD), ("password2", PASSWORD)):
        first.fill(f"#id_{name}", value)
    first.click("input[name=_continue]")
    first.check("#id_is_staff")
    first.check("#id_is_superuser")
    first.click("input[name=_save]")
    first.clock.install()
    first.goto(site + pages["article"])
    other = chrome.new_context().new_page()
    other.goto(f"{site}/admin/login/?next={pages['article']}")
    other.fill("#id_username", "ada")
    other.fill("#id_password", PASSWORD)
    follow(other, "input[type=submit]")
    assert "editor has this open too." in other.inner_text("#others")
    first.clock.run_for(15_000)
    first.wait_for_selector("#others:has-text('ada has this open too.')")
    other.goto("about:blank")  # on leaving, the page says so, and waits for no answer
    first.clock.run_for(5_000)
    first.wait_for_selector("#others:empty", state="attached")  # at once, or with the page's next word
    other.context.close()


def test_a_palette_goes_anywhere_and_does_what_the_page_offers_by_keys(
    site: str, signed_in: SignedIn, pages: dict[str, str]
) -> None:
    page = signed_in()
    page.goto(site + pages["topics"])
    page.keyboard.press("Control+k")
    page.keyboard.type("harbour")
    page.keyboard.press("Enter")
    page.wait_for_url(site + pages["article"])
    page.wait_for_load_state()
    page.keyboard.press("Control+k")
    page.keyboard.type("hist")
    page.wait_for_selector("#palette li:has-text('on this page')")
    assert list(faults(page, colours=True)) == []
    page.keyboard.press("Escape")
    assert page.is_hidden("#palette")
    page.keyboard.press("Control+k")
    page.keyboard.type("hist")
    page.keyboard.press("Enter")
    page.wait_for_url(f"{site}{pages['article'].removesuffix('change/')}history/")


def test_without_scripts_the_field_and_the_menu_lead_there_too(
    site: str, signed_in: SignedIn, pages: dict[str, str]
) -> None:
    page = signed_in(java_script_enabled=False, viewport={"width": 360, "height": 740})
    page.goto(site + pages["topics"])
    page.fill("#shell .go input", "harbour")
    page.press("#shell .go input", "Enter")
    page.click(f".going a[href='{pages['article']}']")
    page.click("#shell .narrow summary")
    page.click("#shell .narrow a:has-text('Imports')")
    page.wait_for_url(site + pages["imports"])

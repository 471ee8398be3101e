"""A real browser brings an article by its address: from the desk, and with the bookmark from its publisher's page."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.articles.originals.pages import head, meta
from tests.articles.pictures.server import Server, answer
from tests.browser.axe import faults
from tests.browser.conftest import SignedIn
from tests.browser.site import running_site
from tests.seeds import Archive

pytestmark = pytest.mark.browser
PAGE = head(
    "<title>The tide table | Harbour</title>",
    meta(og_title="The tide table of &amp;#8216;the&amp;#8217; harbour", og_site_name="Harbour"),
    meta(og_description="It rises.", article_published_time="2023-02-01T22:10:00+01:00", og_image="/a.jpg"),
).encode()  # fmt: skip


@pytest.fixture(scope="module")
def publisher() -> Iterator[Server]:
    running = Server()
    for path in ("/tides", "/tides?utm_source=mail"):
        running.pages[path] = answer(PAGE, "Content-Type: text/html")
    running.pages["/closed"] = answer(b"", status="403 Forbidden")
    yield running
    running.close()


@pytest.fixture(scope="module")
def site(prepared: Path, chromium: str, publisher: Server) -> Iterator[str]:
    with tempfile.TemporaryDirectory() as folder:
        archive = Archive(Path(folder))
        archive.write_article(title='"A tide table of the harbour"')
        hosts = f"localhost:{publisher.port}"
        with running_site(archive.folder, prepared=prepared, picture_hosts=hosts) as address:
            yield address


def test_a_paste_an_enter_and_one_press_publish_it(site: str, signed_in: SignedIn, publisher: Server) -> None:
    page = signed_in(viewport={"width": 1280, "height": 900})
    page.goto(f"{site}/admin/")
    page.fill("#from-url", f"{publisher.url}/tides?utm_source=mail")
    page.press("#from-url", "Enter")
    expect(page.locator("#id_title")).to_have_value("The tide table of ‘the’ harbour")
    expect(page.locator("#id_web_url")).to_have_value(f"{publisher.url}/tides")
    expect(page.locator(".nearest")).to_contain_text("A tide table of the harbour")
    page.click("[name=_publish] >> nth=0")
    expect(page.locator(".messagelist .success")).to_contain_text("The tide table of ‘the’ harbour")
    page.goto(f"{site}/news/2023-02-01-the-tide-table-of-the-harbour/")
    expect(page.locator("h1")).to_contain_text("The tide table of ‘the’ harbour")
    page.goto(f"{site}/admin/articles/article/add/")
    page.fill("#from-url", f"{publisher.url}/tides#top")
    page.press("#from-url", "Enter")
    expect(page.locator(".messagelist")).to_contain_text("That article is here already: this is it.")


def test_the_bookmark_brings_a_page_to_the_field_and_asks_for_nothing(
    site: str, signed_in: SignedIn, publisher: Server
) -> None:
    page = signed_in(viewport={"width": 1280, "height": 900})
    page.goto(f"{site}/admin/")
    link = page.get_attribute("a:has-text('New in Newsroom')", "href") or ""
    page.goto(f"{publisher.url}/tides?utm_source=mail")
    asked = len(publisher.asked)
    page.evaluate(link.removeprefix("javascript:"))
    expect(page.locator("#from-url")).to_have_value(f"{publisher.url}/tides?utm_source=mail")
    assert len(publisher.asked) == asked
    page.keyboard.press("Enter")
    page.wait_for_selector("#id_title, .messagelist")


@pytest.mark.parametrize("width", [320, 1440])
def test_its_pages_fit_and_have_no_faults(site: str, signed_in: SignedIn, publisher: Server, width: int) -> None:
    page = signed_in(viewport={"width": width, "height": 900})
    found: list[str] = []
    for address in ("", f"{publisher.url}/closed"):
        page.goto(f"{site}/admin/articles/article/from-url/?url={address}")
        if address:
            page.press("#from-url", "Enter")
            page.wait_for_selector(".errornote")
        found += faults(page)
        assert page.evaluate("document.documentElement.scrollWidth") == width
    assert found == []

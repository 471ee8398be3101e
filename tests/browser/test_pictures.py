"""Pictures in a real browser: nothing moves while they load, and no other host is asked for anything."""

from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page

from tests.articles.pictures.files import picture
from tests.browser.site import PASSWORD, browser, running_site
from tests.seeds import Archive

pytestmark = pytest.mark.browser
SHIFTS = """() => new Promise((done) => {
  const found = [];
  const named = (source) => `${source.node?.nodeName} ${source.node?.className || ""}`;
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) found.push([entry.value, ...entry.sources.map(named)]);
  }).observe({ type: "layout-shift", buffered: true });
  setTimeout(() => done(found), 400);
})"""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Pictures beside the seeds, and one at a publisher's that nobody has fetched."""
    archive = Archive(tmp_path_factory.mktemp("seeds"))
    for n in range(9):
        url = f"/assets/images/{n}.jpg" if n != 3 else "https://images.example.org/3.jpg"
        archive.write(f"assets/images/{n}.jpg", picture(size=(1500 - 90 * n, 900)))
        archive.write_article(
            f"2023-01-{24 - n}-t{n}", webUrl=f'"https://news.example.org/{n}"', heat=str(99 - n),
            publishedDateTime=f"2023-01-{24 - n}T11:00:00Z", images=f'\n  - url: "{url}"',
        )  # fmt: skip
    with running_site(archive.folder) as address:
        yield address


@pytest.fixture
def page(chromium: str) -> Iterator[Page]:
    with browser() as opened:
        yield opened.new_page(viewport={"width": 390, "height": 800})


@pytest.mark.parametrize("place", ["/", "/news/2023-01-24-t0/", "/news/2023-01-21-t3/", "/latest/"])
@pytest.mark.parametrize("width", [360, 1440])
def test_nothing_moves_and_nobody_else_is_asked(site: str, page: Page, place: str, width: int) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(urlsplit(request.url).netloc))
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(site + place, wait_until="load")
    shifts = page.evaluate(SHIFTS)
    # To three places, as the measure is reported: a part of a pixel on a machine at its limit is no shift.
    assert round(sum(value for value, *_ in shifts), 3) == 0, shifts
    assert set(asked) == {urlsplit(site).netloc}
    assert page.context.cookies() == []
    broken = "() => [...document.images].filter((image) => image.complete && !image.naturalWidth).length"
    assert page.evaluate(broken) == 0


def test_a_phone_gets_a_small_modern_copy(site: str, page: Page) -> None:
    page.goto(f"{site}/news/2023-01-24-t0/", wait_until="load")
    shown = page.evaluate("() => document.querySelector('figure img').currentSrc")
    assert shown.endswith("-640.avif")


def test_the_focus_is_chosen_by_a_click(site: str, page: Page) -> None:
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto(f"{site}/admin/articles/picture/")
    page.fill("#id_username", "editor")
    page.fill("#id_password", PASSWORD)
    page.click("input[type=submit]")
    page.click("#result_list tbody th a")
    box = page.locator("#focus").bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + box["width"] * 0.2, box["y"] + box["height"] * 0.8)
    assert (page.input_value("#id_focus_x"), page.input_value("#id_focus_y")) == ("20", "80")
    page.click("input[name=_save]")
    page.wait_for_selector(".success")

"""Pictures in a real browser: nothing moves while they load, and no other host is asked for anything."""

from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page

from tests.articles.pictures.files import picture
from tests.browser.conftest import SignedIn
from tests.browser.moving import moved, watch
from tests.browser.site import Starts, follow
from tests.seeds import Archive

pytestmark = pytest.mark.browser
# Pictures further down load once a reader comes near them.
ALL_LOADED = """() => {
  for (const image of document.images) image.loading = "eager";
  return Promise.allSettled([...document.images].map((image) => image.decode())).then(() => {});
}"""


@pytest.fixture(scope="module")
def site(starts: Starts, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Pictures beside the seeds, and one at a publisher's that nobody has fetched."""
    archive = Archive(tmp_path_factory.mktemp("seeds"))
    for n in range(9):
        url = f"/assets/images/{n}.jpg" if n != 3 else "https://images.example.org/3.jpg"
        archive.write(f"assets/images/{n}.jpg", picture(size=(1500 - 90 * n, 900)))
        archive.write_article(
            f"2023-01-{24 - n}-t{n}", webUrl=f'"https://news.example.org/{n}"', heat=str(99 - n),
            publishedDateTime=f"2023-01-{24 - n}T11:00:00Z", images=f'\n  - url: "{url}"',
        )  # fmt: skip
    with starts(archive.folder) as address:
        yield address


@pytest.fixture
def page(chrome: Browser) -> Iterator[Page]:
    opened = chrome.new_page(viewport={"width": 390, "height": 800})
    yield opened
    opened.close()


@pytest.mark.parametrize("place", ["/", "/news/2023-01-24-t0/", "/news/2023-01-21-t3/", "/latest/"])
@pytest.mark.parametrize("width", [360, 1440])
def test_nothing_moves_and_nobody_else_is_asked(site: str, page: Page, place: str, width: int) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(urlsplit(request.url).netloc))
    page.set_viewport_size({"width": width, "height": 800})
    watch(page)
    page.goto(site + place, wait_until="load")
    page.evaluate(ALL_LOADED)
    assert moved(page) == []
    assert set(asked) == {urlsplit(site).netloc}
    assert page.context.cookies() == []
    broken = "() => [...document.images].filter((image) => !image.complete || !image.naturalWidth).length"
    assert page.evaluate(broken) == 0


def test_a_phone_gets_a_small_modern_copy(site: str, page: Page) -> None:
    page.goto(f"{site}/news/2023-01-24-t0/", wait_until="load")
    shown = page.evaluate("() => document.querySelector('figure img').currentSrc")
    assert shown.endswith("-640.avif")


def test_the_focus_is_chosen_by_a_click(site: str, signed_in: SignedIn) -> None:
    page = signed_in(viewport={"width": 1280, "height": 900})
    page.goto(f"{site}/admin/articles/picture/")
    follow(page, "#result_list tbody th a")
    box = page.locator("#focus").bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + box["width"] * 0.2, box["y"] + box["height"] * 0.8)
    assert (page.input_value("#id_focus_x"), page.input_value("#id_focus_y")) == ("20", "80")
    page.click("input[name=_save]")
    page.wait_for_selector(".success")

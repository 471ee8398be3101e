"""Makes pictures of the demo site: `python -m tests.browser.pictures FOLDER`; with `--readme` only those that the README shows.

Every kind of page at the width of a phone, a tablet and a desk, in light and dark.
"""

import re
import sys
import tempfile
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser

from tests.browser.desk_pictures import pictures_of_the_desk
from tests.browser.site import ROOT, browser, running_site

PAGES = {
    "front": "/",
    "article": "/news/2026-11-24-ward-assistant-a-year-without-a-missed-alarm/",
    "topic": "/topics/medicine/",
    "provider": "/providers/openbench.example/",
    "archive": "/archive/2026/11/",
    "search": "/search/?q=model",
}
WIDTHS = {360: 780, 768: 1024, 1440: 900}
README = {("front", 1440, "light"), ("article", 360, "light"), ("front", 360, "dark"), ("archive", 768, "dark")}


def readme_seed() -> str:
    """The seed that the README shows."""
    found = re.search(r"```\n(---\n.*?\n---\n)```", (ROOT / "README.md").read_text(), re.DOTALL)
    if found is None:
        raise RuntimeError("README.md shows no seed")
    return found[1]


def picture_of_the_seed(folder: Path) -> None:
    with tempfile.TemporaryDirectory() as seeds:
        Path(seeds, "2024-05-02-harbour-clock.md").write_text(readme_seed())
        with running_site(Path(seeds)) as site, browser() as opened:
            page = opened.new_page(viewport={"width": 900, "height": 620})
            page.goto(f"{site}/news/2024-05-02-harbour-clock/")
            page.screenshot(path=folder / "seed.png")


def pictures_of_pages(site: str, opened: Browser, folder: Path, *, only: set[tuple[str, int, str]] | None) -> None:
    """The README's show what fits the screen, all others the whole page."""
    schemes: tuple[Any, ...] = ("light", "dark")
    for scheme in schemes:
        for width, height in WIDTHS.items():
            context = opened.new_context(viewport={"width": width, "height": height}, color_scheme=scheme)
            page = context.new_page()
            for name, address in PAGES.items():
                if only is not None and (name, width, scheme) not in only:
                    continue
                page.goto(site + address)
                # Pictures further down load once they come near: they are looked at before the page is taken.
                page.evaluate("for (const image of document.images) image.loading = 'eager'")
                page.evaluate("Promise.allSettled([...document.images].map((image) => image.decode()))")
                page.screenshot(path=folder / f"{name}-{width}-{scheme}.png", full_page=only is None)
            context.close()


def make(folder: Path, *, readme: bool) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    if readme:
        picture_of_the_seed(folder)
    with running_site() as site, browser() as opened:
        pictures_of_pages(site, opened, folder, only=README if readme else None)
        pictures_of_the_desk(site, opened, folder)


if __name__ == "__main__":
    if not 2 <= len(sys.argv) <= 3 or sys.argv[2:] not in ([], ["--readme"]):
        sys.exit("usage: python -m tests.browser.pictures FOLDER [--readme]")
    make(Path(sys.argv[1]), readme=sys.argv[2:] == ["--readme"])

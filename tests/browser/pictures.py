"""Makes pictures of the demo site in the folder of the first argument.

`python -m tests.browser.pictures FOLDER`: every kind of page that readers see, as a phone, a tablet and a desk show it, in
light and dark. With `--readme` those that `README.md` shows (they are in `.readme/`), with `--manual` those of the help for
editors (in `articles/static/articles/help/`).
"""

import re
import sys
import tempfile
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser

from tests.browser.desk_pictures import pictures_of_the_desk
from tests.browser.shots import keep
from tests.browser.site import browser, running_site
from tests.prepared import ROOT

PAGES = {
    "front": "/",
    "article": "/news/2026-11-24-ward-assistant-a-year-without-a-missed-alarm/",
    "topic": "/topics/medicine/",
    "provider": "/providers/openbench.example/",
    "archive": "/archive/2026/11/",
    "search": "/search/?q=model",
}
WIDTHS = {360: 780, 768: 1024, 1440: 900}
README = {("front", 1440, "light"), ("archive", 768, "dark")}


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
            keep(page.screenshot(), folder / "seed.webp")


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
                keep(page.screenshot(full_page=only is None), folder / f"{name}-{width}-{scheme}.webp")
            context.close()


def make(folder: Path, wanted: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    if wanted == "--readme":
        picture_of_the_seed(folder)
    with running_site() as site, browser() as opened:
        if wanted == "--manual":
            pictures_of_the_desk(site, opened, folder)
        else:
            pictures_of_pages(site, opened, folder, only=README if wanted else None)


if __name__ == "__main__":
    folder, wanted = [*sys.argv[1:], "", ""][:2]
    if not folder or len(sys.argv) > 3 or wanted not in ("", "--readme", "--manual"):
        sys.exit("usage: python -m tests.browser.pictures FOLDER [--readme | --manual]")
    try:
        make(Path(folder), wanted)
    except OSError as wrong:
        sys.exit(f"cannot write to {folder} ({wrong.strerror or wrong}); name a folder that can be written to")

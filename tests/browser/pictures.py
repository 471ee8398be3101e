"""Makes the README's pictures: `python -m tests.browser.pictures FOLDER`."""

import re
import sys
import tempfile
from pathlib import Path

from tests.browser.site import ROOT, browser, running_site


def readme_seed() -> str:
    """The seed that the README shows."""
    found = re.search(r"```\n(---\n.*?\n---\n)```", (ROOT / "README.md").read_text(), re.DOTALL)
    if found is None:
        raise RuntimeError("README.md shows no seed")
    return found[1]


def make(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as seeds:
        Path(seeds, "2024-05-02-harbour-clock.md").write_text(readme_seed())
        with running_site(Path(seeds)) as site, browser() as opened:
            page = opened.new_page(viewport={"width": 900, "height": 520})
            page.goto(f"{site}/news/2024-05-02-harbour-clock/")
            page.screenshot(path=folder / "article.png")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: python -m tests.browser.pictures FOLDER")
    make(Path(sys.argv[1]))

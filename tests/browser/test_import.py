"""A real browser imports: from an upload over its plan, which goes on by itself, to articles that readers see."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.articles.admin.imports.uploading import zipped
from tests.browser.conftest import SignedIn
from tests.browser.site import Starts
from tests.seeds import seed_text

pytestmark = pytest.mark.browser
FILES = {
    f"_news/2023-01-24-t{number}.md": seed_text(title=f'"Tide {number}"', webUrl=f'"https://news.example.org/{number}"')
    for number in range(120)
} | {"_news/bad.md": "no seed"}


@pytest.fixture(scope="module")
def site(starts: Starts, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with starts(tmp_path_factory.mktemp("no seeds")) as address:
        yield address


@pytest.mark.parametrize("scripts", [True, False])
def test_a_zip_is_planned_imported_and_remembered(
    site: str, signed_in: SignedIn, tmp_path: Path, scripts: bool
) -> None:
    archive = tmp_path / "archive.zip"
    archive.write_bytes(zipped(FILES))
    page = signed_in(java_script_enabled=scripts)
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    page.goto(f"{site}/admin/articles/article/")
    page.click("text=Import seeds")
    page.set_input_files("#id_seeds", archive)
    page.click("input[value='Upload and see the plan']")
    go_on(page, until="input[value='Import now']", by_hand=not scripts)
    page.click("input[value='Import now']")
    go_on(page, until="p:text('Finished on')", by_hand=not scripts)
    page.wait_for_load_state()
    assert "Files 121" in page.inner_text(".counts").replace("\n", " ")
    assert "bad.md:1: File:" in page.inner_text(".problems")
    page.goto(f"{site}/news/2023-01-24-t7/", wait_until="domcontentloaded")
    assert page.inner_text("h1") == "Tide 7"
    assert said == []


def go_on(page: Page, *, until: str, by_hand: bool) -> None:
    """By itself; or, where no script runs, pressed by hand, step by step."""
    while by_hand:
        page.wait_for_selector(f"#go-on, {until}")
        if page.locator(until).count():
            break
        page.click("#go-on")
    page.wait_for_selector(until)

"""Pictures of the editors' pages of the demo site, for their help: what the pages show is made on the way.

`tests.browser.pictures FOLDER --manual` makes them.
"""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page

from tests.browser.shots import keep
from tests.prepared import PASSWORD, ROOT

BELOW = "/admin/articles/"
LIST = f"{BELOW}article/"
NAME = "2026-11-07-school-bans-then-borrows"
DRAFTS = (
    ("Ward assistant is tried on a second floor", 58), ("A court hears the weights ruling again", 49),
    ("Bridge forecast: how the suitcase works", 66), ("Orchard drones learn to wait for bees", 41),
    ("Seven questions about quiet alarms", 52), ("Small clinics share one assistant", 37),
)  # fmt: skip
WIDTH, MOST_HEIGHT = 1080, 660


def signed_in(opened: Browser, site: str) -> Page:
    page = opened.new_context(viewport={"width": WIDTH, "height": 900}).new_page()
    page.goto(f"{site}/admin/login/?next=/admin/")
    page.fill("#id_username", "editor")
    page.fill("#id_password", PASSWORD)
    page.click("input[type=submit]")
    # The list of all there is would take a third of each picture.
    page.evaluate("localStorage.setItem('django.admin.navSidebarIsOpen', 'false')")
    return page


def found(page: Page, site: str, words: str) -> str:
    """The number of the article that a search finds first."""
    page.goto(f"{site}{LIST}?q={words}")
    address = page.get_attribute("#result_list tbody th a", "href") or ""
    return address.split("/")[-3]


def draft(title: str, quality: int) -> str:
    return f"""---
category: news
title: "{title}"
excerpt: "{title}: what is known so far, who says so, and what comes next."
publishedDateTime: 2026-11-24T{quality % 24:02}:30:00Z
webUrl: "https://openbench.example/{quality}"
type: article
quality: {quality}
heat: {quality}
published: false

provider:
  name: OpenBench
  domain: openbench.example

topics:
  - AI
  - Medicine
---

"""


class Desk:
    """A signed-in editor at the demo site, who makes pictures of what is on the screen."""

    def __init__(self, site: str, opened: Browser, folder: Path) -> None:
        self.site, self.folder, self.page = site, folder, signed_in(opened, site)

    def goto(self, address: str) -> None:
        self.page.goto(self.site + address, wait_until="load")

    def shoot(self, name: str, *, of: str = "#content", height: int = MOST_HEIGHT) -> None:
        """The first so many pixels of a part of the page."""
        self.page.evaluate("Promise.allSettled([...document.images].map((image) => image.decode()))")
        self.page.evaluate("scrollTo(0, 0)")
        box: Any = self.page.locator(of).bounding_box()
        clip: Any = {**box, "height": min(box["height"], height)}
        keep(self.page.screenshot(clip=clip, full_page=True), self.folder / f"{name}.webp")

    def disagree(self) -> str:
        """An editor and a file change one headline in two ways, and drafts come in; the article's number."""
        page, article = self.page, found(self.page, self.site, "school-bans-then-borrows")
        self.goto(f"{LIST}{article}/change/")
        page.fill("#id_title", "A school bans chatbots and then borrows one")
        page.click("input[name=_save] >> nth=0")
        text = (ROOT / "fixtures" / "_news" / f"{NAME}.md").read_text()
        title = next(line for line in text.splitlines() if line.startswith("title:"))
        self.goto(f"{BELOW}import/new/")
        files = {f"{NAME}.md": text.replace(title, 'title: "School bans models in class, and borrows one for exams"')}
        files |= {f"2026-11-24-draft-{number}.md": draft(*each) for number, each in enumerate(DRAFTS)}
        uploads: Any = [
            {"name": name, "mimeType": "text/markdown", "buffer": each.encode()} for name, each in files.items()
        ]
        page.set_input_files("#id_seeds", uploads)
        page.click("input[value='Upload and see the plan']")
        page.wait_for_selector("input[value='Import now']")
        self.shoot("plan")
        page.click("input[value='Import now']")
        page.wait_for_selector("text=Finished on")
        return article


def of_the_list(desk: Desk) -> None:
    page = desk.page
    desk.goto(f"{LIST}?shown=now&quality_band=70")
    page.click(".saved summary")
    page.fill("#filter-name", "Good and public")
    page.click(".saved details button")
    desk.goto(f"{LIST}?shown=now&quality_band=70")
    desk.shoot("list")
    desk.goto(f"{LIST}?status__exact=draft")
    for box in page.locator("#result_list tbody input[type=checkbox]").all()[:4]:
        box.check()
    page.select_option("select[name=action]", "set_published")
    page.click("button[name=index]")
    page.wait_for_selector(".batch")
    desk.shoot("many")


def of_an_article(desk: Desk, article: str) -> None:
    page = desk.page
    page.set_viewport_size({"width": 1280, "height": 900})
    leader = found(page, desk.site, "year without missing")
    desk.goto(f"{LIST}{leader}/change/")
    page.frame_locator(".preview iframe").locator("#as-page").wait_for()
    desk.shoot("article", height=740)
    page.set_viewport_size({"width": WIDTH, "height": 900})
    desk.goto(f"{LIST}{article}/history/")
    page.click("text=Compare the two chosen")
    page.wait_for_selector(".difference")
    desk.shoot("compare")
    desk.goto(f"{LIST}{leader}/story/")
    desk.shoot("story")
    one, other = (found(page, desk.site, words) for words in ("seventeen words", "small languages"))
    desk.goto(f"{LIST}{one}/merge/{other}/")
    desk.shoot("merge")


def of_names(desk: Desk) -> None:
    page = desk.page
    desk.goto(f"{BELOW}topic/")
    desk.shoot("topics", height=520)
    page.click("#result_list tbody th a >> nth=1")
    number = re.findall(r"/(\d+)/change/", page.url)[0]
    desk.goto(f"{BELOW}topic/{number}/merge/?into=Medicine")
    desk.shoot("names")


def of_a_picture(desk: Desk) -> None:
    desk.goto(f"{BELOW}picture/?state__exact=cached&q=images%2Fcourt")
    desk.page.click("#result_list tbody th a >> nth=0")
    desk.page.wait_for_selector("#focus-point")
    desk.shoot("focus", height=760)


def of_readers(desk: Desk) -> None:
    desk.goto("/")
    desk.page.evaluate("for (const image of document.images) image.loading = 'eager'")
    desk.shoot("front-page", of="body", height=800)


def pictures_of_the_desk(site: str, opened: Browser, folder: Path) -> None:
    desk = Desk(site, opened, folder)
    article = desk.disagree()
    for name, address in (
        ("desk", "/admin/"),
        ("triage", f"{LIST}triage/"),
        ("conflict", f"{LIST}{article}/conflicts/"),
    ):
        desk.goto(address)
        desk.shoot(name)
    desk.goto(f"{BELOW}act/")
    desk.page.click("#result_list .field-back a >> nth=0")
    desk.shoot("undo")
    parts: tuple[Callable[[Desk], None], ...] = (of_the_list, of_names, of_a_picture, of_readers)
    of_an_article(desk, article)
    for part in parts:
        part(desk)
    desk.page.context.close()

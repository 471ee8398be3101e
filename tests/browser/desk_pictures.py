"""Pictures of the editors' pages of the demo site, for `tests.browser.pictures`: with a conflict that is made on the way."""

from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page

from tests.browser.site import PASSWORD, ROOT

LIST = "/admin/articles/article/"
NAME = "2026-11-07-school-bans-then-borrows"
DRAFTS = (
    ("Ward assistant is tried on a second floor", 58), ("A court hears the weights ruling again", 49),
    ("Bridge forecast: how the suitcase works", 66), ("Orchard drones learn to wait for bees", 41),
    ("Seven questions about quiet alarms", 52), ("Small clinics share one assistant", 37),
)  # fmt: skip
SHOWN = (("desk", "light"), ("triage", "light"), ("story", "light"), ("conflict", "dark"))


def signed_in(opened: Browser, site: str, scheme: Any = "light") -> Page:
    page = opened.new_context(viewport={"width": 1280, "height": 800}, color_scheme=scheme).new_page()
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


def disagree(page: Page, site: str) -> str:
    """An editor and a file change one headline in two ways, and drafts come in; the article's number."""
    article = found(page, site, "school-bans-then-borrows")
    page.goto(f"{site}{LIST}{article}/change/")
    page.fill("#id_title", "A school bans chatbots and then borrows one")
    page.click("input[name=_save] >> nth=0")
    text = (ROOT / "fixtures" / "_news" / f"{NAME}.md").read_text()
    title = next(line for line in text.splitlines() if line.startswith("title:"))
    page.goto(f"{site}/admin/articles/import/new/")
    files = {f"{NAME}.md": text.replace(title, 'title: "School bans models in class, and borrows one for exams"')}
    files |= {f"2026-11-24-draft-{number}.md": draft(*each) for number, each in enumerate(DRAFTS)}
    uploads: Any = [
        {"name": name, "mimeType": "text/markdown", "buffer": each.encode()} for name, each in files.items()
    ]
    page.set_input_files("#id_seeds", uploads)
    page.click("input[value='Upload and see the plan']")
    page.wait_for_selector("input[value='Import now']")
    page.click("input[value='Import now']")
    page.wait_for_selector("text=Finished on")
    return article


def pictures_of_the_desk(site: str, opened: Browser, folder: Path) -> None:
    page = signed_in(opened, site)
    article, leader = disagree(page, site), found(page, site, "ward assistant")
    addresses = {
        "desk": "/admin/",
        "triage": f"{LIST}triage/",
        "story": f"{LIST}{leader}/story/",
        "conflict": f"{LIST}{article}/conflicts/",
    }
    page.context.close()
    for name, scheme in SHOWN:
        page = signed_in(opened, site, scheme)
        page.goto(site + addresses[name], wait_until="load")
        page.screenshot(path=folder / f"{name}-1280-{scheme}.png")
        page.context.close()

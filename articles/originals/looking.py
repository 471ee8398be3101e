"""Looks at an original's page and says what it is; or says in an editor's words why not, and what is known all the same."""

import re
from dataclasses import replace
from datetime import datetime
from typing import Final

from articles.fetching import BadAnswerError, Errand, NotFetchedError, obtained
from articles.originals.choosing import Original, chosen
from articles.originals.reading import UnreadableError, read_page
from articles.texts.pages import without_campaign

PAGE_SECONDS: Final = 10.0
MOST_PAGE_BYTES: Final = 2 * 1024 * 1024  # what a page says of itself stands at its beginning
_ACCEPT = "text/html,application/xhtml+xml;q=0.9,*/*;q=0.1"
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]+)", re.IGNORECASE)
_HTML = (
    "",
    "text/html",
    "application/xhtml+xml",
    "application/xml",
    "text/xml",
    "text/plain",
    "application/octet-stream",
)

# One wording for whatever is not there, may not be asked or does not answer: it tells nothing of any network.
UNREACHABLE: Final = "The site cannot be reached from here, or takes too long."


def look_up(url: str, at: datetime) -> tuple[Original, str]:
    """Return what the page at a URL says of itself, and why it does not say more; that is empty where it could be read."""
    known = Original(without_campaign(url))
    try:
        found = obtained(url, Errand(_ACCEPT, MOST_PAGE_BYTES, PAGE_SECONDS, codings="gzip, br", beginning_does=True))
    except NotFetchedError as fault:
        return known, _why(fault)
    kind = found.headers.get("content-type", "")
    known = replace(known, web_url=without_campaign(found.url))
    if (named := kind.partition(";")[0].strip().lower()) not in _HTML or b"<" not in found.content[:4096]:
        return known, f"There is no web page at that address but {_named(named)}."
    charset = _CHARSET.search(kind)
    try:
        return chosen(read_page(found.content, charset[1] if charset else ""), found.url, at), ""
    except UnreadableError as fault:
        return known, f"The page was fetched, but {fault}."


def _named(kind: str) -> str:
    if kind == "application/pdf":
        return "a PDF"
    family = kind.partition("/")[0]
    return {"image": "a picture", "video": "a film", "audio": "a sound"}.get(family, "a file of another kind")


def _why(fault: NotFetchedError) -> str:
    """Return why nothing came. What is said of the network is the same whatever is wrong."""
    status = fault.status
    if status in (401, 402, 403, 405, 406, 429, 451):
        return f"The site does not show the page to a program like ours (it answers {status})."
    if status in (404, 410):
        return f"The site says that there is no such page (it answers {status})."
    if status:
        return f"The site cannot show the page now (it answers {status})."
    if isinstance(fault, BadAnswerError):
        return f"The site's answer is of no use: {fault}."
    return UNREACHABLE

"""Turns bodies into safe HTML: Markdown in, a few harmless elements out, whatever the text holds. Queries nothing.

What would take too long to render, be it long or made of nothing but marks, is shown as its paragraphs. Raw HTML in a body is
shown as text. What is relative in it was written for the article's own address.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from urllib.parse import unquote, urljoin

import nh3
from django.utils.html import format_html, linebreaks
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.ruler import StateBase
from markdown_it.token import Token

from articles.models import Picture
from articles.reading.shown import shown_copy
from articles.texts.addresses import address
from articles.texts.legible import legible

_ELEMENTS = {
    "a", "blockquote", "br", "code", "em", "h2", "h3", "h4", "h5", "h6", "hr", "img", "li", "ol", "p", "pre", "strong", "ul",
    "table", "thead", "tbody", "tr", "th", "td",
}  # fmt: skip
_ATTRIBUTES = {"a": {"href", "title"}, "ol": {"start"}, "img": {"src", "alt", "width", "height", "loading"}}
_SCHEMES = {"http", "https", "mailto"}
_MOST_CHARACTERS = 100_000  # some 16,000 words
_MOST_WORK = 40_000  # marks and blocks that are looked at; an article of 2,000 words has a few hundred
_DEPTH = 20  # quotations in quotations, or lists in lists
_markdown = MarkdownIt("commonmark", {"html": False, "maxNesting": _DEPTH}).enable("table")
# In Markdown, where a link or picture leads: behind its words, or in a definition of its own line.
_TARGET = re.compile(r"(\]\([ \t]*<?|^ {0,3}\[[^\]\n]+\]:[ \t]*<?)([^)\s>]+)", re.MULTILINE)


class _TooMuchError(Exception):
    pass


def _count(state: StateBase, *where: object) -> bool:
    """Give up on a text that is too much work; this goes ahead of all rules, and never finds anything."""
    state.env["work"] = state.env.get("work", 0) + 1
    if state.env["work"] > _MOST_WORK:
        raise _TooMuchError
    return False


_markdown.block.ruler.before("table", "count", _count)
_markdown.inline.ruler.before("text", "count", _count)


def _parsed(body: str) -> list[Token] | None:
    """Return the tokens of a body; None where it would be too much work."""
    text = legible(body)
    try:
        return _markdown.parse(text) if len(text) <= _MOST_CHARACTERS else None
    except _TooMuchError:
        return None


def as_html(body: str, base: str = "", copies: Mapping[str, Picture] | None = None) -> SafeString:
    """Return the HTML of a body; empty for one without text. The page has its own `h1`, so headings here begin at `h2`.

    A picture is a link to it, or ours where `copies` has one of its URL (see `pictures_in`).
    """
    tokens = _parsed(body)
    if tokens is None:
        return mark_safe(linebreaks(legible(body), autoescape=True))
    headings = [token for token in tokens if token.type in ("heading_open", "heading_close")]
    highest = min((int(token.tag[1]) for token in headings), default=2)
    for token in headings:
        token.tag = f"h{min(int(token.tag[1]) - highest + 2, 6)}"
    for token in tokens:
        token.children = list(_led(token.children, base, copies or {})) if token.children else token.children
    html = _markdown.renderer.render(tokens, _markdown.options, {})
    clean = nh3.clean(html, tags=_ELEMENTS, attributes=_ATTRIBUTES, url_schemes=_SCHEMES, link_rel="noopener nofollow")
    return mark_safe(clean.strip())


def pictures_in(body: str, base: str) -> list[str]:
    """Return the URLs of a body's pictures, each also as a seed may spell it."""
    if "![" not in body:
        return []
    found = [child for token in _parsed(body) or () for child in token.children or ()]
    urls = [leading_to(str(child.attrs["src"]), base) for child in found if child.type == "image"]
    return [spelled for url in urls if url for spelled in {url, unquote(url)}]


def leading_to(target: str, base: str) -> str:
    """Return where a link of a text leads that is at `base`; empty where it leads nowhere."""
    if target.lower().startswith("mailto:"):
        return target
    try:
        return address(urljoin(base, target))
    except ValueError:
        return ""


def with_whole_links(body: str, base: str) -> str:
    """Return Markdown whose links and pictures can be followed from anywhere."""
    return _TARGET.sub(lambda found: found[1] + (leading_to(found[2], base) or found[2]), body)


def _led(tokens: Iterable[Token], base: str, copies: Mapping[str, Picture]) -> Iterator[Token]:
    """Yield the tokens of a paragraph, with links that lead somewhere and pictures that may be shown."""
    is_in_link = False
    for token in tokens:
        if token.type in ("link_open", "link_close"):
            is_in_link = token.type == "link_open"
            if is_in_link:
                if leads := leading_to(str(token.attrs["href"]), base):
                    token.attrs["href"] = leads
                else:
                    del token.attrs["href"]
        if token.type == "image":
            yield _picture(token, base, copies, is_in_link=is_in_link)
        else:
            yield token


def _picture(token: Token, base: str, copies: Mapping[str, Picture], *, is_in_link: bool) -> Token:
    words = "".join(" " if child.type.endswith("break") else child.content for child in token.children or ())
    url = leading_to(str(token.attrs["src"]), base)
    shown = Token("html_inline", "", 0)
    if copy := copies.get(url) or copies.get(unquote(url)):
        picture = shown_copy(copy)
        image = '<img src="{}" alt="{}" width="{}" height="{}" loading="lazy">'
        shown.content = format_html(image, picture.src, words, picture.width, picture.height)
    elif url and not is_in_link:
        shown.content = format_html('<a href="{}">{}</a>', url, words or url)
    else:
        shown.content = format_html("{}", words)
    return shown

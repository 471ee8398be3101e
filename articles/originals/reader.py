"""Reads what an untrusted web page says about itself. Runs as a process of its own, which may crash or run out of time.

    python -I reader.py CHARSET <page >facts

Reads the page from standard input, and prints as JSON what it says, each a list of texts, what is to be trusted most first.
CHARSET is what the answer's header says, or `-`. Must import nothing but Python and selectolax: the process has little memory,
little time, and nothing of the site's.
"""

import codecs
import json
import re
import resource
import sys
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any, Final

from selectolax.lexbor import LexborHTMLParser, LexborNode

PARSING_SECONDS: Final = 5
_MEMORY: Final = 512 * 1024 * 1024
_MOST_TEXT: Final = 20_000  # characters of one text
_MOST_TEXTS: Final = 10
_MOST_TAGS: Final = 3_000
_MOST_THINGS: Final = 5_000  # of structured data
_BEGINNING: Final = 4_096  # where a page may say its charset

# https://encoding.spec.whatwg.org/#names-and-labels: what pages call these charsets, and what browsers take that for.
_CHARSETS: Final = {
    "big5": "big5hkscs", "euc-jp": "euc_jp", "euc-kr": "cp949", "gb18030": "gb18030", "gb2312": "gb18030", "gbk": "gb18030",
    "ibm866": "cp866", "iso-2022-jp": "iso2022_jp", "iso-8859-1": "cp1252", "iso-8859-9": "cp1254", "koi8-r": "koi8_r",
    "koi8-u": "koi8_u", "ks_c_5601-1987": "cp949", "latin1": "cp1252", "macintosh": "mac_roman", "shift-jis": "cp932",
    "shift_jis": "cp932", "sjis": "cp932", "tis-620": "cp874", "us-ascii": "cp1252", "utf8": "utf-8", "utf-8": "utf-8",
    "utf-16": "utf-16", "utf-16le": "utf-16-le", "utf-16be": "utf-16-be", "windows-31j": "cp932", "windows-874": "cp874",
    "windows-949": "cp949", "x-sjis": "cp932",
    **{f"iso-8859-{part}": f"iso8859_{part}" for part in (2, 3, 4, 5, 6, 7, 8, 10, 13, 14, 15, 16)},
    **{f"{prefix}{page}": f"cp{page}" for page in range(1250, 1259) for prefix in ("windows-", "cp", "x-cp")},
}  # fmt: skip
_SAYS_CHARSET: Final = re.compile(rb"<meta[^>]{0,400}?charset\s*=\s*[\"']?\s*([\w.:-]{1,40})", re.IGNORECASE)
_MARKS: Final = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))

# What the tags of a page are called that say one thing, the most trusted first.
_TAGS: Final = {
    "titles": ("og:title", "twitter:title", "parsely-title", "sailthru.title", "dc.title", "dcterms.title"),
    "excerpts": ("og:description", "description", "twitter:description", "sailthru.description", "dc.description"),
    "appeared": (
        "article:published_time", "og:article:published_time", "datepublished", "article:published", "parsely-pub-date",
        "sailthru.date", "dc.date.issued", "dcterms.issued", "dcterms.created", "dc.date", "dcterms.date", "pubdate",
        "publishdate", "publish-date", "publication_date", "date",
    ),
    "updated": ("article:modified_time", "og:article:modified_time", "og:updated_time", "datemodified", "dcterms.modified",
                "last-modified"),
    "languages": ("content-language", "og:locale", "dc.language"),
    "sites": ("og:site_name", "application-name", "apple-mobile-web-app-title"),
}  # fmt: skip
_PROPERTIES: Final = {
    "titles": ("headline", "name"), "excerpts": ("description",), "appeared": ("datePublished", "dateCreated", "uploadDate"),
    "updated": ("dateModified",), "languages": ("inLanguage",), "addresses": ("url", "mainEntityOfPage"),
}  # fmt: skip
_IS_ARTICLE: Final = re.compile(r"(?:.*Article|.*BlogPosting|.*Report|VideoObject|PodcastEpisode)")
_OF_PICTURES: Final = {"width": "width", "height": "height"}

_Thing = dict[str, Any]  # of structured data: whatever the page says
_Picture = dict[str, str]


def decoded(page: bytes, told: str) -> str:
    """Return the page's text in the charset that it has, whatever it says: browsers believe a mark, the header, the page."""
    for mark, name in _MARKS:
        if page.startswith(mark):
            return page[len(mark) :].decode(name, "replace")
    said = _SAYS_CHARSET.search(page[:_BEGINNING])
    inside = _CHARSETS.get(said[1].decode("ascii", "replace").lower(), "") if said else ""
    inside = "utf-8" if inside.startswith("utf-16") else inside  # in which it could not have been read
    for name in (_CHARSETS.get(told.strip("\"' ").lower(), ""), inside, "utf-8"):
        if name and (text := _strictly(page, name)) is not None:
            return text
    return page.decode(inside or "cp1252", "replace")


def _strictly(page: bytes, name: str) -> str | None:
    """Return the text if the page is of that charset; a letter may be cut off at its end."""
    try:
        return codecs.getincrementaldecoder(name)("strict").decode(page)
    except (UnicodeError, LookupError):
        return None


def facts(page: bytes, told: str) -> dict[str, Any]:
    tree = LexborHTMLParser(decoded(page, told))
    tags = list(_tags(tree))
    said: dict[str, list[str]] = {}
    for name, value in tags:
        said.setdefault(name, []).append(value)
    things = _things(tree)
    articles = _articles(things)
    found: dict[str, Any] = {
        what: [*_said_of(articles, _PROPERTIES.get(what, ())), *(text for name in names for text in said.get(name, ()))]
        for what, names in _TAGS.items()
    }
    found["titles"] += [*_headings(tree), *_texts(tree, "head > title, title")]
    found["appeared"] += _times(tree)
    found["languages"][1:1] = [node.attributes.get("lang") or "" for node in tree.css("html")[:1]]
    found["sites"] += [name for each in articles for name in _names_of(each.get("publisher"), things)]
    found["addresses"] = [
        *_links(tree, "canonical"),
        *said.get("og:url", ()),
        *_said_of(articles, _PROPERTIES["addresses"]),
    ]
    found["amp"] = _links(tree, "amphtml")
    found["base"] = [node.attributes.get("href") or "" for node in tree.css("base")[:1]]
    for name, texts in found.items():
        kept = dict.fromkeys(text[:_MOST_TEXT] for text in texts if text.strip())
        found[name] = list(kept)[:_MOST_TEXTS]
    found["pictures"] = [
        *_tagged_pictures(tags),
        *(p for each in articles for p in _pictures(each.get("image"), things)),
    ][:_MOST_TEXTS]
    return found


def _tags(tree: LexborHTMLParser) -> Iterator[tuple[str, str]]:
    for node in tree.css("meta")[:_MOST_TAGS]:
        given = node.attributes
        for key in ("property", "name", "itemprop", "http-equiv"):
            if name := given.get(key):
                yield name.strip().lower(), given.get("content") or ""
                break


def _texts(tree: LexborHTMLParser, selector: str) -> list[str]:
    return [node.text() for node in tree.css(selector)[:1]]


def _headings(tree: LexborHTMLParser) -> list[str]:
    """Return the headline of a page that has only one."""
    found = tree.css("h1")
    return [found[0].text()] if len(found) == 1 else []


def _times(tree: LexborHTMLParser) -> list[str]:
    nodes = [*tree.css("time[itemprop~='datePublished'], time[pubdate]")[:1], *tree.css("article time[datetime]")[:1]]
    return [node.attributes.get("datetime") or "" for node in nodes]


def _links(tree: LexborHTMLParser, kind: str) -> list[str]:
    return [node.attributes.get("href") or "" for node in tree.css("link")[:_MOST_TAGS] if kind in _kinds(node)]


def _kinds(node: LexborNode) -> list[str]:
    return (node.attributes.get("rel") or "").lower().split()


# Structured data: https://www.w3.org/TR/json-ld11/, https://schema.org/Article


def _things(tree: LexborHTMLParser) -> dict[str, _Thing]:
    """Return the things of the page's JSON-LD by their id, those without one by a number; in `@graph` or within each other."""
    found: dict[str, _Thing] = {}
    for node in islice(tree.css("script[type='application/ld+json' i]"), _MOST_TEXTS):
        todo: list[object] = [_loaded(node.text())]
        while todo and len(found) < _MOST_THINGS:
            each = todo.pop()
            if isinstance(each, list):
                todo += each[:_MOST_THINGS][::-1]
            elif isinstance(each, dict):
                name = each.get("@id")
                found.setdefault(name if isinstance(name, str) and len(each) > 1 else f" {len(found)}", each)
                todo += [inner for inner in each.values() if isinstance(inner, list | dict)][::-1]
    return found


def _loaded(text: str) -> object:
    """Return what JSON says; nothing where it is damaged. Some put it in a comment, or line ends into texts."""
    text = re.sub(
        r"^\s*(?:<!--|//\s*<!\[CDATA\[|/\*\s*<!\[CDATA\[\s*\*/)|(?:-->|//\s*\]\]>|/\*\s*\]\]>\s*\*/|;)\s*$", "", text
    )
    try:
        return json.loads(text, strict=False)
    except (ValueError, RecursionError):
        return None


def _articles(things: dict[str, _Thing]) -> list[_Thing]:
    """Return what is an article among the things, the page's own first: that which says when it was published."""
    found = [each for each in things.values() if any(_IS_ARTICLE.fullmatch(kind) for kind in _kinds_of(each))]
    found.sort(key=lambda each: not (each.get("headline") and each.get("datePublished")))
    return found[:1]


def _kinds_of(thing: _Thing) -> list[str]:
    kinds = thing.get("@type")
    return [
        kind for kind in (kinds if isinstance(kinds, list) else [kinds]) if isinstance(kind, str) and len(kind) < 100
    ]


def _said_of(things: Iterable[_Thing], properties: Iterable[str]) -> list[str]:
    return [text for each in things for name in properties for text in _words(each.get(name))]


def _words(value: object) -> Iterator[str]:
    """Yield the texts that a value says: itself, or the name or address of what it is."""
    for each in (value if isinstance(value, list) else [value])[:_MOST_TEXTS]:
        named = (each.get("@value") or each.get("@id") or each.get("name")) if isinstance(each, dict) else each
        if isinstance(named, str):
            yield named


def _names_of(value: object, things: dict[str, _Thing]) -> list[str]:
    found = _whole(value, things)
    return [each["name"] for each in found if isinstance(each.get("name"), str)]


def _whole(value: object, things: dict[str, _Thing]) -> list[_Thing]:
    """Return what a value is, also where it only names its id."""
    every = (value if isinstance(value, list) else [value])[:_MOST_TEXTS]
    inner = [each for each in every if isinstance(each, dict)]
    return [things.get(each["@id"], each) if isinstance(each.get("@id"), str) else each for each in inner]


# Pictures: https://ogp.me/#structured


def _tagged_pictures(tags: Iterable[tuple[str, str]]) -> list[_Picture]:
    found: list[_Picture] = []
    rest: list[_Picture] = []
    for name, value in tags:
        if name in ("og:image", "og:image:url"):
            found.append({"url": value[:_MOST_TEXT]})
        elif name in ("twitter:image", "twitter:image:src", "thumbnailurl"):
            rest.append({"url": value[:_MOST_TEXT]})
        elif name.startswith("og:image:") and found:
            found[-1][name.removeprefix("og:image:")] = value[:_MOST_TEXT]
    return [*found, *rest]


def _pictures(value: object, things: dict[str, _Thing]) -> Iterator[_Picture]:
    every = value if isinstance(value, list) else [value]
    yield from ({"url": each[:_MOST_TEXT]} for each in every[:_MOST_TEXTS] if isinstance(each, str))
    for each in _whole(value, things):
        address = each.get("url") or each.get("contentUrl")
        if isinstance(address, str):
            sizes = {key: str(each[key])[:20] for key in _OF_PICTURES if isinstance(each.get(key), str | int)}
            credit = each.get("creditText")
            more = {"credit": credit[:_MOST_TEXT]} if isinstance(credit, str) else {}
            yield {"url": address[:_MOST_TEXT], **sizes, **more}


def _limit() -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (PARSING_SECONDS, PARSING_SECONDS + 1))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform != "darwin":  # which refuses such a limit
        resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))


if __name__ == "__main__":
    _limit()
    sys.stdout.write(json.dumps(facts(sys.stdin.buffer.read(), sys.argv[1])))

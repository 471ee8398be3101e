"""Requests that nobody means: every address of the site, with whatever a client may say in each part of a request."""

import random
import re
import sys
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any
from urllib.parse import quote, quote_from_bytes, unquote_to_bytes

from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from articles.models import Article, Provider, Topic
from tests.pages import all_forms

TOKEN = "a" * 32
METHODS = (
    "GET", "GET", "GET", "HEAD", "POST", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "PROPFIND", "get", "G",
)  # fmt: skip
NUMBERS = (
    "0", "1", "-1", "007", "9" * 20, "9223372036854775808", "1e9", "1.5", "²", "٣", "0x10", "", " 1", "NaN", "9" * 4400,
)  # fmt: skip
TEXTS = (
    "", " ", "\0", "a\0b", "\ud800", "﷽" * 20, "é", "e\u0301", "\u202e", "a" * 5_000, "(a+)+$", "[", "\\", "'", '"', "%",
    "%00", "%ff", "_", "*", "-", '"a', "-a", "topic:", "provider:é", "before:x", "after:2023-13-45", "before:0001-01-01",
    "after:9999-12-31", "../../etc/passwd", "https://[", "//evil.example", "javascript:alert(1)", "<script>", "{{7*7}}", "null",
    "None", "on", "\r\nX-A: b", "\x85", "\ufeff",
)  # fmt: skip
MOMENTS = (
    "2023-01-24", "0000-00-00", "0001-01-01", "9999-12-31", "2023-02-30", "23", "2023-01-24T11:00:00Z", "-1-1-1",
    "99999-1-1",
)  # fmt: skip
BYTES = (b"\xff\xfe", b"%", b"%zz", b"%ed%a0%80", b"a=%ff&b=\xff", b"&&&===", b"\0" * 10, b"--x\r\n", b"{", b"=" * 300)
COOKIES = (
    "sessionid=\0", "sessionid=%00", "sessionid=" + "a" * 4_000, "sessionid=é", 'sessionid="', "sessionid=../../x",
    "csrftoken=x", "csrftoken=" + "é" * 32, "messages=x", "messages=" + "W1" * 300, "a", "=", ";;;", "sessionid",
    "theme=\ud800", "sessionid=a; sessionid=b",
)  # fmt: skip
HEADERS: dict[str, tuple[str, ...]] = {
    "Accept": ("", "*", "text/\0", "a/b;q=x", "," * 200),
    "Accept-Encoding": ("", "gzip;q=x", "br;q=0, *;q=-1", "identity;q=0", "é"),
    "Accept-Language": ("", "x" * 3_000, "en;q=2", "zz-ZZ", "é", "-"), "Cookie": COOKIES,
    "Host": ("testserver", "evil.example", "", "a b", "[::1", "é", "x:99999"), "If-Match": ("*", "é", '"a', "W/"),
    "If-Modified-Since": ("x", "Thu, 99 Jan 99999 00:00:00 GMT", "0"),
    "If-None-Match": ("*", '"', "W/\"x\", é", "," * 99), "If-Range": ("x",), "If-Unmodified-Since": ("x",),
    "Origin": ("null", "é", "http://["), "Range": ("bytes=0-1", "bytes=-", "bytes=9-1", "x=1", "bytes=0-" + "9" * 30),
    "Referer": ("", "é", "http://[", "x" * 3_000, "javascript:x"), "Transfer-Encoding": ("chunked", "x"),
    "Upgrade": ("websocket",), "X-Forwarded-For": ("é", "1.1.1.1", "," * 99), "X-Forwarded-Proto": ("https", "é"),
    "X-HTTP-Method-Override": ("DELETE",), "X-CSRFToken": ("é", "x"), "X-Requested-With": ("XMLHttpRequest",),
    "Content-Length": ("-1", "x", "9" * 30, "1", "²"),
}  # fmt: skip
TYPES = (
    "application/x-www-form-urlencoded", "application/x-www-form-urlencoded; charset=latin-1", "text/plain; charset=hex",
    "text/plain", "application/x-www-form-urlencoded; charset=utf-16", "application/x-www-form-urlencoded; charset=zlib",
    "multipart/form-data", "multipart/form-data; boundary=", "multipart/form-data; boundary=x",
    "multipart/form-data; boundary=" + "x" * 300, "application/json", "multipart/form-data; boundary=é",
    "multipart/mixed; boundary=x", "", ";", "é", "application/x-www-form-urlencoded; charset=idna", "a/b; charset=\0",
)  # fmt: skip
# Whatever a view of ours or of Django's admin reads of an address, and what none does.
PARAMETERS = (
    "_changelist_filters", "_facets", "_popup", "_to_field", "act", "after", "age", "all", "app_label", "article",
    "before", "by_name", "e", "field", "field_name", "format", "keywords_of", "kind", "model_name", "new", "next", "o",
    "object", "of_provider", "old", "outcome", "p", "page", "pk__in", "published_at__year", "q", "sort", "status__exact",
    "term", "title__regex", "token", "topic", "with", "with_topic",
)  # fmt: skip


@dataclass
class Asked:
    method: str
    path: str
    query: str
    body: bytes = b""
    type: str = ""
    headers: dict[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        return f"{self.method} {self.path[:90]}?{self.query[:90]} {self.type[:40]} {self.body[:60]!r} {str(self.headers)[:120]}"

    def send(self, application: Any, session: str = "") -> tuple[int, dict[str, str]]:
        """Send it to a WSGI application. Return the status of the answer, and its headers."""
        environ: dict[str, Any] = {
            "REQUEST_METHOD": self.method, "SCRIPT_NAME": "", "PATH_INFO": unquote_to_bytes(self.path).decode("latin-1"),
            "QUERY_STRING": self.query, "SERVER_NAME": "testserver", "SERVER_PORT": "80", "SERVER_PROTOCOL": "HTTP/1.1",
            "REMOTE_ADDR": "127.0.0.1", "wsgi.url_scheme": "http", "wsgi.input": BytesIO(self.body), "wsgi.errors": sys.stderr,
            "wsgi.version": (1, 0), "wsgi.multithread": True, "wsgi.multiprocess": True, "wsgi.run_once": False,
            "CONTENT_LENGTH": str(len(self.body)), "CONTENT_TYPE": self.type.encode().decode("latin-1"),
        }  # fmt: skip
        for name, value in self.headers.items():
            key = name.upper().replace("-", "_")
            environ[key if key == "CONTENT_LENGTH" else f"HTTP_{key}"] = value.encode("utf-8", "surrogatepass").decode(
                "latin-1"
            )
        if session and "sessionid" not in environ.get("HTTP_COOKIE", ""):
            environ["HTTP_COOKIE"] = f"sessionid={session}; csrftoken={TOKEN}; {environ.get('HTTP_COOKIE', '')}"
        said: list[Any] = []
        pieces = application(environ, lambda status, headers: said.extend((int(status[:3]), dict(headers))))
        with closing(pieces):
            for _ in pieces:
                pass
        return said[0], said[1]


def shown_route(route: str) -> str:
    """Return a route as a path with `<name>` or `<converter:name>` for each part, also one that is a regular expression."""
    plain = re.sub(r"\(\?P<(\w+)>.*?\)|[$^]|\\Z", lambda found: f"<{found[1]}>" if found[1] else "", route)
    return "/" + plain.replace("\\.", ".")


def addresses() -> list[str]:
    """Return the routes of the whole site."""

    def below(patterns: Iterable[URLPattern | URLResolver], above: str) -> Iterator[str]:
        for each in patterns:
            route = above + str(each.pattern)
            if isinstance(each, URLResolver):
                yield from below(each.url_patterns, route)
            else:
                yield shown_route(route)

    return sorted({*below(get_resolver().url_patterns, ""), "/healthz", "/readyz", "/static/<name>", "/media/<name>"})


class Generator:
    """Draws requests. The addresses are those of rows that there are, as often as not; forms are whatever is given it."""

    def __init__(self, seed: int, forms: dict[str, dict[str, str]]) -> None:
        self.random = random.Random(seed)
        self.routes = addresses()
        self.forms = forms
        self.rows: dict[str, list[str]] = {
            "slug": [*Article.objects.values_list("slug", flat=True)[:20], *Topic.objects.values_list("slug", flat=True)[:9]],
            "domain": [*Provider.objects.values_list("domain", flat=True)[:9]],
            "year": ["2023"], "month": ["01", "1"], "day": ["24"],
            "kind": ["atom", "rss", "json"], "number": ["1", "2"], "part": ["2"], "app_label": ["articles", "auth"],
        }  # fmt: skip
        self.keys = [str(key) for key in Article.objects.values_list("pk", flat=True)[:9]]

    def any_value(self) -> str:
        of = self.random.choice((NUMBERS, TEXTS, TEXTS, MOMENTS, self.keys, self.rows["slug"]))
        return self.random.choice(of or [""])

    def path(self) -> str:
        route = self.random.choice(self.routes)

        def filled(found: re.Match[str]) -> str:
            known = self.rows.get(found[1], self.keys)
            value = self.random.choice(known) if known and self.random.random() < 0.7 else self.any_value()
            return quote(value.encode("utf-8", "surrogatepass"), safe="" if self.random.random() < 0.9 else "/%")

        path = re.sub(r"<(?:\w+:)?(\w+)>", filled, route)
        if self.random.random() < 0.03:
            path += quote_from_bytes(self.random.choice(BYTES), safe="%")
        return path

    def query(self) -> str:
        if self.random.random() < 0.4:
            return ""
        if self.random.random() < 0.05:
            return self.random.choice(BYTES).decode("latin-1")
        pairs = [(self.random.choice(PARAMETERS), self.any_value()) for _ in range(self.random.choice((1, 1, 2, 4)))]
        return "&".join(f"{name}={quote(value.encode('utf-8', 'surrogatepass'), safe='')}" for name, value in pairs)

    def form(self, path: str) -> bytes:
        """Return the page's own form with a field or two that nobody would fill in so."""
        known = dict(self.forms.get(path) or self.random.choice([*self.forms.values()] or [{}]))
        known["csrfmiddlewaretoken"] = TOKEN
        names = [*known, "action", "_selected_action", "next"]
        for _ in range(self.random.choice((0, 1, 1, 2))):
            known[self.random.choice(names)] = self.any_value()
        return "&".join(
            f"{quote(name, safe='')}={quote(value.encode('utf-8', 'surrogatepass'), safe='')}"
            for name, value in known.items()
        ).encode()

    def request(self) -> Asked:
        posted = [*self.forms]
        path = self.random.choice(posted) if posted and self.random.random() < 0.25 else self.path()
        asked = Asked("POST" if path in self.forms else self.random.choice(METHODS), path, self.query())
        if asked.method not in ("GET", "HEAD"):
            asked.type = TYPES[0] if self.random.random() < 0.7 else self.random.choice(TYPES)
            asked.body = self.form(path) if self.random.random() < 0.8 else self.random.choice(BYTES)
        for _ in range(self.random.choice((0, 0, 0, 1, 2))):
            name = self.random.choice([*HEADERS])
            asked.headers[name] = self.random.choice(HEADERS[name])
        return asked


def forms_of(client: Client, paths: Iterable[str]) -> dict[str, dict[str, str]]:
    """Return the largest form of each page that there is."""
    found = {}
    for path in paths:
        answer = client.get(path)
        if answer.status_code == 200 and "text/html" in answer.headers["Content-Type"]:
            forms = [form for form in all_forms(answer) if "csrfmiddlewaretoken" in form]
            if forms:
                found[path] = {name: values[-1] for name, values in max(forms, key=len).items() if values}
    return found

"""A walk over every address of the resolver, with all that its view reads, which notes the whole of each answer.

Nothing is masked but what is made anew for each request, whatever a site holds: its id, and the token against forged forms.
"""

import random
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from itertools import product
from types import SimpleNamespace
from typing import Any
from urllib.parse import quote

import pytest
from django.http import QueryDict
from django.test import Client
from django.utils import timezone

from articles.feeds import FEED_FORMATS
from articles.sitemaps import OTHERS
from articles.views.pages import token
from tests.articles.canaries import DOMAIN, NOW, SHARED, SLUG, TOPIC, WORD
from tests.articles.requests import addresses
from tests.lengths import is_whole
from tests.seeds import SEALED

Answer = tuple[int, dict[str, str], bytes]
_ANEW = re.compile(r'name="csrfmiddlewaretoken" value="\w+"|csrftoken=\w+')
# What each part of an address can be: hidden, public, and nothing at all. A part without a row fails the walk.
PARTS: dict[str, list[str]] = {
    "slug": [
        SLUG, TOPIC, f"2025-12-31-{WORD}-deleted", f"2025-12-31-{WORD}-later-too", f"{WORD}-old", f"{WORD}alias",
        "2025-12-05-tide-4", "port", "2025-12-31-nothing",
    ],
    "domain": [DOMAIN, f"old.{DOMAIN}", "post.example", "nothing.example"],
    "after": [token(NOW, f"_news/{SLUG}.md"), token(NOW - timedelta(days=9), "_news/2025-12-20-x.md"), "x"],
    "token": [WORD, "x"], "kind": list(FEED_FORMATS), "year": ["2025", "2026", "2027"], "month": ["12", "01"],
    "day": ["31", "28"], "number": ["1", "2", "9"], "part": ["2"], "tag": ["0123456789ab"], "name": [*OTHERS, "app"],
    "app_label": ["articles", "nothing"], "url": ["nothing", WORD], "content_type_id": ["1"], "other": ["1"], "entry": ["0"],
}  # fmt: skip
# What each parameter that a view reads can be. A view that reads another one fails the walk.
PARAMETERS: dict[str, list[str]] = {
    "q": [
        f"topic:{TOPIC}", f"provider:{DOMAIN}", WORD, WORD[:-2], f"{WORD}x", f"{WORD} topic", f'topic:"{WORD} topic"',
        f"topic:{WORD}", f"topic:{WORD}short", f"topic:{WORD}alias", f'topic:"{WORD} old"', f"topic:{WORD.upper()}-TOPIC",
        f"provider:old.{DOMAIN}", f'provider:"{WORD} provider"', f"provider:www.{DOMAIN}", f"{SHARED} topic:{TOPIC}",
        f"{SHARED} provider:{DOMAIN}", f"-{WORD}", f"{SHARED} -{WORD}", SHARED, f"{SHARED} number 3 {WORD}",
        f"{SHARED} Next nothing", "topic:Port", "topic:Sea", "provider:post.example", "provider:Post after:2025-12-20", "tide",
        "after:2025-12-25", "before:2026 after:2025-12", "alt", SLUG, f"https://{DOMAIN}/draft/0", f"{WORD}@mail.example",
        SEALED[:12], "Qay", "reason", "edited",
    ],
    "page": ["1", "2", "9"],
    "after": [token(NOW - timedelta(days=9), "_news/2025-12-20-x.md"), "x"],
    "next": ["/", f"/news/{SLUG}/"],
    "url": [f"https://{DOMAIN}/draft/0", f"https://{DOMAIN}/{SLUG}"],
}  # fmt: skip


def routes() -> list[str]:
    """Every address of the resolver."""
    return addresses()


def filled(route: str, parts: Mapping[str, list[str]]) -> Iterator[str]:
    """Return the addresses of a route, with each of what its parts can be."""
    names = re.findall(r"<(?:\w+:)?(\w+)>", route)
    lacking = [name for name in names if name not in parts]
    assert not lacking, f"{route}: say in PARTS what {lacking} can be"
    for values in product(*(parts[name] for name in names)):
        path = route
        for value in values:
            path = re.sub(r"<(?:\w+:)?\w+>", quote(value), path, count=1)
        yield path


def some(values: Iterable[str], most: int) -> list[str]:
    """Return all of them, or in a short run the first one and some others."""
    found = list(values)
    if is_whole() or len(found) <= most:
        return found
    return [found[0], *random.sample(found[1:], most - 1)]


@dataclass
class Walk:
    """Asks for addresses, and for the parameters that their views `read`. In a short run, for some of those of each route."""

    client: Client
    read: set[str]
    most: int = 2

    def addresses(self, parts: Mapping[str, list[str]]) -> list[str]:
        return [path for route in routes() for path in some(filled(route, parts), self.most)]

    def answers(self, paths: Iterable[str], earlier: Mapping[str, Answer] | None = None) -> dict[str, Answer]:
        """Return all that is answered to these; or again, to what was asked for `earlier`."""
        if earlier is not None:
            return {asked: self._said(*asked.split(" ", 1)) for asked in earlier}
        found: dict[str, Answer] = {}
        for path in paths:
            self.read.clear()
            found[f"GET {path}"] = self._said("GET", path)
            found[f"POST {path}"] = self._said("POST", path)
            self._with_parameters(path, found)
        return found

    def _with_parameters(self, path: str, found: dict[str, Answer]) -> None:
        asked: set[str] = set()
        while left := sorted(self.read - asked):
            for name in left:
                asked.add(name)
                assert name in PARAMETERS, f"{path}: say in PARAMETERS what {name} can be"
                for value in some(PARAMETERS[name], 8 * self.most):
                    address = f"{path}?{name}={quote(value)}"
                    found[f"GET {address}"] = self._said("GET", address)

    def _said(self, method: str, address: str) -> Answer:
        usual = dict(self.client.cookies)
        answer: Any = self.client.generic(method, address)
        body = b"".join(answer) if answer.streaming else answer.content
        body = body.replace(answer["X-Request-ID"].encode(), b"")
        headers = dict(answer.items()) | {"X-Request-ID": ""} | {f"cookie {name}": "" for name in answer.cookies}
        self.client.cookies.clear()  # no answer depends on what was asked before
        self.client.cookies.update(usual)
        return answer.status_code, headers, _ANEW.sub("", body.decode("latin-1")).encode("latin-1")


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """The names of the parameters of addresses that were read since it was cleared last."""
    names: set[str] = set()

    class Noted(QueryDict):
        def __getitem__(self, key: str) -> Any:
            names.add(key)
            return super().__getitem__(key)

        def get(self, key: str, default: Any = None) -> Any:
            names.add(key)
            return super().get(key, default)

        def getlist(self, key: str, default: Any = None) -> Any:
            names.add(key)
            return super().getlist(key, default)

        def __contains__(self, key: object) -> bool:
            names.add(str(key))
            return super().__contains__(key)

    monkeypatch.setattr("django.core.handlers.wsgi.QueryDict", Noted)
    return names


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """The moment is always the same, also where Django says when an answer expires."""
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    monkeypatch.setattr("django.utils.cache.time", SimpleNamespace(time=NOW.timestamp))

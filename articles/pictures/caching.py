"""Fetches what pages show: the pictures of public articles, their providers and topics, those of the newest articles first.

It opens one connection per host at a time, and waits where a host asks for it. What failed is tried again later, ever
more rarely. Each picture is stored by itself, so a killed run continues where it was when it is started again.
"""

import queue
import threading
from collections import deque
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.core.files.storage import default_storage
from django.utils import timezone

from articles.bridge import mark_showing
from articles.fetching import NotFetchedError, host_of
from articles.models import Article, Picture, PictureServer, Provider, Topic
from articles.pictures.developing import Developed, PictureError, can_be_kept, developed, is_lost, keep
from articles.pictures.fetching import fetch

HOSTS_AT_ONCE = 8
MOST_WAIT = timedelta(days=30)
_PAUSES = [timedelta(hours=1), timedelta(hours=6), timedelta(days=1), timedelta(days=3), timedelta(days=10), MOST_WAIT]
_SILENT = 10  # after so many failures in a row without an answer, the host is taken to be down today
_CHUNK = 200  # articles read at once

Fetch = Callable[[str], bytes]


@dataclass(frozen=True)
class FetchResult:
    """The outcome for one URL: copies, or why there are none. `host` answered last; `wait` is as in NotFetchedError."""

    url: str
    host: str
    copies: Developed | None = None
    reason: str = ""
    wait: float | None = None
    is_tried: bool = True
    is_silent: bool = False


@dataclass
class Counts:
    cached: int = 0
    failed: int = 0
    left: int = 0
    problems: list[tuple[str, str]] = field(default_factory=list)

    @property
    def all(self) -> int:
        return self.cached + self.failed + self.left

    @property
    def words(self) -> str:
        return f"{self.cached} cached, {self.failed} failed, {self.left} left for later"


def due(at: datetime) -> Iterator[str]:
    """Yield the URLs to fetch now, each once, in order. A path from the root of another site cannot be fetched."""
    seen: set[str] = set()
    alone = PictureServer.objects.left_alone(at)
    for urls in _wanted(at):
        fresh = [url for url in dict.fromkeys(urls) if url not in seen and can_be_kept(url)]
        seen.update(fresh)
        known = Picture.objects.of(fresh)
        for url in fresh:
            if can_be_fetched(url) and host_of(url) not in alone and _is_due(known.get(url), at):
                yield url


def can_be_fetched(url: str) -> bool:
    """Return whether the URL names a server; a path from the root of another site does not."""
    return url.lower().startswith(("http:", "https:")) and can_be_kept(url)


def _is_due(picture: Picture | None, at: datetime) -> bool:
    if picture is None or (picture.state == Picture.State.CACHED and is_lost(picture)):
        return True
    return picture.state == Picture.State.FAILED and picture.retry_at is not None and picture.retry_at <= at


def _wanted(at: datetime) -> Iterator[list[str]]:
    """Yield the URLs that pages show, in parts; some may repeat."""
    articles = Article.objects.published(at).newest().for_pictures()
    rest = articles
    while part := list(rest[:_CHUNK]):
        yield [url for article in part for url in _of_article(article)]
        rest = articles.after(part[-1].published_at, part[-1].path)
    yield [url for owner in (*Topic.objects.public(at), *Provider.objects.public(at)) for url in urls_of(owner.images)]


def _of_article(article: Article) -> Iterator[str]:
    yield from (image.url for image in article.images.all())
    yield from urls_of(article.provider.images)
    for link in article.topic_links.all():
        yield from urls_of(link.tag.images)


def urls_of(images: Iterable[object] | None) -> Iterator[str]:
    """Yield the URLs in the images of a provider or topic, which are mappings or texts."""
    for image in images or []:
        url = image.get("url") if isinstance(image, dict) else image
        if isinstance(url, str) and url:
            yield url


def cache(urls: Iterable[str], *, fetch: Fetch = fetch, seconds: float | None = None) -> Iterator[Counts]:
    """Fetch and store; yield the counts after each URL. With `seconds`, none is begun after that time."""
    hosts: dict[str, list[str]] = {}
    for url in urls:
        hosts.setdefault(host_of(url), []).append(url)
    counts = Counts()
    for outcome in _outcomes(hosts, fetch, seconds):
        _note(outcome, counts, timezone.now())
        yield counts


def _outcomes(hosts: dict[str, list[str]], fetch: Fetch, seconds: float | None) -> Iterator[FetchResult]:
    """Yield outcomes. Each worker takes a host and only fetches and develops; the caller writes, on its own connection."""
    waiting: queue.SimpleQueue[tuple[str, list[str]]] = queue.SimpleQueue()
    for item in hosts.items():
        waiting.put(item)
    done: queue.Queue[FetchResult | None] = queue.Queue(HOSTS_AT_ONCE)
    stop = threading.Event()
    timer = threading.Timer(seconds, stop.set) if seconds is not None else None
    workers = [
        threading.Thread(target=_work, args=(waiting, done, stop, fetch), daemon=True)
        for _ in range(min(HOSTS_AT_ONCE, len(hosts)))
    ]
    for thread in (*([timer] if timer else []), *workers):
        thread.start()
    running = len(workers)
    try:
        while running:
            outcome = done.get()
            if outcome is None:
                running -= 1
            else:
                yield outcome
    finally:
        stop.set()
        if timer:
            timer.cancel()
        while running:  # they finish what they are doing, and need room for it
            running -= done.get() is None


def _work(
    waiting: "queue.SimpleQueue[tuple[str, list[str]]]",
    done: "queue.Queue[FetchResult | None]",
    stop: threading.Event,
    fetch: Fetch,
) -> None:
    try:
        while True:
            host, urls = waiting.get_nowait()
            for outcome in _of_host(host, urls, stop, fetch):
                done.put(outcome)
    except queue.Empty:
        pass
    finally:
        done.put(None)


def _of_host(host: str, urls: list[str], stop: threading.Event, fetch: Fetch) -> Iterator[FetchResult]:
    silent = 0
    for position, url in enumerate(urls):
        if stop.is_set() or silent == _SILENT:
            yield from (FetchResult(rest, host, is_tried=False) for rest in urls[position:])
            return
        outcome = _tried(url, host, fetch)
        yield outcome
        silent = silent + 1 if outcome.is_silent else 0
        if outcome.wait:
            yield from (FetchResult(rest, host, is_tried=False) for rest in urls[position + 1 :])
            return


def _tried(url: str, host: str, fetch: Fetch) -> FetchResult:
    try:
        return FetchResult(url, host, developed(fetch(url)))
    except NotFetchedError as fault:
        return FetchResult(url, fault.host or host, reason=str(fault), wait=fault.wait, is_silent=fault.is_silent)
    except PictureError as fault:
        return FetchResult(url, host, reason=str(fault))
    except Exception as fault:  # nothing that a server sends ends the run
        return FetchResult(url, host, reason=f"{type(fault).__name__}: {fault}"[:500])


def _note(outcome: FetchResult, counts: Counts, at: datetime) -> None:
    if outcome.copies:
        keep(outcome.url, outcome.copies, at)
        counts.cached += 1
    elif outcome.is_tried:
        note_failure(outcome.url, outcome.reason, at, wait=outcome.wait)
        counts.failed += 1
        counts.problems.append((outcome.url, outcome.reason))
    else:
        counts.left += 1
    if outcome.wait and outcome.host:
        until = at + min(timedelta(seconds=outcome.wait), MOST_WAIT)
        PictureServer.objects.update_or_create(host=outcome.host, defaults={"left_alone_until": until})


def note_failure(url: str, reason: str, at: datetime, *, wait: float | None = None, stamp: str = "") -> None:
    """Remember a failure, and when to try again. An existing copy stays; one that was lost is no longer shown."""
    known = Picture.objects.filter(url=url).first()
    failures = known.failures + 1 if known else 1
    pause = _PAUSES[min(failures, len(_PAUSES)) - 1]
    if wait:
        pause = max(pause, min(timedelta(seconds=wait), MOST_WAIT))
    values: dict[str, Any] = {
        "state": Picture.State.FAILED, "reason": reason[:1000], "failures": min(failures, 1000),
        "tried_at": at, "retry_at": at + pause, "stamp": stamp,
    }  # fmt: skip
    if known and is_lost(known):
        mark_showing(url, at)
        values |= {"name": ""}
    Picture.objects.update_or_create(url=url, defaults=values)


def refetch(urls: Collection[str], *, fetch: Fetch = fetch, seconds: float | None = None) -> Counts:
    """Try these now, whatever the outcome was before."""
    return deque(cache(urls, fetch=fetch, seconds=seconds), maxlen=1).pop() if urls else Counts()


def remove_half_written() -> None:
    """Remove files that a killed run left half-written, if the storage has any."""
    getattr(default_storage, "tidy", lambda: None)()

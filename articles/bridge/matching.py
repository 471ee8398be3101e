"""Finds, in sets, the articles of ours that related entries mean. Entries are JSON by the seed's keys.

SEMANTICS, Related entries are edges: by exact web URL, else by original URL, of the articles that have or had it. Of several,
it is the one whose title, present or former, is the entry's; else the only one that has the URL now; else none. It is never
the entry's own article. This depends on what the articles are and were, and not on which came first.
"""

from collections import defaultdict
from collections.abc import Iterable

from articles.bridge.documents import EntryWords
from articles.models import Article, FormerArticle, FormerWord, text_key, value_key
from articles.seed.plain import Json
from articles.store import Prepared

_CHUNK = 500
URLS = ("webUrl", "originalUrl")
_COLUMNS = ("pk", "title", "web_url", "original_url", "imported_words")
_ARTICLES = Prepared(lambda web, original: Article.objects.with_url(web, original).values_list(*_COLUMNS))
_MERGED = Prepared(lambda web, original: FormerArticle.objects.merged().with_url(web, original))


class Matcher:
    """Finds the articles to which a set of entries point, with the same number of queries for one and for many.

    A URL that no article has or had belongs to the article that took in the one which had it.
    """

    def __init__(self, entries: Iterable[EntryWords]) -> None:
        entries = list(entries)
        self.places: dict[tuple[str, str], dict[int, bool]] = defaultdict(dict)  # and whether they have the URL now
        self.former: dict[tuple[str, int | None], set[int]] = defaultdict(set)
        self.merged: dict[tuple[str, str], dict[int, bool]] = defaultdict(dict)
        self.is_any_former = FormerWord.objects.exists()  # an archive that never changed need not be asked
        self.titles: dict[int, set[str]] = defaultdict(set)
        self.former_titles: dict[int, set[int]] = {}
        self.merged_titles: dict[int, set[str]] = defaultdict(set)
        web, original = ({key for entry in entries if (key := text_key(entry.get(name)))} for name in URLS)
        for some_web, some_original in _chunks(web, original):
            self._find(some_web, some_original)
        self._learn_titles()

    def _find(self, web: list[int], original: list[int]) -> None:
        for pk, key, url_key in FormerWord.objects.urls(web, original) if self.is_any_former else ():
            self.former[key, url_key].add(pk)
        rows = _ARTICLES(web=web, original=original)
        if more := {pk for found in self.former.values() for pk in found} - {row[0] for row in rows} - {*self.titles}:
            rows += Article.objects.filter(pk__in=more).values_list(*_COLUMNS)
        for row in rows:
            self._add(*row)
        for former in _MERGED(web=web, original=original):
            for key, url in (("webUrl", former.web_url), ("originalUrl", former.original_url)):
                if url:
                    self.merged[key, url][former.successor_id or 0] = False
            self.merged_titles[former.successor_id or 0].add(former.title)

    def _add(self, pk: int, title: str, web_url: str | None, original_url: str | None, last: EntryWords | None) -> None:
        last = last or {}
        self.titles[pk] |= {title, last.get("title", title)}
        for key, url in (("webUrl", web_url), ("originalUrl", original_url)):
            if last.get(key):
                self.places[key, last[key]].setdefault(pk, False)
            if url:
                self.places[key, url][pk] = True

    def _learn_titles(self) -> None:
        """Find the former titles of articles of which several have or had one URL: for others they do not matter."""
        crowds = [
            {*found, *self.former.get((key, text_key(url)), ())} if self.former else found
            for (key, url), found in self.places.items()
        ]
        rivals = {pk for crowd in [*crowds, *self.former.values()] if len(crowd) > 1 for pk in crowd}
        former = FormerWord.objects.of(rivals, "title") if rivals else {}
        self.former_titles = {pk: {title for _, title in found} for pk, found in former.items()}

    def holders(self, key: str, url: str | None) -> dict[int, bool]:
        """Return the articles that have or had a URL, and whether they have it now."""
        if not url:
            return {}
        found = self.places.get((key, url), {})
        once = self.former.get((key, text_key(url)), ()) if self.former else ()
        return dict.fromkeys(once, False) | found if once else found

    def candidates(self, entry: EntryWords) -> set[int]:
        """Return every article that has or had one of the entry's URLs, or took in one that had it."""
        found: set[int] = set()
        for key in URLS:
            url = entry.get(key)
            found.update(self.holders(key, url), self.merged.get((key, url or ""), ()))
        return found

    def target(self, entry: EntryWords, *, of: int | None = None) -> int | None:
        """Return the article to which the entry points, if it is an entry of the article `of`."""
        title = entry.get("title")
        for key in URLS:
            if found := _without(self.holders(key, entry.get(key)), of):
                return _one(found, {pk for pk in found if len(found) > 1 and self._is_called(pk, title)})
        for key in URLS:
            if found := _without(self.merged.get((key, entry.get(key) or ""), {}), of):
                return _one(found, {pk for pk in found if title in self.merged_titles[pk]})
        return None

    def _is_called(self, pk: int, title: Json) -> bool:
        return title in self.titles[pk] or value_key(title) in self.former_titles.get(pk, ())


def _without(found: dict[int, bool], pk: int | None) -> dict[int, bool]:
    return {each: now for each, now in found.items() if each != pk} if pk in found else found


def _one(found: dict[int, bool], called: set[int]) -> int | None:
    """Return the only one, the only one of that title, or the only one that has the URL now."""
    rest = called or {*found}
    if len(rest) > 1:
        rest = {pk for pk in rest if found[pk]}
    return rest.pop() if len(rest) == 1 else None


def _chunks(web: set[int], original: set[int]) -> Iterable[tuple[list[int], list[int]]]:
    first, second = list(web), list(original)
    for start in range(0, max(len(first), len(second)), _CHUNK):
        yield first[start : start + _CHUNK], second[start : start + _CHUNK]

"""A site with files and editors at the same articles, and the machine that imports a set of files in every kind of order.

All values come from short lists, so that what one says is often what another said before. Each step names what it does to
which article by numbers; one that there is nothing to do to does nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.db import transaction
from django.test import Client

from articles.bridge import document_of
from articles.editing import conflicts
from articles.editing.publishing import set_status
from articles.editing.stories import Wish, arrange
from articles.exchange.exporter import texts_of
from articles.exchange.importer import Options, Outcome, Report, import_seeds
from articles.history.work import Work
from articles.models import Article, RelatedLink, Status
from tests.seeds import Archive, edit, seed_text, the_article

AT = datetime(2026, 1, 1, tzinfo=UTC)
NAMES = "abcdef"
TITLES = ["One", "Two", "Three", "Four"]
EXCERPTS = ["Rises.", "Falls.", None]
QUALITIES = [60, 61, 62]
TOPICS = ["AI", "Sea", "Port"]
IN_BASE = 4  # of the names
Words = dict[str, Any]
Step = tuple[str, int, int, int]


def slug_of(name: str) -> str:
    return f"2023-01-24-{name}"


def url_of(name: str) -> str:
    return f"https://news.example.org/{name}"


@dataclass
class Files:
    """What the files of a crawler say: by article its words and those of its entries, and all that it ever said."""

    words: dict[str, Words] = field(default_factory=dict)
    entries: dict[str, list[tuple[str, Words]]] = field(default_factory=dict)
    said: dict[str, list[Words]] = field(default_factory=dict)
    changed: set[str] = field(default_factory=set)

    def make(self, name: str, number: int) -> None:
        self.words[name] = {
            "title": TITLES[number % 4], "excerpt": EXCERPTS[number % 3], "webUrl": url_of(name), "quality": QUALITIES[0],
        }  # fmt: skip
        self.said[name] = [self.words[name]]
        self.entries[name] = []
        self.changed.add(name)

    def say(self, name: str, **words: Any) -> None:
        self.words[name] = self.words[name] | words
        self.said[name].append(self.words[name])
        self.changed.add(name)

    def text(self, name: str) -> str:
        related = "".join(_entry(words) for _, words in self.entries[name]) or None
        return seed_text(**_keys(self.words[name]), related=related)


def _keys(words: Words) -> dict[str, str | None]:
    return {
        key: None if value is None else f'"{value}"' if isinstance(value, str) else str(value)
        for key, value in words.items()
    }


def _entry(words: Words) -> str:
    whole = {key: value for key, value in _keys(words).items() if value is not None}
    if "excerpt" in words:
        whole |= {"type": "article", "publishedDateTime": "2023-01-24T11:00:00Z"}
        whole["provider"] = "\n      name: Example\n      domain: news.example.org"
    return "\n  - " + "\n    ".join(f"{key}: {value}" for key, value in whole.items())


class Site:
    """The files, the editors and what came of them. The steps have names of their own: those of files, and those of editors."""

    def __init__(self, folder: Path) -> None:
        self.archive, self.files = Archive(folder), Files()

    def begin(self) -> None:
        for number, name in enumerate(NAMES[:IN_BASE]):
            self.files.make(name, number)
        self.bring_all()

    def do(self, step: Step) -> None:
        getattr(self, step[0])(*step[1:])

    def bring_all(self, *_: int) -> None:
        self.bring(self.write())

    def write(self) -> list[Path]:
        """Write the files that changed, and return their paths."""
        names, self.files.changed = sorted(self.files.changed), set()
        return [self.archive.write(f"_news/{slug_of(name)}.md", self.files.text(name)) for name in names]

    def bring(self, paths: Sequence[Path], **options: Any) -> None:
        if paths:
            report: Report = import_seeds(
                [str(path) for path in paths], by=Work("import_seeds", at=AT), options=Options(**options), jobs=1
            )
            assert not report.outcomes.get(Outcome.REJECTED), report.problems

    # What files do

    def name(self, which: int) -> str:
        known = sorted(self.files.words)
        return known[which % len(known)]

    def appears(self, which: int, number: int, more: int) -> None:
        for name in NAMES:
            if name not in self.files.words:
                self.files.make(name, number)
                self.lists(NAMES.index(name), which, more)
                return

    def retells(self, which: int, number: int, more: int) -> None:
        words: list[Words] = [
            {"title": TITLES[number % 4]}, {"excerpt": EXCERPTS[number % 3]}, {"quality": QUALITIES[number % 3]},
            {"title": TITLES[number % 4], "excerpt": EXCERPTS[more % 3]},
        ]  # fmt: skip
        self.files.say(self.name(which), **words[more % 4])

    def relocates(self, which: int, number: int, more: int) -> None:
        self.files.say(self.name(which), webUrl=url_of([*NAMES, "x"][number % 7]))

    def lists(self, which: int, number: int, more: int) -> None:
        """An article's file names another by what that one's file says, or once said."""
        name, other = self.name(which), self.name(number)
        said = self.files.said[other]
        self._list(name, other, said[more % len(said)], more)

    def names(self, which: int, number: int, more: int) -> None:
        """An article's file names another by a headline of anyone's."""
        name, other = self.name(which), self.name(number)
        self._list(name, other, self.files.said[other][-1] | {"title": TITLES[more % 4]}, more // 4)

    def _list(self, name: str, other: str, words: Words, more: int) -> None:
        if more % 3 == 2:
            words = {key: words[key] for key in ("title", "webUrl")}
        rest = [each for each in self.files.entries[name] if each[0] != other]
        if name != other:
            self.files.entries[name] = [*rest, (other, words)] if more % 2 else [(other, words), *rest]
            self.files.changed.add(name)

    def drops(self, which: int, number: int, more: int) -> None:
        name = self.name(which)
        if self.files.entries[name]:
            self.files.entries[name].pop(number % len(self.files.entries[name]))
            self.files.changed.add(name)

    # What editors do

    def article(self, which: int) -> Article:
        return the_article(slug_of(NAMES[which % IN_BASE]))

    def edits(self, which: int, number: int, more: int) -> None:
        changes: list[Words] = [
            {"title": TITLES[number % 4]}, {"excerpt": EXCERPTS[number % 3]},
            {"topics": (TOPICS[number % 3],)}, {"quality": QUALITIES[number % 3]},
        ]  # fmt: skip
        edit(self.article(which).slug, **changes[more % 4])

    def gives(self, which: int, number: int, more: int) -> None:
        """An editor's own words for an entry."""
        article = self.article(which)
        related = list(document_of(article).related or ())
        if related:
            place = number % len(related)
            change: Any = {"title": TITLES[more % 4]} if more % 3 else {"excerpt": EXCERPTS[more % 3]}
            related[place] = replace(related[place], **change)
            edit(article.slug, related=tuple(related))

    def moves(self, which: int, number: int, more: int) -> None:
        statuses = list(Status)
        set_status([self.article(which)], statuses[number % len(statuses)], by=Work("editor", at=AT))

    def splits(self, which: int, number: int, more: int) -> None:
        """An article leaves its story."""
        self._arrange([which], [number])

    def joins(self, which: int, number: int, more: int) -> None:
        """Two articles become one story."""
        self._arrange([which, number])

    def _arrange(self, *stories: Sequence[int]) -> None:
        wishes = [Wish(frozenset(self.article(which).pk for which in story)) for story in stories]
        if len({pk for wish in wishes for pk in wish.members}) == sum(map(len, stories)):
            arrange(wishes, words="Arranged", by=Work("editor", at=AT))


def facts() -> dict[str, Any]:
    """All that must be the same in whatever order files came."""
    articles = list(Article.objects.order_by("slug").for_documents().select_related("imported"))
    texts = texts_of(articles)
    links = RelatedLink.objects.order_by("article__slug", "position")
    client = Client()
    pages = ["/api/news/index.json", *(f"/api/news/{article.slug}/index.json" for article in articles[:2])]
    return {
        "texts": {article.slug: texts[article.pk].decode() for article in articles},
        "status": {article.slug: article.status for article in articles},
        "edges": list(links.values_list("article__slug", "position", "target__slug", "own")),
        "conflicts": sorted(
            (dispute.article.slug, each.row.field, repr(each.ours), repr(each.theirs))
            for dispute in conflicts.disputed(articles)
            for each in dispute.open
        ),
        "pages": {page: client.get(page).content for page in pages},
    }


def apart(one: dict[str, Any], other: dict[str, Any]) -> list[str]:
    """Where two pictures of a site differ."""
    found = []
    for part, was in one.items():
        now = other[part]
        if isinstance(was, dict):
            found += [
                f"{part} {key}:\n{was.get(key)}\n--\n{now.get(key)}"
                for key in sorted({*was, *now})
                if was.get(key) != now.get(key)
            ]
        elif was != now:
            found.append(f"{part}:\n{was}\n--\n{now}")
    return found


def compare(folder: Path, before: Sequence[Step], files: Sequence[Step], order: Sequence[int], cuts: int) -> None:
    """Raise AssertionError where what happened before and one set of files give other facts in another order."""
    site = Site(folder)
    site.begin()
    for step in before:
        site.do(step)
    for step in files:
        site.do(step)
    paths = site.write()
    found = []
    for runs in orders(paths, order, cuts):
        with transaction.atomic():
            for run in runs:
                site.bring(run)
            found.append((runs, facts()))
            transaction.set_rollback(True)
    (_, wanted), *rest = found
    for runs, each in rest:
        differences = apart(wanted, each)
        names = [[path.stem[-1] for path in run] for run in runs]
        assert not differences, "\n".join([f"{names} differs from one run:", *differences])


def orders(paths: Sequence[Path], order: Sequence[int], cuts: int) -> list[list[list[Path]]]:
    """All in one run, one by one in an order and in its reverse, and in chunks of it."""
    mixed = [path for _, path in sorted(zip(order, paths, strict=False))]
    chunks: list[list[Path]] = [[]]
    for place, path in enumerate(mixed):
        if cuts >> place & 1:
            chunks.append([])
        chunks[-1].append(path)
    return [
        [list(paths)],
        [[path] for path in mixed],
        [[path] for path in reversed(mixed)],
        [chunk for chunk in chunks if chunk],
    ]

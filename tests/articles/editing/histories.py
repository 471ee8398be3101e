"""Random histories of acts, each with what was there before it: the machine of a test, and of `python -m tests.bench.histories`.

An act that is undone gives exactly the rows and documents from before it, and undoing that those from after it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from random import Random
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import F

from articles.bridge import document_of
from articles.editing import batches, conflicts, duplicates, synonyms
from articles.editing.acts import undo
from articles.editing.grouping import groups_of
from articles.editing.joining import join
from articles.editing.publishing import delete, set_status
from articles.editing.spellings import correct
from articles.editing.stories import Wish, answer, arrange, questions_about
from articles.editing.undertakings import Rights, begin_undo, take_step
from articles.history.restoring import restore
from articles.history.work import Work
from articles.models import (
    Act,
    Article,
    ArticleTopic,
    Duplicate,
    Provider,
    Revision,
    Status,
    Topic,
    Undertaking,
)
from tests.articles.editing.compared import Rows, differences, rows
from tests.seeds import Archive, edit, entry

NAMES = ["harbour", "bridge", "ferry", "quay", "tower", "market"]
TOPICS = ["Port", "Harbour", "Quay", "Sea"]
DOMAINS = ["news.example.org", "post.example", "times.example"]


def url(name: str) -> str:
    return f"https://news.example.org/{name}"


@dataclass
class History:
    """A site of a few articles with all that can hang on one, and what was done there since; `told` says it."""

    archive: Archive
    random: Random
    told: list[str] = field(default_factory=list)
    count: int = 0
    undo: Callable[..., object] = undo

    def by(self) -> Work:
        """Somebody at an instant of their own."""
        self.count += 1
        return Work("editor", at=datetime(2026, 1, 1, tzinfo=UTC) + timedelta(seconds=self.count))

    def begin(self) -> None:
        """Articles that name each other, with conflicts, owners, pins and pairs that may be the same."""
        user = get_user_model().objects.create_user("owner")
        for name in NAMES:
            self.write(name)
        self.archive.write("_data/topics/quay.yaml", "_id: quay\ntaxonomy: topic\nname: Quay\nparent: Port\n")
        self.archive.write("_data/topics/sea.yaml", "_id: sea\ntaxonomy: topic\nname: Sea\nparent: Quay\n")
        self.archive.bring()
        for name in self.random.sample(NAMES, 3):
            edit(self.slug(name), title=self.value(), excerpt=self.value())
        for name in self.random.sample(NAMES, 4):
            self.write(name)
        self.archive.bring()
        some = Article.objects.order_by("pk")
        some.filter(pk__in=self.some(3)).update(made_by=user)
        at = datetime(2026, 3, 1, tzinfo=UTC)
        some.filter(pk__in=self.some(3)).update(pinned_until=at, pinned_at=F("published_at"))
        duplicates.find_duplicates(at=at)
        pks = sorted(some.values_list("pk", flat=True))
        for one, other in pairwise(pks):
            Duplicate.objects.get_or_create(
                first_id=one, second_id=other, defaults={"why": "page", "likeness": 1, "found_at": at}
            )
        duplicates.dismiss(Duplicate.objects.all()[:2], by=self.by())

    def slug(self, name: str) -> str:
        return f"2023-01-24-{name}"

    def value(self) -> str:
        self.count += 1
        return f"value {self.count}"

    def some(self, number: int) -> list[int]:
        pks = sorted(Article.objects.values_list("pk", flat=True))
        return self.random.sample(pks, min(number, len(pks)))

    def write(self, name: str) -> None:
        others = self.random.sample([each for each in NAMES if each != name], 2)
        related = "".join(entry(self.value(), url(other), **self.maybe({"excerpt": self.value()})) for other in others)
        topics = "".join(f"\n  - {topic}" for topic in self.random.sample(TOPICS, 2))
        self.archive.write_article(
            self.slug(name), title=f'"{self.value()}"', excerpt=f'"{self.value()}"', webUrl=f'"{url(name)}"', topics=topics,
            related=related, provider=f"\n  name: One\n  domain: {self.random.choice(DOMAINS)}",
            **self.maybe({"images": f"\n  - url: https://img.example.org/{name}.jpg"}),
            **self.maybe({"published": None}), **self.maybe({"tags": "\n  - a"}),
        )  # fmt: skip

    def maybe(self, values: Mapping[str, str | None]) -> dict[str, Any]:
        return dict(values) if self.random.random() < 0.5 else {}

    # Acts. Each says nothing where there is nothing to do it to.

    def edits(self) -> None:
        for pk in self.some(1):
            article = Article.objects.for_documents().get(pk=pk)
            document = document_of(article)
            related = tuple(
                replace(each, excerpt=self.value()) if self.random.random() < 0.3 else each
                for each in document.related or ()
                if self.random.random() < 0.8
            )
            changes: list[Rows] = [
                {"title": self.value()},
                {"related": related or None},
                {"topics": tuple(self.random.sample(TOPICS, 2)), "body": f"\n{self.value()}\n"},
                {"web_url": url(self.random.choice([*NAMES, "elsewhere"]))},
            ]
            edit(article.slug, **self.random.choice(changes))

    def moves(self) -> None:
        set_status(Article.objects.filter(pk__in=self.some(2)), self.random.choice(list(Status)), by=self.by())

    def merges(self) -> None:
        pks = self.some(2)
        if len(pks) == 2:
            found = Article.objects.for_documents().in_bulk(pks)
            join(found[pks[0]], found[pks[1]], by=self.by())

    def deletes(self) -> None:
        delete(Article.objects.filter(pk__in=self.some(self.random.randint(1, 2))), by=self.by())

    def restores(self) -> None:
        for pk in self.some(1):
            texts = list(Revision.objects.filter(article=pk).order_by("pk"))
            restore(self.random.choice(texts), by=self.by())

    def settles(self) -> None:
        disputes = conflicts.disputed(Article.objects.order_by("pk").for_documents())
        if disputes:
            dispute = self.random.choice(disputes)
            side = self.random.choice(["ours", "theirs"])
            sides: Rows = {side: [self.random.choice(dispute.open).row.field]}
            conflicts.settle_conflicts(dispute.article, version=dispute.article.version, by=self.by(), **sides)

    def adds_a_topic(self) -> None:
        topic = self.random.choice(list(Topic.objects.standing().order_by("pk")))
        change = self.random.choice([batches.adding, batches.removing])(topic)
        batches.carry_out(
            change, Article.objects.filter(pk__in=self.some(3)), lambda article, status: True, by=self.by()
        )

    def arranges(self) -> None:
        pks = self.some(3)
        if len(pks) > 1:
            arrange([Wish(frozenset(pks))], words="Merged stories", by=self.by())

    def splits(self) -> None:
        """One story, or what the articles that were brought made of it, in two; the other is perhaps one alone."""
        found = [sorted(group) for group in groups_of(self.some(6)) if len(group) > 1]
        if found:
            story = self.random.choice(found)
            part = frozenset(self.random.sample(story, self.random.randint(1, len(story) - 1)))
            arrange([Wish(frozenset(story) - part), Wish(part)], words="Split", by=self.by())

    def answers(self) -> None:
        questions = questions_about(self.some(6))
        if questions:
            question = self.random.choice(questions)
            chosen = frozenset({self.random.choice(question.newcomers).pk})
            wishes = answer(question, chosen, self.random.choice(question.stories))
            arrange(wishes, words="Said where it belongs", by=self.by())

    def corrects(self) -> None:
        link = ArticleTopic.objects.exclude(name=F("tag__name")).order_by("pk").first()
        if link is not None:
            correct(link.tag, link.name, by=self.by())

    def brings(self) -> None:
        for name in self.random.sample(NAMES, 2):
            self.write(name)
        self.archive.bring(take_theirs=self.random.random() < 0.3, assume_published=self.random.random() < 0.3)


EXACT = [
    "edits", "moves", "merges", "merges", "deletes", "restores", "settles", "adds_a_topic", "arranges", "arranges",
    "splits", "splits", "answers", "corrects",
]  # fmt: skip


def last_act() -> int:
    return Act.objects.latest_first().values_list("pk", flat=True).first() or 0


def undo_in_steps(act: Act, *, by: Work) -> None:
    """Undo an act one article after the other, as long acts are undone."""
    row = begin_undo(act, by=by)
    while row.is_open:
        Undertaking.objects.update(pace=1)
        row = take_step(row.pk, row.steps, by=by, rights=Rights())
        assert row.state != "stopped", row.why
    assert not row.entries.exists()


def tried(folder: Path, number: int, *, imports: bool, steps: int = 5, undo: Callable[..., object] = undo) -> History:
    """Do things, then take back one after the other, some of them twice; raises AssertionError where it is not as before.

    With `imports`, some are imports, of which a part stays by design.
    """
    history = History(Archive(folder), Random(number), undo=undo)
    history.begin()
    done: list[tuple[str, Rows, Callable[[], object]]] = []
    while len(done) < steps:
        before = rows(exactly=not imports)
        step = _merge_names(history) if history.random.random() < 0.2 else _act(history, imports=imports)
        if step is not None:
            done.append((step[0], before, step[1]))
            history.told.append(step[0])
    for name, before, take_back in reversed(done):
        _compared(history, f"taking back {name}", before, take_back, exactly=not imports)
    return history


def _act(history: History, *, imports: bool) -> tuple[str, Callable[[], object]] | None:
    name = history.random.choice([*EXACT, "brings", "brings"] if imports else EXACT)
    first = last_act()
    getattr(history, name)()
    acts = list(Act.objects.following(first))

    def take_back() -> None:
        for act in reversed(acts):
            after = rows(exactly=not imports)
            history.undo(act, by=history.by())
            if history.random.random() < 0.3:
                before = rows(exactly=not imports)
                _compared(history, f"doing {name} again", after, _undo_last(history), exactly=not imports)
                _compared(history, f"taking back {name} again", before, _undo_last(history), exactly=not imports)

    return (name, take_back) if acts else None


def _undo_last(history: History) -> Callable[[], object]:
    return lambda: history.undo(Act.objects.get(pk=last_act()), by=history.by())


def _merge_names(history: History) -> tuple[str, Callable[[], object]] | None:
    kind: Any = history.random.choice([Topic, Provider])
    standing = list(kind.objects.standing().order_by("pk"))
    if len(standing) < 2:
        return None
    one, other = history.random.sample(standing, 2)
    synonyms.unite(one, other)
    return f"merging {one} into {other}", lambda: synonyms.part(one)


def _compared(history: History, what: str, wanted: Rows, do: Callable[[], object], *, exactly: bool) -> None:
    do()
    history.told.append(what)
    found = differences(wanted, rows(exactly=exactly))
    assert not found, "\n".join([*history.told, "", *found])

"""Whatever order files, editors and decisions come in: no value that was ever accepted is missing from the history, and
what a dry run plans is what a run does."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from articles import seed
from articles.bridge import document_of
from articles.editing import conflicts
from articles.editing.joining import join
from articles.editing.publishing import delete, set_status
from articles.history.restoring import restore
from articles.history.texts import text_of
from articles.history.work import Work
from articles.models import Article, Conflict, Revision, Status
from articles.store import load_texts
from tests.lengths import length, sampled
from tests.seeds import Archive, edit, exported, seed_text

pytestmark = pytest.mark.django_db
BY = Work("editor")
SLUGS = ["2023-01-24-a", "2023-01-24-b", "2023-01-25-c"]
FIELDS = ["title", "excerpt", "topics", "tags", "related", "images", "body", "desk"]


def url(slug: str) -> str:
    return f"https://news.example.org/{slug}"


def changed(document: seed.Article, name: str, value: str, number: int) -> seed.Article:
    """The document with one field, or one entry of a list, as the value says."""
    if name in ("title", "excerpt", "topics", "tags"):
        entries: Any = getattr(document, name) or ()
        changes: Any = {name: value if name in ("title", "excerpt") else (*entries[number % 2 :], value)}
        return replace(document, **changes)
    if name == "related":
        entry = seed.Related(f"To {number}", web_url=url(SLUGS[number % 3]), excerpt=value)
        others = [link for link in document.related or () if link.web_url != entry.web_url]
        return replace(document, related=(*others, entry))
    if name == "images":
        image = seed.Image(f"https://img.example.org/{number % 2}.jpg", title=value)
        return replace(document, images=(*(each for each in document.images or () if each.url != image.url), image))
    if name == "body":
        return replace(document, body=f"\n{value}\n")
    return replace(document, extra=seed.Pairs((("desk", value),)))


@dataclass
class Newsroom:
    """Files and editors at the same articles; `accepted` is every value that went in, each used once."""

    archive: Archive
    accepted: set[str] = field(default_factory=set)
    in_files: set[str] = field(default_factory=set)
    count: int = 0

    def value(self) -> str:
        self.count += 1
        return f"value-{self.count}-"

    def article(self, number: int) -> Article | None:
        articles = list(Article.objects.for_documents().order_by("slug"))
        return articles[number % len(articles)] if articles else None

    def write(self, slug_number: int, number: int) -> None:
        """A crawler writes a file anew, or changes what it says."""
        path = self.archive.folder / f"_news/{SLUGS[slug_number % 3]}.md"
        text = path.read_bytes() if path.exists() else seed_text(webUrl=f'"{url(path.stem)}"', topics=None).encode()
        document: Any = seed.parse(text)
        value = self.value()
        self.in_files.add(value)
        document = changed(document, FIELDS[number % len(FIELDS)], value, number)
        self.archive.write(f"_news/{path.name}", seed.rewrite(text, document))

    def bring(self, number: int, _: int) -> None:
        """A dry run, and the run that does what that says."""
        if not self.archive.folder.exists():
            return
        options = {"take_theirs": number % 4 == 0}
        before = Revision.objects.count()
        plan = self.archive.bring(dry_run=True, **options)
        assert Revision.objects.count() == before
        report = self.archive.bring(**options)
        assert (report.outcomes, report.problems) == (plan.outcomes, plan.problems)
        rejected = {problem.path for problem in report.problems if problem.severity == "error"}
        former = {problem.path for problem in report.problems if problem.code == "former"}
        for path in self.archive.folder.rglob("*.md"):
            if str(path) not in rejected | former:
                self.accepted |= {value for value in self.in_files if value in path.read_text()}

    def edit(self, which: int, number: int) -> None:
        article = self.article(which)
        if article is None:
            return
        value, name = self.value(), FIELDS[number % len(FIELDS)]
        document = changed(document_of(article), name, value, number)
        edit(
            article.slug,
            **{"extra" if name == "desk" else name: getattr(document, "extra" if name == "desk" else name)},
        )
        self.accepted.add(value)

    def decide(self, which: int, number: int) -> None:
        for dispute in conflicts.disputed(Article.objects.for_documents()):
            name = dispute.open[number % len(dispute.open)].row.field
            sides: dict[str, Any] = {"theirs" if which % 2 else "ours": [name]}
            conflicts.settle_conflicts(dispute.article, version=dispute.article.version, by=BY, **sides)

    def restore(self, which: int, number: int) -> None:
        article = self.article(which)
        if article is not None:
            revisions = list(article.revisions.order_by("pk"))
            restore(revisions[number % len(revisions)], by=BY)

    def move(self, which: int, number: int) -> None:
        article = self.article(which)
        if article is not None:
            set_status([article], list(Status)[number % len(Status)], by=BY)

    def merge(self, which: int, number: int) -> None:
        one, other = self.article(which), self.article(number)
        if one is not None and other is not None and one != other:
            join(one, other, by=BY)

    def delete(self, which: int, number: int) -> None:
        article = self.article(which)
        if article is not None and number % 3 == 0:
            delete([article], by=BY)

    def remembered(self) -> str:
        revisions = list(Revision.objects.all())
        load_texts(revisions)
        return "\n".join(text_of(revision).decode() for revision in revisions)


def tried(moves: list[tuple[str, int, int]]) -> None:
    with TemporaryDirectory() as folder:
        newsroom = Newsroom(Archive(Path(folder)))
        for name, first, second in moves:
            move: Callable[[int, int], None] = getattr(newsroom, name)
            move(first, second)
        remembered = newsroom.remembered()
        assert {value for value in newsroom.accepted if value not in remembered} == set()
        newsroom.bring(1, 0)
        again = newsroom.archive.bring() if newsroom.archive.folder.exists() else None
        assert again is None or {name.value for name, number in again.outcomes.items() if number} <= {"unchanged"}
        for article in Article.objects.for_documents():
            assert seed.parse(exported(article.slug).encode()) == document_of(article)
        assert set(Conflict.objects.open().values_list("article", flat=True)) <= set(
            Article.objects.values_list("pk", flat=True)
        )


MOVES = [
    "write",
    "write",
    "write",
    "bring",
    "bring",
    "edit",
    "edit",
    "edit",
    "decide",
    "restore",
    "move",
    "merge",
    "delete",
]


@sampled
@settings(
    max_examples=length(sample=20, whole=400), deadline=None, database=None, derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.differing_executors],
)  # fmt: skip
@given(st.lists(st.tuples(st.sampled_from(MOVES), st.integers(0, 11), st.integers(0, 23)), min_size=6, max_size=24))
def test_no_order_of_files_editors_and_decisions_loses_a_value(db: None, moves: list[tuple[str, int, int]]) -> None:
    with transaction.atomic():
        try:
            tried([("write", 0, 0), ("write", 1, 1), ("bring", 1, 0), *moves])
        finally:
            transaction.set_rollback(True)

"""Plans what each parsed article file does: create, update, nothing, or a conflict."""

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from django.db.models import prefetch_related_objects

from articles import seed
from articles.bridge import Matcher, Row, Save, documents_of
from articles.editing.publishing import flagged
from articles.exchange.importer.entries import entry_rows, kept_rows
from articles.exchange.importer.files import SeedFile
from articles.exchange.report import CONFLICT, Outcome
from articles.history.conflicts import open_fields
from articles.history.texts import document_in
from articles.models import Article, Revision, Showing, Status, status_of_flags
from articles.seed import Problem
from articles.seed.parsed import Parsed
from articles.seed.problem import WARNING
from articles.store import load_texts


@dataclass(frozen=True)
class Options:
    """`may_show` says whether the user may change so what readers see (from None for a new article); commands always may."""

    take_theirs: bool = False
    assume_published: bool = False
    dry_run: bool = False
    may_show: Callable[[Showing | None, Showing], bool] = lambda was, to: True


@dataclass(eq=False)
class Step:
    """One arriving file: what it is, and what is to be done with it."""

    file: SeedFile
    data: bytes
    digest: bytes
    parsed: Parsed
    slug: str = ""
    stamp: int | None = None
    outcome: Outcome = Outcome.UNCHANGED
    problems: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)
    save: Save | None = None
    conflicts: tuple[seed.Conflict, ...] = ()
    settled: int = 0  # how many conflicts that were open from before it decides
    before: seed.SeedDocument | None = None  # the present document of an existing article, and its new one
    after: seed.SeedDocument | None = None
    copy_of: str = ""  # the slug of which its file seems to be a copy
    known_slug: str = field(init=False)  # what was known about it before it was planned

    def __post_init__(self) -> None:
        self.known_slug = self.slug

    @property
    def document(self) -> seed.Article:
        assert isinstance(self.parsed.document, seed.Article)
        return self.parsed.document

    @property
    def is_article(self) -> bool:
        return isinstance(self.parsed.document, seed.Article)

    def urls_named(self) -> Iterator[str]:
        """Yield the URLs that its related entries name."""
        for entry in self.document.related or ():
            if url := entry.web_url or entry.original_url:
                yield url

    def problem(self, code: str, message: str, severity: str = "error", field: str = "file", line: int = 1) -> None:
        self.problems.append(Problem(self.file.shown, line, field, code, message, severity))

    def warn(self, code: str, message: str) -> None:
        """Say something that does not keep the file from being imported."""
        self.warnings.append(Problem(self.file.shown, 1, "file", code, message, WARNING))

    def reject(self, code: str, message: str) -> None:
        self.outcome = Outcome.REJECTED
        self.problem(code, message)


def plan_articles(steps: Sequence[Step], options: Options) -> None:
    """Decide what is to be done with each named file. Reads the database, changes nothing.

    An unchanged article says what its last imported text says, so its rows need not be read.
    """
    open_steps = [step for step in steps if step.outcome is not Outcome.REJECTED and not step.problems]
    slugs = [step.slug for step in open_steps]
    rows = {row.slug: row for row in Article.objects.for_change().filter(slug__in=slugs).for_items()}
    imported = Revision.objects.in_bulk([row.imported_id for row in rows.values() if row.imported_id])
    load_texts(imported.values())
    bases = {row.pk: _base(imported.get(row.imported_id or 0)) for row in rows.values()}
    known = [step for step in open_steps if step.slug in rows]
    disputed = open_fields(row.pk for row in rows.values()) if options.take_theirs else {}
    moving = [
        step for step in known if _moves_entries(step, bases[rows[step.slug].pk]) or rows[step.slug].pk in disputed
    ]
    read = {row.pk: row for row in rows.values() if not row.as_imported} | {
        rows[step.slug].pk: rows[step.slug] for step in moving
    }
    prefetch_related_objects(list(read.values()), "related_links")
    documents = {pk: base for pk, base in bases.items() if base and pk not in read} | documents_of(read.values())
    identify, moved = _identities(moving, rows, documents, bases), set(moving)
    for step in open_steps:
        row = rows.get(step.slug)
        if row is None:
            _create(step, options)
        else:
            kept, fields = entry_rows(row, documents[row.pk]) if step in moved else {}, disputed.get(row.pk, ())
            _merge(step, row, documents[row.pk], bases[row.pk], identify(row), options, rows=kept, disputed=fields)
        _ask(step, row, options)


def _moves_entries(step: Step, base: seed.Article | None) -> bool:
    """Return whether the file's related entries have changed: only then it matters what they are."""
    return base is None or step.document.related != base.related


def _ask(step: Step, row: Article | None, options: Options) -> None:
    """Reject a file that would change what readers see in a way that is not allowed to the user."""
    if step.save is None or options.may_show(*step.save.showings):
        return
    status = step.save.status
    was = f"from {Status(row.status).label.lower()} to " if row and row.status != status else ""
    said = f"be {was}{status.label.lower()}" if was or not row else "go live at another moment"
    step.problems.clear()
    step.reject(
        "may-not",
        f"would {said}, which your account may not do; leave that as it is, or ask somebody who may to import it",
    )
    step.save, step.conflicts, step.settled, step.before, step.after = None, (), 0, None, None


def _base(imported: Revision | None) -> seed.Article | None:
    document = document_in(imported) if imported else None
    return document if isinstance(document, seed.Article) else None


def _identities(
    steps: Sequence[Step],
    rows: dict[str, Article],
    documents: dict[int, seed.Article],
    bases: dict[int, seed.Article | None],
) -> Callable[[Article], Callable[[seed.Related], int | None]]:
    """Return, per article, a function that gives the article of ours to which an entry points: of file, base or present."""
    known: dict[tuple[int, seed.Related], int | None] = {}
    asked: list[tuple[int, seed.Related]] = []
    for step in steps:
        row = rows[step.slug]
        base = bases[row.pk]
        for link, entry in zip(row.related_links.all(), documents[row.pk].related or (), strict=True):
            known[row.pk, entry] = link.target_id
        asked += [(row.pk, entry) for document in (step.document, base) if document for entry in document.related or ()]
    plain = {entry: seed.as_json(entry) for _, entry in asked}
    matcher = Matcher(plain.values())
    for pk, entry in asked:
        if (pk, entry) not in known:
            known[pk, entry] = matcher.target(plain[entry], of=pk)
    return lambda row: lambda entry: known.get((row.pk, entry))


def _create(step: Step, options: Options) -> None:
    step.outcome = Outcome.CREATED
    article = Article(slug=step.slug, assumed_published=options.assume_published)
    _came_from(article, step)
    status, document = _status(step.document, assumed=options.assume_published), step.document
    if step.copy_of and status.is_shown:
        status, document = Status.DRAFT, flagged(document, Status.DRAFT, assumed=options.assume_published)
    step.save = Save(document, article, status, file=step.document)
    step.after = document


def _came_from(article: Article, step: Step) -> None:
    article.source_key = step.file.key
    if step.file.spelled:
        article.file_slug = step.file.file_slug if step.slug == step.file.slug else None
    article.source_stamp, article.imported_digest = step.stamp, step.digest


def _status(document: seed.Article, *, assumed: bool) -> Status:
    return status_of_flags(document.published, document.removed, document.heat, assumed=assumed)


def _blank() -> seed.Article:
    """Return the base of an article that no file has brought yet: everything that a side says counts as added by it."""
    return seed.Article(title="", published_at=datetime.min.replace(tzinfo=UTC), provider=seed.Provider())


def _merge(
    step: Step, row: Article, ours: seed.Article, base: seed.Article | None,
    identify: Callable[[seed.Related], int | None], options: Options, *, rows: Mapping[int, Row], disputed: Collection[str],
) -> None:  # fmt: skip
    theirs, status = step.document, Status(row.status)
    if options.assume_published and may_assume(row):
        row.assumed_published, status = True, _status(ours, assumed=True)
    standing = _standing(row, status, ours, base, theirs)
    merged = seed.merge(
        base or _blank(), ours, theirs, identify=identify, take_theirs=options.take_theirs, standing=standing,
        own=lambda entry: (rows.get(id(entry)) or (None, None))[1] or {},
    )  # fmt: skip
    if standing.whose(take_theirs=options.take_theirs) is seed.Whose.THEIRS or seed.STATUS in disputed:
        status = Status(standing.theirs)
    document, step.settled = merged.document, len(disputed)
    for place in disputed:
        document = seed.take(document, theirs, place, identify=identify).document
    document = flagged(document, status, assumed=row.assumed_published)
    if base is None:
        step.outcome = Outcome.CREATED
    elif document != ours or status != row.status:
        step.outcome = Outcome.UPDATED
    if merged.conflicts and not options.take_theirs:
        step.outcome, step.conflicts = Outcome.CONFLICT, merged.conflicts
        for conflict in merged.conflicts:
            step.problem("conflict", both_sides(conflict), CONFLICT, conflict.field, _line(step.parsed, conflict.field))
    _came_from(row, step)
    step.save = Save(document, row, status, before=ours, file=theirs)
    if rows and not disputed:
        kept = kept_rows(merged, rows)
        step.save.links, step.save.brought, step.save.by_editors, step.save.dropped = kept
    step.before, step.after = ours, document


def _standing(
    row: Article, status: Status, ours: seed.Article, base: seed.Article | None, theirs: seed.Article
) -> seed.Standing:
    file, said = (_status(side, assumed=row.assumed_published) for side in (theirs, ours))
    if base is None:
        return seed.Standing(None, status, file, said, is_decided=True)
    before = _status(base, assumed=row.assumed_published)
    is_decided = status != before or (theirs.heat == -1 and ours.heat != base.heat)
    return seed.Standing(before, status, file, said, is_decided)


def _line(parsed: Parsed, field: str) -> int:
    """Return the line of a field in its file; of the status, that of the first flag."""
    keys = seed.STATUS_FLAGS if field == seed.STATUS else (re.split(r"[\[. ]", field)[0],)
    return min((parsed.lines[key] for key in keys if key in parsed.lines), default=1)


def may_assume(row: Article) -> bool:
    """Return whether an article is a draft only because neither its file nor an editor said that it is published."""
    silent = row.published is None and row.removed is None and not row.assumed_published
    return silent and row.status == Status.DRAFT


def both_sides(conflict: seed.Conflict) -> str:
    if conflict.field == "secured":
        return "both changed the sealed payload"  # which no page and no report shows
    if conflict.field == seed.STATUS:
        ours, theirs = (Status(side).label for side in (conflict.ours, conflict.theirs))
        return f"yours {_short(ours)} theirs {_short(theirs)}"
    return f"yours {_short(conflict.ours)} theirs {_short(conflict.theirs)}"


def _short(value: object) -> str:
    text = "(absent)" if value is None else seed.as_written(value)
    return f"“{text[:100]}…”" if len(text) > 100 else f"“{text}”"

"""The lists of a plan and of a record, in pages: planned files with differences, problems by file, what was written."""

from collections.abc import Callable, Iterable
from itertools import groupby
from typing import Any, NamedTuple

from django.core.paginator import Page, Paginator
from django.urls import reverse

from articles import seed
from articles.admin.kit.histories import Difference
from articles.admin.kit.sides import side_as_words
from articles.exchange.importer import Outcome, Planned, planned
from articles.exchange.report import CONFLICT
from articles.history.rights import sees_field
from articles.models import Account, Import, ImportFile, ImportProblem, Revision, Status
from articles.seed.labels import label_of_conflict, label_of_place
from articles.seed.plain import Json, data_from_json, value_from_json
from articles.seed.schema import TABLES
from articles.seed.serialise import data_lines, field_lines
from articles.texts.wordwise import Line, Piece, lines

FEW, MANY = 20, 50  # rows of a section: among others, and on a page of its own
_MOST_LINES, _MOST_LETTERS = 120, 400  # per value; the article's own page shows the rest


class RecordSection(NamedTuple):
    """A list on the page. `template` shows `rows`; the rest of `total` is on other pages, at `?show=key`."""

    key: str
    title: str
    template: str
    page: Page[Any]
    rows: list[Any]

    @property
    def total(self) -> int:
        return self.page.paginator.count

    @property
    def more(self) -> int:
        return self.total - len(self.page)


class DisputedPart(NamedTuple):
    """A field in conflict, in an editor's words."""

    label: str
    ours: str
    theirs: str


class PlannedRow(NamedTuple):
    plan: Planned
    address: str | None
    status: str | None
    differences: list[Difference]
    conflicts: list[DisputedPart]


class ToldProblem(NamedTuple):
    severity: str
    place: str
    label: str
    message: str


class Written(NamedTuple):
    revision: Revision
    address: str | None
    comparison: str | None


def sections(record: Import, user: Account, show: str = "", number: str | None = None) -> list[RecordSection]:
    """Return the lists of a record's page as a user sees them: the beginning of each, or a page of the list that `show` names."""
    wanted = [make for make in _made(record, user) if make[0] == show] or _made(record, user)
    made = []
    for key, title, template, rows, shown in wanted:
        page = Paginator(rows, MANY if key == show else FEW).get_page(number if key == show else 1)
        if page.paginator.count:
            made.append(
                RecordSection(key, title, f"admin/articles/import/{template}.html", page, shown(page.object_list))
            )
    return made


def _made(record: Import, user: Account) -> list[tuple[str, str, str, Any, Callable[[Iterable[Any]], list[Any]]]]:
    problems = ImportProblem.objects.of(record)
    if not record.is_unconfirmed:
        written = Revision.objects.written_by(record).select_related("article", "topic", "provider")
        return [
            ("problems", "Problems", "_problems", problems, _by_path),
            ("written", "What it wrote", "_written", written, lambda rows: [_written(row) for row in rows]),
        ]
    files = ImportFile.objects.of(record)
    plans = [
        ("conflicts", "Conflicts", Outcome.CONFLICT),
        ("changed", "Would be changed", Outcome.UPDATED),
        ("created", "Would be created", Outcome.CREATED),
    ]
    return [
        ("problems", "Rejected, and warnings", "_problems", problems.but_conflicts(), _by_path),
        *(
            (
                key,
                title,
                "_planned",
                files.planned_as(outcome.value),
                lambda rows: [_planned(row, user) for row in rows],
            )
            for key, title, outcome in plans
        ),
    ]


def _by_path(problems: Iterable[ImportProblem]) -> list[Any]:
    return [(path, [*map(_told, some)]) for path, some in groupby(problems, key=lambda problem: problem.path)]


def _told(problem: ImportProblem) -> ToldProblem:
    is_conflict = problem.severity == CONFLICT
    label = label_of_conflict(problem.field) if is_conflict else label_of_place(problem.field)
    return ToldProblem(problem.severity, f"{problem.path}:{problem.line}", label, problem.message)


def _written(revision: Revision) -> Written:
    for kind in ("article", "topic", "provider"):
        pk = getattr(revision, f"{kind}_id")
        if pk:
            previous = getattr(revision, "previous", None)
            compare = reverse(f"admin:articles_{kind}_compare", args=[pk]) + f"?old={previous}&new={revision.pk}"
            return Written(revision, reverse(f"admin:articles_{kind}_change", args=[pk]), compare if previous else None)
    return Written(revision, None, None)


def _planned(row: ImportFile, user: Account) -> PlannedRow:
    plan = planned(row)
    address = reverse("admin:articles_article_change", args=[plan.pk]) if plan.pk else None
    status = " → ".join(str(Status(each).label) for each in plan.status) if plan.status else None
    differences = [difference_of(each, plan.table) for each in plan.changes if sees_field(user, each.field)]
    disputed = [_disputed(plan, *each) for each in plan.conflicts if sees_field(user, each[0])]
    return PlannedRow(plan, address, status, differences, disputed)


def _disputed(plan: Planned, field: str, *sides: Any) -> DisputedPart:
    shown = [str(Status(side).label) if field == seed.STATUS else side_as_words(side) for side in sides]
    return DisputedPart(label_of_conflict(field, plan.table), *shown)


def difference_of(change: seed.Change, table: str) -> Difference:
    """Return the lines that an archive would show: of the sealed payload only that it changed, of long ones the beginning."""
    before, after = (_lines(table, change.field, value) for value in (change.old, change.new))
    if change.field == "secured":
        before = ["secured: (sealed)"] if before else []
        after = ["secured: (another sealed payload)"] if after else []
        return Difference(change.label or change.field, lines(before, []) + lines([], after))
    more = max(len(before), len(after)) - _MOST_LINES
    rest = [Line("…", [Piece(f"and {more:,} more lines", differs=False)])] if more > 0 else []
    return Difference(change.label or change.field, lines(_cut(before), _cut(after)) + rest)


def _lines(table: str, key: str, value: Json) -> list[str]:
    if value is None:
        return []
    if key == "body":
        return str(value).splitlines()
    if key == "+":
        data: Any = data_from_json(value)
        return [line for name, each in data.pairs for line in data_lines(name, each, "")]
    row = next(row for row in TABLES[table] if row.key == key)
    return field_lines(row, value_from_json(row, value), "")


def _cut(whole: list[str]) -> list[str]:
    return [line if len(line) <= _MOST_LETTERS else f"{line[:_MOST_LETTERS]}…" for line in whole[:_MOST_LINES]]

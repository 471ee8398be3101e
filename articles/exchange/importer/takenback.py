"""Files whose import somebody took back: they count as unchanged, as their text stays the base. Finds them; decides nothing."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from articles.exchange.importer.files import UploadedSeed
from articles.exchange.importer.recognising import known
from articles.models import Act, FormerArticle, Import, ImportProblem, Revision

CODE = "taken-back"


class TakenBack(NamedTuple):
    """An import that was taken back, and the act that did it: undoing that brings all of it back."""

    done: Act
    undo: Act

    @property
    def told(self) -> str:
        when, by = f"{self.undo.at:%Y-%m-%d}", f" by {self.undo.by_name}" if self.undo.by_name else ""
        return (
            f"its import of {self.done.at:%Y-%m-%d} was taken back on {when}{by}, so it changes nothing; "
            f"to bring that import back, undo “{self.undo.words}” in the list of what was done"
        )


def are_any() -> bool:
    return Act.objects.imports_taken_back().exists()


def taken_back(articles: Iterable[int]) -> dict[int, TakenBack]:
    """Of articles, by primary key, those whose last import was taken back, where that can be undone."""
    imports: dict[int, int] = {}
    parts: dict[int, set[int]] = {}
    rows = Revision.objects.filter(article__in=list(articles), by_import__isnull=False).order_by("pk")
    for article, record, part_of in rows.values_list("article", "by_import", "part_of"):
        imports[article or 0] = record or 0
        parts.setdefault(article or 0, set()).add(part_of or 0)
    found = _undone(imports.values())
    return {
        pk: found[record] for pk, record in imports.items() if record in found and found[record].done.pk in parts[pk]
    }


def taken_away(formers: Iterable[FormerArticle]) -> dict[str, TakenBack]:
    """Of articles that are gone, by slug, those that went as the import that had made them was taken back."""
    last = {former.slug: (former.kept or {}).get("imported_id") for former in formers if former.successor_id is None}
    rows = Revision.objects.filter(pk__in=[pk for pk in last.values() if pk]).values_list("pk", "by_import")
    records: Mapping[int, int | None] = dict(rows)
    found = _undone(record for record in records.values() if record)
    gone = Revision.objects.filter(part_of__in=[each.undo.pk for each in found.values()], became="", name__in=last)
    by_undo = set(gone.values_list("part_of", "name"))
    told = {}
    for slug, pk in last.items():
        each = found.get(records.get(pk or 0) or 0)
        if each and (each.undo.pk, slug) in by_undo:
            told[slug] = each
    return told


def _undone(records: Iterable[int]) -> dict[int, TakenBack]:
    acts = Act.objects.imports_taken_back().filter(by_import__in=set(records)).prefetch_related("taken_back_by")
    found = {}
    for act in acts:
        undos = [each for each in act.taken_back_by.all() if each.undone_at is None]
        if undos:
            found[act.by_import_id or 0] = TakenBack(act, max(undos, key=lambda each: each.pk))
    return found


def named_in(record: Import) -> list[TakenBack]:
    """The imports that were taken back, and are still, of files that a plan warns of; the last ones first."""
    paths = ImportProblem.objects.of(record).filter(code=CODE).values_list("path", flat=True)[:200]
    files = known([UploadedSeed.named(path, b"") for path in paths])
    formers = FormerArticle.objects.called_any([file.slug for file in files if file.slug and not file.pk])
    found = [*taken_back(file.pk for file in files if file.pk).values(), *taken_away(formers).values()]
    return sorted({each.undo.pk: each for each in found}.values(), key=lambda each: -each.undo.pk)

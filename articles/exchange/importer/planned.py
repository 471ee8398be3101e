"""What an import would do with one file, packed to be shown later. Decides nothing."""

import json
import zlib
from dataclasses import dataclass
from typing import Any

from articles import seed
from articles.exchange.importer.articles import Step
from articles.exchange.report import Outcome
from articles.models import ImportFile

_SHOWN = (Outcome.CREATED, Outcome.UPDATED, Outcome.CONFLICT)


@dataclass(frozen=True)
class Planned:
    """`table` is the kind of document, `name` its slug or domain; `pk` is that of an existing article, else None."""

    path: str
    table: str
    name: str
    title: str
    pk: int | None
    status: tuple[str, str] | None
    changes: list[seed.Change]
    conflicts: list[tuple[str, Any, Any]]


def note_plan(row: ImportFile, step: Step) -> bool:
    """Write the plan for an upload on its row. Return whether that is worth a row in the list of plans."""
    row.outcome = step.outcome.value
    document = step.after
    if step.outcome not in _SHOWN or document is None:
        return False
    article = step.save.article if step.save else None
    was, will = (article.status, str(step.save.status)) if article and step.save else ("", "")
    plan = {
        "table": document.table,
        "name": step.slug,
        "title": getattr(document, "title", None) or getattr(document, "name", ""),
        "pk": article.pk if article else None,
        "status": [was, will] if article and article.pk and was != will else None,
        "changes": [_as_list(change) for change in seed.diff(step.before, document)] if step.before else [],
        "conflicts": [_sides(conflict) for conflict in step.conflicts],
    }
    row.plan = zlib.compress(json.dumps(plan, ensure_ascii=False).encode("utf-8", "surrogatepass"), 1)
    return True


def _sides(conflict: seed.Conflict) -> list[Any]:
    sealed = conflict.field == "secured"
    sides = [side and "(sealed)" if sealed else side for side in (conflict.ours, conflict.theirs)]
    return [conflict.field, *sides]


def _as_list(change: seed.Change) -> list[Any]:
    return [change.field, change.label, change.old, change.new]


def planned(row: ImportFile) -> Planned:
    plan = json.loads(zlib.decompress(bytes(row.plan or b"")))
    return Planned(
        row.name,
        plan["table"],
        plan["name"],
        plan["title"],
        plan["pk"],
        tuple(plan["status"]) if plan["status"] else None,
        [seed.Change(*change) for change in plan["changes"]],
        [(field, ours, theirs) for field, ours, theirs in plan["conflicts"]],
    )

"""What lines are about, and whether it is still there: a query for each kind of thing, however many lines."""

from collections import defaultdict
from collections.abc import Iterable

from django.apps import apps

from articles.models import AuditLine

AboutWhat = tuple[str, int]  # the label of its model, and its key


def subject_of(line: AuditLine) -> AboutWhat | None:
    return (line.subject, line.subject_id) if line.subject and line.subject_id else None


def still_there(lines: Iterable[AuditLine]) -> set[AboutWhat]:
    wanted: dict[str, set[int]] = defaultdict(set)
    for found in filter(None, map(subject_of, lines)):
        wanted[found[0]].add(found[1])
    return {
        (label, pk)
        for label, pks in wanted.items()
        for pk in apps.get_model(label)._base_manager.filter(pk__in=pks).values_list("pk", flat=True)
    }

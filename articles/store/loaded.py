"""Gives rows to those on which they hang, as Django's prefetching does, for queries that are made otherwise."""

from collections.abc import Collection, Iterable
from typing import Any

from django.db.models import Model, QuerySet


def hang(owners: Collection[Any], name: str, rows: Iterable[Model]) -> None:
    """Let a relation of these rows, such as the `images` of articles, have those of `rows` that belong to each, in this order."""
    if not owners:
        return
    field = type(next(iter(owners)))._meta.get_field(name).field
    of_each: dict[int, list[Model]] = {owner.pk: [] for owner in owners}
    for row in rows:
        of_each[getattr(row, field.attname)].append(row)
    for owner in owners:
        kept: Any = QuerySet(model=field.model)
        kept._result_cache, kept._prefetch_done = of_each[owner.pk], True
        vars(owner).setdefault("_prefetched_objects_cache", {})[name] = kept

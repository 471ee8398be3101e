"""Turns what the database returned for a compiled query into rows, as Django does, and finds out once what is so for each row.

What follows here stands on the parts of Django that iterate over rows (`ModelIterable`, `RelatedPopulator` and
`SQLCompiler.results_iter`, in 5.2).
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from inspect import getattr_static
from typing import Any

from django.db import DEFAULT_DB_ALIAS
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Model, QuerySet
from django.db.models.base import ModelState
from django.db.models.fields.related_descriptors import ForeignKeyDeferredAttribute
from django.db.models.query import ModelIterable
from django.db.models.query_utils import DeferredAttribute
from django.db.models.signals import post_init, pre_init
from django.db.models.sql.compiler import SQLCompiler

_PLAIN = {DeferredAttribute, ForeignKeyDeferredAttribute}  # what sets a value in the instance's own dictionary


class Results:
    """How results become what a queryset gives: instances, values, named ones. `compiler` has compiled the query."""

    def __init__(self, queryset: "QuerySet[Any, Any]", compiler: SQLCompiler) -> None:
        self._queryset: Any = queryset
        self._columns: int | None = compiler.col_count if compiler.has_extra_select else None
        expressions = [each[0] for each in compiler.select[: compiler.col_count]]
        # They know of the connection for which they are made only what its settings say, which are those of all.
        self._converters = [
            (place, converter, expression)
            for place, (converters, expression) in compiler.get_converters(expressions).items()
            for converter in converters
        ]
        self._instances = None
        if self._queryset._iterable_class is ModelIterable:
            self._instances = _Instances(compiler.klass_info, compiler.select)
        self._annotations = list((compiler.annotation_col_map or {}).items())

    def rows(self, found: "Iterable[Sequence[Any]]", opened: BaseDatabaseWrapper) -> list[Any]:
        if self._columns is not None:
            found = [each[: self._columns] for each in found]
        if self._converters:
            found = self._converted(found, opened)
        if self._instances:
            return list(self._made(self._instances, found))
        bound: Any = QuerySet(model=self._queryset.model, query=_Read(found, self._queryset.query))  # type: ignore[arg-type]
        bound._iterable_class, bound._fields = self._queryset._iterable_class, self._queryset._fields
        return list(bound)

    def _converted(self, found: "Iterable[Sequence[Any]]", opened: BaseDatabaseWrapper) -> "Iterator[Sequence[Any]]":
        for row in map(list, found):
            for place, converter, expression in self._converters:
                row[place] = converter(row[place], expression, opened)
            yield row

    def _made(self, instances: "_Instances", found: "Iterable[Sequence[Any]]") -> Iterator[Any]:
        for row in found:
            made = instances.of(row)
            for name, place in self._annotations:
                setattr(made, name, row[place])
            yield made


class _Instances:
    """Makes instances of a model, and of those that the query selects with it."""

    def __init__(self, info: dict[str, Any], select: Sequence[Any]) -> None:
        places: list[int] = info["select_fields"]
        self._model: type[Model] = info["model"]
        self._first, self._end = places[0], places[-1] + 1
        self._names: list[str] = [each[0].target.attname for each in select[self._first : self._end]]
        if info.get("from_parent") or not _is_plain(self._model, self._names):
            raise ValueError("a prepared query gives values, or instances that nobody makes in a way of their own")
        self.key = self._first + self._names.index(self._model._meta.pk.attname)
        self._related = [
            (_Instances(each, select), each["local_setter"], each["remote_setter"])
            for each in info.get("related_klass_infos", ())
        ]

    def of(self, row: "Sequence[Any]") -> Any:
        made, state = object.__new__(self._model), ModelState()
        state.adding, state.db = False, DEFAULT_DB_ALIAS
        values = made.__dict__
        values["_state"] = state
        values.update(zip(self._names, row[self._first : self._end], strict=True))
        for related, set_here, set_there in self._related:
            other = None if row[related.key] is None else related.of(row)
            set_here(made, other)
            if other is not None:
                set_there(other, made)
        return made


def _is_plain(model: type[Model], names: Iterable[str]) -> bool:
    heard = any(signal.has_listeners(model) for signal in (pre_init, post_init))
    own = (vars(each) for each in model.__mro__[: model.__mro__.index(Model)])
    special = any(name in each for each in own for name in ("__init__", "__new__", "from_db"))
    return not heard and not special and {type(getattr_static(model, name)) for name in names} <= _PLAIN


@dataclass(frozen=True)
class _Read:
    """Stands for a query whose results are here, and for its compiler."""

    found: "Iterable[Sequence[Any]]"
    query: Any

    def get_compiler(self, *_args: object, **_options: object) -> "_Read":
        return self

    def results_iter(self, *_args: object, **_options: object) -> "Iterator[tuple[Any, ...]]":
        return map(tuple, self.found)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.query, name)

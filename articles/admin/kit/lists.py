"""Lists whose address may say anything. A filter that a list does not have is a bad request (400); a value that one of its
filters cannot have leads to the list as a whole, by Django's way (`?e=1`).

An address says how a list is filtered only by the list's own filters. Django would take any lookup of any column, and some
of those (`?title__regex=`) keep a database busy for as long as somebody likes.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.contrib.admin import (
    AllValuesFieldListFilter,
    FieldListFilter,
    ListFilter,
    RelatedFieldListFilter,
    SimpleListFilter,
)
from django.contrib.admin.exceptions import DisallowedModelAdminLookup
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.main import ChangeList
from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.core.paginator import Paginator
from django.db import DataError
from django.db.models import Field, QuerySet
from django.http import Http404, HttpRequest
from django.utils.functional import cached_property

from articles.admin.kit.numbers import NONE, row_key
from articles.admin.kit.titles import Titled
from articles.models import Article, Tally

MOST_COUNTED = 5_000
LONGEST_SEARCH = 2_000  # characters: as long as a URL; SQLite fails with what is much longer
_CANNOT_BE = (ArithmeticError, DataError, TypeError, ValidationError, ValueError)


class MoreThan(int):
    """A number that says that there are more."""

    def __str__(self) -> str:
        return f"more than {int(self)}"


class BoundedPaginator(Paginator):  # type: ignore[type-arg]
    """Counts what a filter or a search leaves of a long list only so far that nobody pages on; a whole list is counted whole."""

    @cached_property
    def count(self) -> int:
        rows: Any = self.object_list
        if not rows.query.where:
            return Tally.objects.of_all().in_all().total() if rows.model is Article else int(rows.count())
        number = rows.order_by()[: MOST_COUNTED + 1].count()
        return MoreThan(MOST_COUNTED) if number > MOST_COUNTED else number


class CheckedList(ChangeList):
    def get_filters_params(self, params: dict[str, list[str]] | None = None) -> dict[str, Any]:
        """Return what may be filters. Addresses that lead back to a list keep `_changelist_filters`, which is none."""
        found: dict[str, Any] = super().get_filters_params(params)
        found.pop("_changelist_filters", None)
        return found

    def get_filters(self, request: HttpRequest) -> Any:
        """Return the filters, as Django does. Raises DisallowedModelAdminLookup, which is answered by 400, for a name that is
        none of theirs: Django has taken theirs out before it looks at what is left."""
        try:
            with _leading_back():
                found = super().get_filters(request)
        except IncorrectLookupParameters as wrong:
            if any(isinstance(each, FieldDoesNotExist) for each in wrong.args):
                raise DisallowedModelAdminLookup("this list has no such filter") from wrong
            raise
        specs, rest = found[0], found[2]
        if rest:
            raise DisallowedModelAdminLookup(f"this list has no filter called {min(rest)}")
        if not all(map(_may_be, specs)):
            raise IncorrectLookupParameters
        return found

    def get_queryset(self, request: HttpRequest, exclude_parameters: list[str | None] | None = None) -> "QuerySet[Any]":
        with _leading_back():
            return super().get_queryset(request, exclude_parameters)

    def get_ordering_field(self, field_name: Callable[..., Any] | str) -> Any:
        """Return the column by which a list is sorted; none for a head that does not offer it, whatever an address says."""
        is_offered = self.sortable_by is None or field_name in self.sortable_by
        return super().get_ordering_field(field_name) if is_offered else None

    def get_results(self, request: HttpRequest) -> None:
        with _leading_back():
            super().get_results(request)


@contextmanager
def _leading_back() -> Iterator[None]:
    try:
        yield
    except _CANNOT_BE as wrong:
        raise IncorrectLookupParameters(wrong) from wrong


def _may_be(spec: ListFilter) -> bool:
    """Return whether what is chosen is one of the filter's choices. A filter that `is_typed` takes any."""
    if isinstance(spec, SimpleListFilter):
        choices = {str(value) for value, _ in spec.lookup_choices}
        return spec.value() is None or spec.value() in choices or (not choices and getattr(spec, "is_typed", False))
    if not isinstance(spec, FieldListFilter):
        return True
    offered = None
    if isinstance(spec, AllValuesFieldListFilter):
        offered = {str(value) for value in spec.lookup_choices}
    elif isinstance(spec, RelatedFieldListFilter):
        offered = {str(key) for key, _ in spec.lookup_choices}
    return all(
        _fits(spec.field, offered, each)
        for name, value in spec.used_parameters.items()
        if not name.endswith("__isnull")
        for each in (value if isinstance(value, list) else [value])
    )


def _fits(column: "Field[Any, Any]", offered: set[str] | None, value: object) -> bool:
    """Return whether a column may have the value: one of those that are `offered`, if any are, or one of its choices."""
    if offered is not None:
        return str(value) in offered
    return not column.choices or str(value) in {str(choice) for choice, _ in column.flatchoices}


class Checked(Titled):
    """Of a model's admin: its list checks its address, and an object that cannot be is not there (404)."""

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return CheckedList

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        if not from_field and row_key(object_id) == NONE:
            raise Http404("no such object")
        return super().get_object(request, object_id, from_field or None)  # type: ignore[misc]

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """Find nothing that is longer than whatever there is to be found."""
        if len(search_term) > LONGEST_SEARCH:
            return queryset.none(), False
        found: tuple[QuerySet[Any], bool] = super().get_search_results(request, queryset, search_term)  # type: ignore[misc]
        return found

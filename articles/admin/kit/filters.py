"""Filters of lists, each one named query: what any of them is made of. Knows no model."""

from collections.abc import Iterable
from typing import Any, Generic, TypeVar

from django.contrib.admin import ModelAdmin, SimpleListFilter
from django.db.models import QuerySet
from django.http import HttpRequest

Rows = TypeVar("Rows", bound="QuerySet[Any]")


class Choice(SimpleListFilter, Generic[Rows]):
    """Some choices, each with its query. Django passes on the queryset of any list, `narrowed` has that of its own model."""

    parameter_name: str
    options: tuple[tuple[str, str], ...] = ()

    def lookups(self, request: HttpRequest, model_admin: "ModelAdmin[Any]") -> Iterable[tuple[str, str]]:
        return self.options

    def queryset(self, request: HttpRequest, queryset: Any) -> "QuerySet[Any]":
        return self.narrowed(queryset)

    def narrowed(self, rows: Rows) -> Rows:
        raise NotImplementedError

"""Fields that complete what is typed, and dates whose halves say what they are."""

from typing import Any

from django.contrib import admin
from django.contrib.admin.options import BaseModelAdmin
from django.contrib.admin.widgets import AdminSplitDateTime, AutocompleteSelect
from django.http import HttpRequest


class Typeahead(AutocompleteSelect):
    """Django's, but for a posted value that is no number, which Django's looks up all the same."""

    def optgroups(self, name: str, value: Any, attr: dict[str, Any] | None = None) -> Any:
        numbers = [text for text in map(str, value) if text.isascii() and text.isdigit() and len(text) < 19]
        return super().optgroups(name, numbers, attr)


def with_names(field: Any) -> Any:
    """Both halves of a date with its time say what they are."""
    if isinstance(getattr(field, "widget", None), AdminSplitDateTime):
        for half, words in zip(field.widget.widgets, ("date", "time"), strict=True):
            half.attrs["aria-label"] = f"{field.label}: {words}"
    return field


class TypeaheadRows(BaseModelAdmin):  # type: ignore[type-arg]
    """For pages and rows with `autocomplete_fields`."""

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        return with_names(super().formfield_for_dbfield(db_field, request, **kwargs))

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs.setdefault("widget", Typeahead(db_field, self.admin_site))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


class TypeaheadAdmin(TypeaheadRows, admin.ModelAdmin):  # type: ignore[type-arg]
    """A form with such fields."""

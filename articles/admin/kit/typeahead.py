"""Fields that complete what is typed, and dates whose two inputs are labelled."""

from collections.abc import Iterable
from typing import Any, TypeVar

from django import forms
from django.contrib import admin
from django.contrib.admin.options import BaseModelAdmin
from django.contrib.admin.widgets import AutocompleteSelect, RelatedFieldWidgetWrapper
from django.db.models import DateTimeField, Field, ForeignKey
from django.http import HttpRequest

from articles.admin.kit.moments import MomentField, MomentWidget

# None where a column has no field in a form.
FormField = TypeVar("FormField", bound=forms.Field | None)


class Typeahead(AutocompleteSelect):
    """Django's widget, except that a posted value that is not a number is not looked up."""

    def optgroups(self, name: str, value: Iterable[object], attr: dict[str, Any] | None = None) -> Any:
        numbers = [text for text in map(str, value) if text.isascii() and text.isdigit() and len(text) < 19]
        return super().optgroups(name, numbers, attr)


def with_names(field: FormField) -> FormField:
    """Label both inputs of a date with its time."""
    if isinstance(field, forms.Field) and isinstance(field.widget, MomentWidget):
        for half, words in zip(field.widget.widgets, ("date", "time"), strict=False):
            half.attrs["aria-label"] = f"{field.label}: {words}"
    return field


class TypeaheadRows(BaseModelAdmin):  # type: ignore[type-arg]
    """A mixin for pages and rows with `autocomplete_fields`, whose moments say their zone."""

    formfield_overrides = {DateTimeField: {"form_class": MomentField, "widget": MomentWidget}}

    def formfield_for_dbfield(self, db_field: "Field[Any, Any]", request: HttpRequest, **kwargs: Any) -> Any:
        field = with_names(super().formfield_for_dbfield(db_field, request, **kwargs))
        if field is not None and isinstance(field.widget, RelatedFieldWidgetWrapper):
            # Beside the choice of a name, these would be about the name itself, for all articles.
            field.widget.can_delete_related = field.widget.can_change_related = field.widget.can_view_related = False
        return field

    def formfield_for_foreignkey(self, db_field: "ForeignKey[Any, Any]", request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs.setdefault("widget", Typeahead(db_field, self.admin_site))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


class TypeaheadAdmin(TypeaheadRows, admin.ModelAdmin):  # type: ignore[type-arg]
    """A form with such fields."""

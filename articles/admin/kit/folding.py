"""Rows of a form that are sent as one line each, until somebody opens one. Saves nothing.

A line posts only its key, its place and whether the row is to be deleted; what was not sent is untouched. So the page of an
article with two hundred entries is two hundred lines, and a save reads and checks the fields of only those that were opened.
"""

from collections.abc import Collection
from typing import Any, ClassVar

from django import forms
from django.forms.models import BaseInlineFormSet

from articles.admin.kit.numbers import row_key

_OF_A_LINE = frozenset(("id", "position", "DELETE"))


class FoldedForm(forms.ModelForm):  # type: ignore[type-arg]
    """A row whose `inner` fields are there only while it is open."""

    inner: ClassVar[tuple[str, ...]] = ()

    def __init__(self, *args: Any, is_open: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.is_open = is_open
        if is_open:
            self.fields |= {name: self.inner_field(name) for name in self.inner}
        self._remember_what_was_seen()

    def inner_field(self, name: str) -> forms.Field:
        """Return a field of an open row, with what is stored as its initial value."""
        raise NotImplementedError

    def _remember_what_was_seen(self) -> None:
        """Put a stored row's values into hidden fields, so that a touched field is one that this editor touched.

        A field that was posted without its hidden one is compared with what is stored, and one that was not posted is untouched.
        """
        if self.instance.pk is None:
            return
        for name, field in self.fields.items():
            seen, typed = self.add_initial_prefix(name), self.add_prefix(name)
            field.show_hidden_initial = not self.is_bound or seen in self.data or typed not in self.data


class RowKey(forms.Field):
    """The key of a stored row, found among the rows that are loaded anyway; Django's own field asks the database for each."""

    widget = forms.HiddenInput
    default_error_messages = {"gone": "This row is not there any more."}  # Django's own name

    def __init__(self, rows: "FoldedRows", **options: Any) -> None:
        super().__init__(**options)
        self.rows = rows

    def to_python(self, value: str | None) -> Any:
        if not value:
            return None
        found = self.rows.by_key().get(str(value))
        if found is None:
            raise forms.ValidationError(self.error_messages["gone"], code="gone")
        return found

    def has_changed(self, initial: object, data: object) -> bool:
        return str(initial or "") != str(data or "")


class FoldedRows(BaseInlineFormSet):  # type: ignore[type-arg]
    """Stored rows as lines, but for those in `opened`; new rows are open.

    Rows are numbered in the order of their places, so that the number of a line is the place at which its editor saw it.
    """

    opened: Collection[int] = ()  # primary keys

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._by_key: dict[str, Any] = {}
        self._open = self._numbers_of_open() if self.is_bound else frozenset()
        if self.is_bound:
            self.data = self._with_places_seen()

    def by_key(self) -> dict[str, Any]:
        if not self._by_key:
            self._by_key = {str(row.pk): row for row in self.get_queryset()}
        return self._by_key

    def open_rows(self) -> set[int]:
        """Return the primary keys of the stored rows that were posted with their fields."""
        forms_of_rows: list[Any] = self.initial_forms
        return {form.instance.pk for form in forms_of_rows if form.is_open}

    def get_form_kwargs(self, index: int | None) -> dict[str, Any]:
        kwargs: dict[str, Any] = super().get_form_kwargs(index)
        if index is None or index >= self.initial_form_count():
            return kwargs
        is_open = index in self._open if self.is_bound else self.get_queryset()[index].pk in self.opened
        return kwargs | {"is_open": is_open}

    def add_fields(self, form: "forms.ModelForm[Any]", index: int | None) -> None:
        super().add_fields(form, index)
        if form.instance.pk is not None:
            form.fields["id"] = RowKey(self, initial=form.instance.pk, required=False)

    def _numbers_of_open(self) -> frozenset[int]:
        start, found = f"{self.prefix}-", set()
        for key in self.data:
            number, _, name = key.removeprefix("initial-").removeprefix(start).partition("-")
            if name not in _OF_A_LINE and name != self.fk.name:
                found.add(row_key(number))
        return frozenset(found)

    def _with_places_seen(self) -> Any:
        data: Any = self.data
        data = data.copy()
        for number in range(self.initial_form_count()):
            key = f"{self.prefix}-{number}-position"
            if key in data:
                data.setdefault(f"initial-{key}", str(number))
        return data

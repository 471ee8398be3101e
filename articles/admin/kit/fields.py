"""Form fields that accept and refuse what the codec does, and leave untouched values as they are. Saves nothing."""

import copy
import re
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from django import forms
from django.contrib.admin.widgets import AdminIntegerFieldWidget
from django.core.exceptions import NON_FIELD_ERRORS
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.functional import cached_property

from articles.admin.kit.moments import MomentField, as_words
from articles.seed import Problem
from articles.seed.characters import control_in, named
from articles.seed.labels import label_of_place
from articles.seed.schema import Field, Kind
from articles.seed.values import MOST_WHOLE, UnfitError, read_whole, typed
from articles.texts.lineends import with_line_ends_of

_LINE_END = re.compile(r"\r\n|\r|\n")
Lines = list[str] | str | None  # as it is stored, or as it was typed


def refuse_control_characters(text: str) -> None:
    """Refuse what no seed may hold, wherever editors type a text. Raises ValidationError, which fields show."""
    place = control_in(text)
    if place is not None:
        raise forms.ValidationError(f"control character {named(text[place])}; take it out", code="control-character")


class SeedField(forms.CharField):
    """One row of the seed's table as text: verbatim, without stripping. Its errors are in the importer's words.

    A browser turns every line end into CRLF, so texts are compared after making their line ends equal.
    """

    def __init__(self, row: Field, **options: Any) -> None:
        self.row = row
        rows = 5 if row.key in ("excerpt", "featuredContent", "description") else 1
        area = forms.Textarea(attrs={"rows": rows, "cols": 80, "class": "vLargeTextField", "dir": "auto"})
        defaults: dict[str, Any] = {"label": row.label, "help_text": row.help, "required": row.required, "widget": area}
        super().__init__(**(defaults | options), strip=False)

    def clean(self, value: str | None) -> Any:
        text = super().clean(value)
        if not text:
            return None
        try:
            return (
                typed(self.row, text) if self.row.kind in (Kind.URL, Kind.IMAGE_URL, Kind.DOMAIN) else self._text(text)
            )
        except UnfitError as wrong:
            raise forms.ValidationError(wrong.message, code=wrong.code) from None

    def _text(self, text: str) -> str:
        refuse_control_characters(text)
        typed(self.row, text)
        return _LINE_END.sub("\n", text)

    def has_changed(self, initial: str | None, data: str | None) -> bool:
        """Return whether the text changed; a browser removes line ends from a one-line field."""
        kept = "" if isinstance(self.widget, forms.TextInput) else "\n"
        return _LINE_END.sub(kept, initial or "") != _LINE_END.sub(kept, data or "")


class WholeField(forms.IntegerField):
    """A whole number of the seed's table, which takes and refuses what a file may hold, in the same words."""

    def __init__(self, row: Field, **options: Any) -> None:
        self.row = row
        defaults: dict[str, Any] = {"label": row.label, "help_text": row.help, "required": row.required}
        super().__init__(**(defaults | {"widget": AdminIntegerFieldWidget} | options))

    def to_python(self, value: int | str | None) -> int | None:
        text = "" if value is None else str(value).strip()
        if not text:
            return None
        try:
            return read_whole(text)
        except UnfitError as wrong:
            raise forms.ValidationError(wrong.message, code=wrong.code) from None


class LinesField(forms.CharField):
    """A list of texts, one per line. An empty field is an absent list."""

    def __init__(self, **options: Any) -> None:
        defaults: dict[str, Any] = {
            "required": False,
            "widget": forms.Textarea(attrs={"rows": 4, "cols": 60, "dir": "auto"}),
        }
        super().__init__(**(defaults | options), strip=False)

    def prepare_value(self, value: Lines) -> str | None:
        return "\n".join(value) if isinstance(value, list) else value

    def clean(self, value: str | None) -> Any:
        lines = [line for line in _LINE_END.split(super().clean(value) or "") if line.strip()]
        return lines or None

    def has_changed(self, initial: Lines, data: Lines) -> bool:
        return _lines(initial) != _lines(data)


def _lines(value: Lines) -> list[str]:
    text = "\n".join(value) if isinstance(value, list) else value or ""
    return [line for line in _LINE_END.split(text) if line.strip()]


def bound_whole_numbers(fields: Iterable[forms.Field]) -> None:
    """Limit whole numbers to what a seed and every database hold; a form's own field takes any number of digits."""
    for field in fields:
        if isinstance(field, forms.IntegerField):
            field.validators += [MinValueValidator(-MOST_WHOLE), MaxValueValidator(MOST_WHOLE)]


class KeepsUntouched(forms.ModelForm):  # type: ignore[type-arg]
    """A field that the user did not touch keeps the stored value, byte for byte, whatever the browser made of it, and a line
    that nobody touched keeps its line end.

    Hidden fields carry what the user saw, so "touched" means touched by this user, not changed by somebody else.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.as_stored = copy.copy(self.instance)  # before the form changes it; the admin holds the writers' lock
        bound_whole_numbers(self.fields.values())
        if self.instance.pk is not None:
            for name in self.kept_names:
                self.fields[name].show_hidden_initial = True
                if isinstance(field := self.fields[name], MomentField):
                    field.stored = getattr(self.as_stored, name)

    @cached_property
    def kept_names(self) -> list[str]:
        """The fields that are columns of the same name."""
        columns = {column.name for column in self._meta.model._meta.concrete_fields}
        return [name for name in self.fields if name in columns]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if self.instance.pk is not None:
            touched = set(self.changed_data)
            for name in self.kept_names:
                stored, typed_value = getattr(self.as_stored, name), cleaned.get(name)
                if name not in touched and name in cleaned:
                    cleaned[name] = stored
                elif isinstance(stored, str) and isinstance(typed_value, str):
                    cleaned[name] = with_line_ends_of(stored, typed_value)
        return cleaned


class Twofold(NamedTuple):
    """A field that this user, and perhaps somebody else, changed; `name` is that of its input."""

    label: str
    stored: Any
    typed: Any
    name: str = ""
    by_both: bool = False  # whether the other save changed it too


class Versioned(KeepsUntouched):
    """Carries the version that the user saw. If somebody saved meanwhile, saving fails, shows both and keeps what was typed."""

    refused: Sequence[Problem] = ()  # what the codec said about the document of a first attempt
    user: Any = None
    is_opening: bool = False  # whether the form was posted to open a row of it

    seen_version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["seen_version"].initial = self.instance.version
        self.both: list[Twofold] = []

    @property
    def is_stale(self) -> bool:
        return self.has_error(NON_FIELD_ERRORS, "stale")

    def clean(self) -> dict[str, Any]:
        seen = self.cleaned_data.get("seen_version")
        cleaned = super().clean()
        for problem in self.refused:
            self.add_error(None, f"{label_of_place(problem.field)}: {problem.message}")
        if self.instance.pk is not None and seen != self.as_stored.version:
            self._show_both()
            raise forms.ValidationError(
                "Somebody saved this while you had it open. Nothing is lost: above, what is stored is next to what you typed. "
                "Fields that you did not touch show what is stored now. Merge and save stores the form as it is.",
                code="stale",
            )
        if self.is_opening:
            raise forms.ValidationError("Nothing is saved yet.", code="opening")
        return cleaned

    def _show_both(self) -> None:
        """Collect what the user typed next to what is stored, and fill the form as if it had just been opened."""
        touched = [name for name in self.kept_names if name in self.changed_data]
        fresh = type(self)(instance=self.as_stored)
        for name in touched:
            typed_value = self[name].value()
            seen = (
                self.fields[name]
                .hidden_widget()
                .value_from_datadict(self.data, self.files, self[name].html_initial_name)
            )
            by_both = self.fields[name].has_changed(fresh[name].initial, seen)
            label = str(self.fields[name].label or name)
            stored, meant = as_words(fresh[name].value()), as_words(typed_value)
            self.both.append(Twofold(label, stored, meant, self[name].html_name, by_both))
        self.data = data = self.data.copy()  # type: ignore[attr-defined]
        data[self.add_prefix("seen_version")] = str(self.as_stored.version)
        for name in self.kept_names:
            self._refill(data, fresh, name, keep=name in touched)

    def _refill(self, data: dict[str, str], fresh: forms.BaseForm, name: str, *, keep: bool) -> None:
        bound, value, widget = self[name], fresh[name].value(), self.fields[name].widget
        for target in [bound.html_initial_name] if keep else [bound.html_name, bound.html_initial_name]:
            if isinstance(widget, forms.MultiWidget):
                for place, (part, shown) in enumerate(zip(widget.widgets, widget.decompress(value) or (), strict=True)):
                    data[f"{target}_{place}"] = part.format_value(shown) or ""
            else:
                data[target] = "" if value is None else str(value)

"""Fills stored rows that two editors changed with what the later one typed. Saves nothing."""

from typing import Any, TypeAlias

from django import forms
from django.forms.models import BaseInlineFormSet

from articles.admin.kit.fields import Twofold
from articles.admin.kit.folding import FoldedForm, FoldedRows

Formset: TypeAlias = "BaseInlineFormSet[Any, Any, Any]"
Both = list[Twofold]


def filled_again(posted: Formset, fresh: Formset) -> tuple[Formset, Both]:
    """Return a formset of the rows stored now, with the values that were typed into `posted`.

    A row that is no longer stored comes back as a new one if it was touched; otherwise it is gone.
    """
    if isinstance(posted, FoldedRows) and isinstance(fresh, FoldedRows):
        fresh.opened = posted.open_rows()
    data: dict[str, Any] = {}
    both: Both = []
    stored = {form.instance.pk: number for number, form in enumerate(fresh.initial_forms)}
    for form in fresh.initial_forms:
        _put_stored(data, form)
    added = 0
    for form in posted.forms:
        touched = _touched(form)
        number = stored.get(form.instance.pk) if form.instance.pk else None
        if not touched or (number is None and not _has_fields(form)):
            continue
        if number is None:
            number, added = len(stored) + added, added + 1
            touched = [name for name in form.fields if name not in ("id", "DELETE", posted.fk.name)]
        for name in touched:
            typed = form.data.get(form.add_prefix(name), "")
            key = f"{fresh.prefix}-{number}-{name}"
            if typed or data.get(key):
                both.append(_twofold(form, name, key, data.get(key, "")))
            data[key] = typed
    data |= {
        f"{fresh.prefix}-TOTAL_FORMS": len(stored) + added + fresh.extra,
        f"{fresh.prefix}-INITIAL_FORMS": len(stored),
        f"{fresh.prefix}-MIN_NUM_FORMS": 0,
        f"{fresh.prefix}-MAX_NUM_FORMS": fresh.max_num,
    }
    made: BaseInlineFormSet[Any, Any, Any] = type(fresh)(
        data, instance=fresh.instance, prefix=fresh.prefix, queryset=fresh.queryset
    )
    return made, both


def _twofold(form: "forms.ModelForm[Any]", name: str, key: str, stored: str) -> Twofold:
    number = int(key.removesuffix(f"-{name}").rpartition("-")[2]) + 1
    label = f"{form._meta.model._meta.verbose_name} {number}: {form.fields[name].label or name}".capitalize()
    seen = form.data.get(form[name].html_initial_name)
    by_both = seen is not None and seen.split() != stored.split()
    return Twofold(label, stored, form.data.get(form.add_prefix(name), ""), key, by_both)


def _put_stored(data: dict[str, Any], form: forms.BaseForm) -> None:
    for name in form.fields:
        bound = form[name]
        value = bound.value()
        if name == "DELETE":
            continue
        data[bound.html_name] = "" if value is None else str(value)
        if form.fields[name].show_hidden_initial:
            data[bound.html_initial_name] = data[bound.html_name]


def _has_fields(form: forms.BaseForm) -> bool:
    """Return whether a row was posted with more than its line, so that it can be stored as a new one."""
    return not isinstance(form, FoldedForm) or form.is_open


def _touched(form: "forms.ModelForm[Any]") -> list[str]:
    """Return the fields that this editor changed from what the page showed, also in a row that is no longer stored."""
    names = []
    for name, field in form.fields.items():
        bound = form[name]
        if bound.html_initial_name in form.data:
            field.show_hidden_initial = True
        elif (
            form.data.get(form.add_prefix("id"))
            and name != "DELETE"
            and not (isinstance(form, FoldedForm) and name in form.inner)
        ):
            continue
        if bound._has_changed():  # type: ignore[attr-defined]
            names.append(name)
    return names

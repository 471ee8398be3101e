"""Two editors at one page: the later save is answered with both versions, and nothing typed is lost."""

import copy
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.options import BaseModelAdmin
from django.contrib.admin.widgets import AdminSplitDateTime, AutocompleteSelect
from django.forms.models import BaseInlineFormSet
from django.http import HttpRequest, HttpResponse

from articles.admin.kit.fields import Twofold
from articles.seed import SeedError
from articles.store import one_writer

Formset = Any  # a BaseInlineFormSet of any two models
Both = list[Twofold]


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


class TypeaheadAdmin(BaseModelAdmin):  # type: ignore[type-arg]
    """For pages and rows with `autocomplete_fields`."""

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        return with_names(super().formfield_for_dbfield(db_field, request, **kwargs))

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs.setdefault("widget", Typeahead(db_field, self.admin_site))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


class VersionedAdmin(TypeaheadAdmin, admin.ModelAdmin):  # type: ignore[type-arg]
    """For forms that are `Versioned`. A stale save is answered 409 with the filled form.

    What the codec would refuse as a file is refused here, in its words, and the whole save taken back.
    """

    change_form_template = "admin/articles/change_form.html"

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if request.method != "POST":
            return super().changeform_view(request, *args, **kwargs)
        _keep_theirs(request)
        try:
            with one_writer():
                return super().changeform_view(request, *args, **kwargs)
        except SeedError as refused:
            request.refused = refused.problems  # type: ignore[attr-defined]
            with one_writer():
                return super().changeform_view(request, *args, **kwargs)

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form: Any = super().get_form(request, obj, change=change, **kwargs)
        known = {"user": request.user, "refused": getattr(request, "refused", ())}
        return type(form.__name__, (form,), known)

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        form = context["adminform"].form
        stale = getattr(form, "is_stale", False)
        if stale:
            context["inline_admin_formsets"], rows = self._as_stored_now(request, context)
            context["both"] = form.both + rows or [Twofold("All fields", "changed by somebody else", "nothing")]
        response = super().render_change_form(request, context, *args, **kwargs)
        if stale:
            response.status_code = 409
        return response

    def _as_stored_now(self, request: HttpRequest, context: dict[str, Any]) -> tuple[list[Any], Both]:
        """The rows as they are stored now, with what this editor typed in them, and that beside what is stored."""
        asked = copy.copy(request)
        asked.method = "GET"
        article = context["original"]
        fresh, inlines = self._create_formsets(asked, article, change=True)  # type: ignore[attr-defined]
        posted = [shown.formset for shown in context["inline_admin_formsets"]]
        filled = [filled_anew(old, new) for old, new in zip(posted, fresh, strict=True)]
        both = [row for _, rows in filled for row in rows]
        return self.get_inline_formsets(request, [formset for formset, _ in filled], inlines, article), both


def _keep_theirs(request: HttpRequest) -> None:
    """Fields for which the editor chose what somebody else saved, among those that both changed."""
    chosen = set(request.POST.getlist("_theirs"))
    if not chosen:
        return
    data = request.POST.copy()
    for key in list(data):
        if key in chosen or (key[-2:] in ("_0", "_1") and key[:-2] in chosen):
            data[key] = data.get(f"initial-{key}", "")
    request.POST = data  # type: ignore[assignment]


def filled_anew(posted: Formset, fresh: Formset) -> tuple[Formset, Both]:
    """A formset of the rows stored now, with the values that were typed into `posted`.

    A row that is stored no more and was touched comes back as a new one; an untouched one is gone.
    """
    data: dict[str, Any] = {}
    both: Both = []
    stored = {form.instance.pk: number for number, form in enumerate(fresh.initial_forms)}
    for form in fresh.initial_forms:
        _put_stored(data, form)
    added = 0
    for form in posted.forms:
        touched = _touched(form)
        number = stored.get(form.instance.pk) if form.instance.pk else None
        if not touched:
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


def _twofold(form: Any, name: str, key: str, stored: str) -> Twofold:
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


def _touched(form: Any) -> list[str]:
    """The fields that this editor changed from what the page showed, also in a row that is stored no more."""
    names = []
    for name, field in form.fields.items():
        bound = form[name]
        if bound.html_initial_name in form.data:
            field.show_hidden_initial = True
        elif form.data.get(form.add_prefix("id")) and name != "DELETE":
            continue
        if bound._has_changed():
            names.append(name)
    return names

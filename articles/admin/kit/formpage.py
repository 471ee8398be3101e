"""The page with the form of one article, topic or provider: one object per request, which keeps what the request does.

Where two editors are at one page, the later save is answered with both versions, and nothing that was typed is lost.
"""

import copy
from collections.abc import Sequence
from typing import Any, ClassVar, Generic, TypeVar

from django.contrib import messages
from django.core.exceptions import NON_FIELD_ERRORS
from django.db.models import Model
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils.html import format_html
from django.utils.safestring import SafeString

from articles.admin.kit.fields import Twofold
from articles.admin.kit.lists import Checked
from articles.admin.kit.pages import MountedAdmin, with_posted
from articles.admin.kit.typeahead import TypeaheadAdmin
from articles.admin.kit.undoing import undo_button_for
from articles.admin.kit.versions import Both, filled_again
from articles.history.work import Work
from articles.models import Act
from articles.seed import Problem, SeedError
from articles.store import one_writer

Subject = TypeVar("Subject", bound=Model)


OPEN = "_open"  # the name of the buttons that open a row; their value is its number


class FormPage(Checked, TypeaheadAdmin, Generic[Subject]):
    """Django's page for a model, with a `Versioned` form, created for each request by the model's `FormAdmin`.

    A stale save is answered with 409 and the filled form. What the codec would refuse as a file is refused here, in its
    words, and the whole save is rolled back. Messages wait until the turn of the save is over; `undo` is a button for them, if
    there is something to undo, and `act` what such a button is made for.
    """

    change_form_template = "admin/articles/change_form.html"

    def __init__(self, mounted: MountedAdmin) -> None:
        super().__init__(mounted.model, mounted.admin_site)
        self.mounted = mounted
        self.refused: Sequence[Problem] = ()
        self.undo: SafeString | None = None
        self.act: Act | None = None
        self.said: list[tuple[Any, ...]] | None = None

    # The model's admin decides who may use the form

    def has_add_permission(self, request: HttpRequest) -> bool:
        return self.mounted.has_add_permission(request)

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return self.mounted.has_change_permission(request, obj)

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return self.mounted.has_view_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return self.mounted.has_delete_permission(request, obj)

    def get_queryset(self, request: HttpRequest) -> Any:
        return self.mounted.get_queryset(request)

    # Shown and saved

    def beside(self, request: HttpRequest, subject: Subject) -> dict[str, Any]:
        """Return what the page shows next to the form about what is stored."""
        return {}

    def prepared(self, request: HttpRequest, subject: Subject | None) -> HttpRequest:
        """Return the request as the form is to read it."""
        chosen = set(request.POST.getlist("_theirs"))
        return with_posted(request, keeping_theirs(request.POST, chosen)) if chosen else request

    def respond(self, request: HttpRequest, object_id: str | None, form_url: str, more: dict[str, Any]) -> HttpResponse:
        subject = self.get_object(request, object_id) if object_id else None
        if request.method != "POST":
            beside = self.beside(request, subject) if subject else {}
            return self.changeform_view(request, object_id, form_url, beside | more)
        asked = self.prepared(request, subject)
        beside = self.beside(asked, subject) if subject else {}
        try:
            response = self._in_turn(asked, object_id, form_url, beside | more)
        except SeedError as refused:
            self.refused = refused.problems
            response = self._in_turn(asked, object_id, form_url, beside | more)
        self._say_all(request)
        return response

    def _in_turn(
        self, request: HttpRequest, object_id: str | None, form_url: str, more: dict[str, Any]
    ) -> HttpResponse:
        self.said = []
        with one_writer():
            return self.changeform_view(request, object_id, form_url, more)

    def _say_all(self, request: HttpRequest) -> None:
        said, self.said = self.said or [], None
        self.undo = undo_button_for(request, self.act) if self.act else self.undo
        for message, level, args, more in said:
            self.message_user(request, message, level, *args, **more)

    def get_form(self, request: HttpRequest, obj: Model | None = None, change: bool = False, **kwargs: Any) -> Any:
        form: Any = super().get_form(request, obj, change=change, **kwargs)
        return type(
            form.__name__,
            (form,),
            {"user": request.user, "refused": self.refused, "is_opening": self.is_opening(request)},
        )

    def is_opening(self, request: HttpRequest) -> bool:
        """Return whether the form was posted by the button of a row that is to be opened: what was typed stays, unsaved."""
        return OPEN in request.POST

    def by(self, request: HttpRequest) -> Work:
        return Work.of(request.user)

    def message_user(
        self, request: HttpRequest, message: Any, level: int | str = messages.INFO, *args: Any, **more: Any
    ) -> None:
        """Show the message of a save, with the button that undoes it."""
        if self.said is not None:
            self.said.append((message, level, args, more))
            return
        if self.undo and level == messages.SUCCESS:
            message = format_html("{} {}", message, self.undo)
        super().message_user(request, message, level, *args, **more)

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        form = context["adminform"].form
        stale = getattr(form, "is_stale", False)
        if form.has_error(NON_FIELD_ERRORS, "opening"):
            context["errors"] = None  # what is wrong is said beside each field; nobody has tried to save yet
            self.message_user(request, "The row is open. Nothing is saved yet.")
        if stale:
            context["inline_admin_formsets"], rows = self._as_stored_now(request, context)
            context["both"] = form.both + rows or [Twofold("All fields", "changed by somebody else", "nothing")]
        response = super().render_change_form(request, context, *args, **kwargs)
        if stale:
            response.status_code = 409
        return response

    def _as_stored_now(self, request: HttpRequest, context: dict[str, Any]) -> tuple[list[Any], Both]:
        """Return the stored rows with what this editor typed into them, and both versions of each changed field."""
        asked = copy.copy(request)
        asked.method = "GET"
        article = context["original"]
        fresh, inlines = self.rows_of(asked, article)
        posted = [shown.formset for shown in context["inline_admin_formsets"]]
        filled = [filled_again(old, new) for old, new in zip(posted, fresh, strict=True)]
        both = [row for _, rows in filled for row in rows]
        return self.get_inline_formsets(request, [formset for formset, _ in filled], inlines, article), both

    def rows_of(self, request: HttpRequest, subject: Subject) -> tuple[list[Any], list[Any]]:
        """Return the formsets of the subject's rows, and their inlines."""
        made: tuple[list[Any], list[Any]] = self._create_formsets(request, subject, change=True)  # type: ignore[attr-defined]
        return made


def keeping_theirs(posted: QueryDict, chosen: set[str]) -> QueryDict:
    """Return what was posted, but with the other save's value in fields where the editor chose it."""
    data = posted.copy()
    for key in list(data):
        if key in chosen or (key[-2:] in ("_0", "_1", "_2") and key[:-2] in chosen):
            data[key] = data.get(f"initial-{key}", "")
    return data


class FormAdmin(MountedAdmin):
    """A model's admin whose form is a page of its own."""

    form_page: ClassVar["type[FormPage[Any]]"]

    def check(self, **kwargs: Any) -> list[Any]:
        return [*super().check(**kwargs), *self.form_page(self).check(**kwargs)]

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        return self.form_page(self).respond(request, object_id, form_url, extra_context or {})

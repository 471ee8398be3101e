"""The audit in the admin: who did what from where, the newest first. It is looked at and taken away as CSV; nobody changes it."""

import csv
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from django.contrib import admin
from django.contrib.admin.exceptions import DisallowedModelAdminLookup
from django.core.exceptions import PermissionDenied
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseRedirect,
    QueryDict,
    StreamingHttpResponse,
)
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from articles.admin.kit.numbers import NONE, row_key
from articles.admin.kit.pages import Page
from articles.admin.kit.records import RecordAdmin
from articles.audit import write
from articles.audit.subjects import still_there, subject_of
from articles.models import Audited, AuditLine
from articles.models.querysets import AuditQuerySet
from articles.signin.addresses import shown_address
from articles.texts.days import Days
from articles.texts.networks import counted_address

_PAGE = 50
_FILTERS = ("kind", "who", "day", "address")
_LED_BACK = "e"  # as Django says that an address asked for what cannot be


class CannotBeError(ValueError):
    """Raised for a filter's value that no line has."""


@dataclass(frozen=True)
class AuditFilter:
    """What an address or a form asks for, as it was typed; "" for all."""

    kind: str = ""
    who: str = ""
    day: str = ""
    address: str = ""

    @classmethod
    def of(cls, sent: QueryDict) -> "AuditFilter":
        return cls(**{name: sent.get(name, "").strip() for name in _FILTERS})

    @property
    def given(self) -> dict[str, str]:
        return {name: value for name in _FILTERS if (value := getattr(self, name))}

    def lines(self) -> AuditQuerySet:
        """Return them, the newest first. Raises CannotBeError."""
        found = AuditLine.objects.newest()
        if self.kind:
            found = found.of_kinds([_kind(self.kind)])
        if self.who:
            found = found.by_anybody_called(self.who)
        if self.day:
            found = found.within(Days.one(_day(self.day)))
        return found.from_address(_address(self.address)) if self.address else found

    def link(self, **more: str) -> str:
        sent = QueryDict(mutable=True)
        sent.update({**self.given, **more})
        return f"?{sent.urlencode()}"


def _kind(typed: str) -> str:
    if typed not in Audited.values:
        raise CannotBeError
    return typed


def _day(typed: str) -> date:
    try:
        return date.fromisoformat(typed)
    except ValueError as wrong:
        raise CannotBeError from wrong


def _address(typed: str) -> str:
    """Return an address as lines have it, be it with how much of it counts."""
    found = counted_address(typed.partition("/")[0])
    if found is None:
        raise CannotBeError
    return found


class LastSeen(NamedTuple):
    """The line behind which the next page begins."""

    at: datetime
    pk: int

    @classmethod
    def read(cls, token: str) -> "LastSeen":
        moment, _, key = token.partition(",")
        pk = row_key(key)
        try:
            at = datetime.fromisoformat(moment)
        except ValueError as wrong:
            raise CannotBeError from wrong
        if pk == NONE or at.tzinfo is None:
            raise CannotBeError
        return cls(at, pk)

    @classmethod
    def of(cls, line: AuditLine) -> str:
        return f"{line.at.isoformat()},{line.pk}"


class ToldLine(NamedTuple):
    """A line with where it leads: to what it is about, if that is there, and to all of whoever did it or of the address."""

    line: AuditLine
    named: str  # what it is about, or how many things
    counted: str
    leads_to: str
    more: str
    by: str
    whence: str
    place: str


def _told(lines: list[AuditLine], asked: AuditFilter) -> list[ToldLine]:
    there = still_there(lines)
    return [_told_line(line, asked, is_there=subject_of(line) in there) for line in lines]


def _told_line(line: AuditLine, asked: AuditFilter, *, is_there: bool) -> ToldLine:
    named = line.about or (line.counted if line.subject else "")
    return ToldLine(
        line, named, line.counted if line.counted != named else "", _page_about(line) if is_there else "", _details(line),
        asked.link(who=line.by_name), asked.link(address=line.address or ""), shown_address(line.address) if line.address else "",
    )  # fmt: skip


def _details(line: AuditLine) -> str:
    details: dict[str, object] = line.details
    shown = ((name, ", ".join(each) if isinstance(each, list) else each) for name, each in details.items())
    return "; ".join(f"{name}: {value}" for name, value in shown)


def _page_about(line: AuditLine) -> str:
    page = "articles_act_undo" if line.subject == "articles.act" else f"{line.subject.replace('.', '_')}_change"
    try:
        return reverse(f"admin:{page}", args=[line.subject_id])
    except NoReverseMatch:
        return ""


class AuditPage(Page):
    """In the place of Django's list: as long as this table gets, its pages are found by their last line and never counted."""

    route, name = "", "changelist"
    template = "admin/articles/audit.html"
    title = "Audit"

    def get(self, request: HttpRequest) -> HttpResponse:
        known = {*_FILTERS, "after", _LED_BACK}
        if unknown := set(request.GET) - known:
            raise DisallowedModelAdminLookup(f"this list has no filter called {min(unknown)}")
        asked, after = AuditFilter.of(request.GET), request.GET.get("after", "")
        try:
            lines = asked.lines()
            if after:
                lines = lines.after(*LastSeen.read(after))
        except (CannotBeError, OverflowError):
            return HttpResponseRedirect(f"{request.path}?{_LED_BACK}=1")
        found = list(lines[: _PAGE + 1])
        shown = found[:_PAGE]
        older = asked.link(after=LastSeen.of(shown[-1])) if len(found) > _PAGE else ""
        return self.shown(
            rows=_told(shown, asked), asked=asked, kinds=Audited.choices, older=older, is_first=not after,
            newest=asked.link(), led_back=_LED_BACK in request.GET,
        )  # fmt: skip


class AuditCsvPage(Page):
    """A POST is answered with all lines that the filters leave, and is itself a line."""

    route, name = "csv/", "csv"
    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponseBase:
        asked = AuditFilter.of(request.POST)
        try:
            lines = asked.lines()
        except (CannotBeError, OverflowError):
            return self.to("auditline_changelist")
        write(Audited.EXPORT, "Exported the audit", details=asked.given)
        headers = {"Content-Disposition": f'attachment; filename="audit-{timezone.now():%Y-%m-%d}.csv"'}
        return StreamingHttpResponse(_rows(lines), content_type="text/csv; charset=utf-8", headers=headers)


class _Echo:
    """What `csv` writes to is what it returns."""

    def write(self, text: str) -> str:
        return text


def _rows(lines: AuditQuerySet) -> Iterator[str]:
    written = csv.writer(_Echo())
    yield written.writerow(["when", "act", "who", "from", "what", "about", "number", "details", "request"])
    for line in lines.iterator(chunk_size=500):
        details = json.dumps(line.details, ensure_ascii=False) if line.details else ""
        kind, place = Audited(line.kind).label, shown_address(line.address) if line.address else ""
        values = [line.by_name, place, line.words, line.about, str(line.number), details, line.request or ""]
        yield written.writerow([line.at.isoformat(), kind, *map(_no_formula, values)])


def _no_formula(value: str) -> str:
    """A spreadsheet computes what begins so, and names can be anything."""
    return f"'{value}" if value[:1] in ("=", "+", "-", "@", "\t", "\r") else value


@admin.register(AuditLine)
class AuditAdmin(RecordAdmin):
    pages = (AuditPage, AuditCsvPage)

    def change_view(self, request: HttpRequest, object_id: str, *args: Any, **kwargs: Any) -> HttpResponse:
        """A line has no page of its own: the list shows all of it."""
        if request.method != "GET" or not self.has_view_permission(request):
            raise PermissionDenied
        if not AuditLine.objects.filter(pk=row_key(object_id)).exists():
            raise Http404("no such line")
        return HttpResponseRedirect(reverse("admin:articles_auditline_changelist"))

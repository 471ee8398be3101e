"""Figures next to the name of a provider or a topic: how many articles it has, how good they are, and when they came."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Protocol

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from articles.admin.kit.formpage import FormAdmin
from articles.admin.kit.lists import CheckedList
from articles.audit import write
from articles.models import Audited, Named, Tally
from articles.reading.records import records_of, weeks_of
from articles.reading.rendering import ago
from articles.texts.days import day_of_moment
from articles.texts.moments import written_moment
from articles.texts.spelling import nfc

WEEKS = 26
_BAR, _GAP, _HEIGHT = 3, 1, 24
_EARLIEST = date.min + timedelta(weeks=WEEKS + 1)  # the weeks before it are days too


@dataclass(frozen=True)
class Bar:
    x: int
    y: int
    height: int
    words: str


@dataclass(frozen=True)
class Figures:
    """`shown` of the `number` are published; `mean` is their mean quality; `weeks` are counts per week, oldest first."""

    number: int = 0
    shown: int = 0
    mean: float | None = None
    last: datetime | None = None
    weeks: tuple[int, ...] = (0,) * WEEKS
    until: date = date.min

    @property
    def share(self) -> int:
        return round(100 * self.shown / self.number) if self.number else 0

    @property
    def bars(self) -> list[Bar]:
        most, bars = max((*self.weeks, 1)), []
        for place, number in enumerate(self.weeks):
            height = max(1, round(_HEIGHT * number / most)) if number else 0
            weeks_ago = WEEKS - 1 - place
            words = f"{number} in the week of {self.until - timedelta(weeks=weeks_ago)}" if number else ""
            bars.append(Bar(place * (_BAR + _GAP), _HEIGHT - height, height, words))
        return bars

    @property
    def drawn(self) -> str:
        """The weeks as an SVG, by hand: a list has a hundred of them, and a template takes twenty times as long. Numbers and
        dates need no escaping."""
        if not self.number:
            return ""
        said = f"Articles in each of {WEEKS} weeks until {date_format(self.until, 'j F Y')}: {', '.join(map(str, self.weeks))}"
        width, line = WEEKS * (_BAR + _GAP), _HEIGHT - 0.5
        bars = "".join(
            f'<rect x="{bar.x}" y="{bar.y}" width="{_BAR}" height="{bar.height}"><title>{bar.words}</title></rect>'
            for bar in self.bars
            if bar.height
        )
        return mark_safe(
            f'<svg class="weeks" viewBox="0 0 {width} {_HEIGHT}" width="{width}" height="{_HEIGHT}" role="img" '
            f'aria-label="{said}">'
            f'<line x1="0" x2="{width}" y1="{line}" y2="{line}" class="axis"/>{bars}</svg>'
        )


def figures_of(kind: Tally.Kind, subjects: Collection[int]) -> dict[int, Figures]:
    """Return the figures of providers or topics that have articles, by primary key. The weeks end with the newest of these."""
    records = records_of(kind, subjects)
    now = timezone.now()
    newest = day_of_moment(min(now, max((record.last for record in records.values()), default=now)))
    until = max(newest, _EARLIEST) - timedelta(days=newest.weekday())
    weeks = weeks_of(kind, records, until, WEEKS)
    return {
        pk: Figures(each.number, each.shown, each.mean, each.last, tuple(weeks[pk]), until)
        for pk, each in records.items()
    }


class HasCount(Protocol):
    """A row of `with_counts`."""

    article_count: int


class HasFigures(Protocol):
    """A row of `FiguresList`."""

    figures: Figures


class FiguresList(CheckedList):
    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        self.result_list = list(self.result_list)
        kind: Tally.Kind = self.model_admin.tally  # type: ignore[attr-defined]
        found = figures_of(kind, [subject.pk for subject in self.result_list])
        for subject in self.result_list:
            subject.figures = found.get(subject.pk, Figures())


class FiguresAdmin(FormAdmin):
    """`tally` is what is kept about the subjects."""

    tally: Tally.Kind
    figure_columns = ("number", "share", "mean", "last_seen", "weeks")

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return FiguresList

    def get_search_results(
        self, request: HttpRequest, queryset: "QuerySet[Any]", search_term: str
    ) -> tuple["QuerySet[Any]", bool]:
        """Find a name that contains what is typed, or else begins with it but for accents and what else people leave out."""
        found, has_doubles = super().get_search_results(request, queryset, nfc(search_term))
        if not search_term.strip() or found.exists():
            return found, has_doubles
        names: Any = self.model._default_manager
        return queryset.filter(pk__in=names.beginning(search_term).values("pk")), False

    def delete_model(self, request: HttpRequest, obj: Named) -> None:
        write(Audited.DELETE, f"Deleted the {self.opts.verbose_name}", about=obj)
        super().delete_model(request, obj)

    def delete_queryset(self, request: HttpRequest, queryset: "QuerySet[Any]") -> None:
        names = sorted(map(str, queryset))
        write(
            Audited.DELETE,
            f"Deleted {self.opts.verbose_name_plural}:",
            about=", ".join(names),
            details={"names": names},
        )
        super().delete_queryset(request, queryset)

    def figures_of(self, subject: Named) -> Figures:
        return figures_of(self.tally, [subject.pk]).get(subject.pk, Figures())

    @admin.display(description="articles")
    def number(self, subject: HasFigures) -> int:
        return int(subject.figures.number)

    @admin.display(description="% public")
    def share(self, subject: HasFigures) -> str:
        return f"{subject.figures.share} %" if subject.figures.number else ""

    @admin.display(description="quality")
    def mean(self, subject: HasFigures) -> str:
        return "" if subject.figures.mean is None else f"{subject.figures.mean:.0f}"

    @admin.display(description="last seen")
    def last_seen(self, subject: HasFigures) -> str | SafeString:
        if subject.figures.last is None:
            return "never"
        when = timezone.localtime(subject.figures.last)
        words = '<small><time datetime="{}" title="{}">{}</time></small>'
        return format_html(words, when.isoformat(), written_moment(when), ago(when, timezone.now()))

    @admin.display(description=f"{WEEKS} weeks")
    def weeks(self, subject: HasFigures) -> str:
        return subject.figures.drawn

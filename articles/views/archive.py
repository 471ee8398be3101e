"""The archive: years, months as calendars with counts, and the front page at the end of any past day."""

import calendar
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.formats import date_format
from django.views.decorators.http import require_safe

from articles.models import Article
from articles.models.querysets import ArticleQuerySet
from articles.reading import frontpage
from articles.reading.cards import lines_of
from articles.reading.drawn import holds_until_day, only_from
from articles.reading.links import link
from articles.reading.numbers import numbers_per_day, numbers_per_month
from articles.reading.structured import breadcrumbs, collection, of_articles
from articles.store import Prepared
from articles.texts.days import EARLIEST, LATEST, Days, day_of_moment, spans_until

_FIRST = Prepared(lambda at, start, end: _between(at, start, end).order_by("published_at").moments()[:1])
_LAST = Prepared(lambda at, start, end: _between(at, start, end).newest().moments()[:1])


def _between(at: datetime, start: datetime, end: datetime) -> ArticleQuerySet:
    return Article.objects.published(at).since(start).until(end)


@require_safe
def years(request: HttpRequest) -> HttpResponse:
    """Show every year with its months."""
    rows: dict[int, list[dict[str, Any]]] = {}
    for first, number in numbers_per_month(timezone.now()):
        rows.setdefault(first.year, []).insert(0, {"day": first, "number": number})
    context = {
        "heading": "Archive",
        "years": [
            {"year": year, "months": months, "number": sum(each["number"] for each in months)}
            for year, months in rows.items()
        ],
        "structured": [breadcrumbs([("Archive", link("archive"))])],
    }
    return render(request, "articles/archive.html", context)


@require_safe
def year(request: HttpRequest, year: int) -> HttpResponse:
    days = _days(Days.of_year, year)
    only_from(between=days.spans)
    counts = numbers_per_day(days, timezone.now())
    if not counts:
        raise Http404("nothing was published in that year")
    context = {
        "heading": f"{year}",
        "number": sum(counts.values()),
        "months": [_calendar(year, month, counts) for month in range(1, 13) if _of_month(counts, month)],
        "structured": [breadcrumbs([("Archive", link("archive")), (f"{year}", link("archive-year", year))])],
    }
    return render(request, "articles/archive_year.html", context | {"year": year})


@require_safe
def month(request: HttpRequest, year: int, month: int) -> HttpResponse:
    days, now = _days(Days.of_month, year, month), timezone.now()
    only_from(between=days.spans)
    counts = numbers_per_day(days, now)
    if not counts:
        raise Http404("nothing was published in that month")
    hottest = lines_of(list(_appeared(days, now).hottest().pks()[: frontpage.STORIES]))
    here = link("archive-month", year, month)
    name = date_format(date(year, month, 1), "F Y")
    way = [("Archive", link("archive")), (f"{year}", link("archive-year", year)), (name, here)]
    context = {
        "heading": name,
        "number": sum(counts.values()),
        "month": _calendar(year, month, counts),
        "articles": hottest,
        "structured": [collection(name, here, of_articles(hottest)), breadcrumbs(way)],
    }
    return render(request, "articles/archive_month.html", context | {"year": year})


@require_safe
def day(request: HttpRequest, year: int, month: int, day: int) -> HttpResponse:
    """404 for days to come, for those that were left out and for those before there was anything; a day without news has the
    front page that it had, be it an empty one, as where the articles of its date went live later."""
    now = timezone.now()
    days = _days(lambda *parts: Days.one(date(*parts)), year, month, day)
    when, spans = date(year, month, day), days.spans
    if not spans or (spans[0].start or EARLIEST) > now:
        holds_until_day(when, now)
        raise Http404("there was no such day, or it is in the future")
    page = frontpage.front_of(spans[-1].end or now, now)
    if not page.stories and not _first_day(days, now):
        raise Http404("nothing was published by then")
    here = link("archive-day", year, month, day)
    name = date_format(when, "j F Y")
    has_month = bool(_first_day(Days.of_month(year, month), now))
    month_page = [(date_format(when, "F Y"), link("archive-month", year, month))] if has_month else []
    way = [("Archive", link("archive")), *month_page, (name, here)]
    before, following = _last_day(Days.before(when), now), _first_day(Days.after(when), now)
    around = (_start(before), _end(following))
    only_from(between=[(page.since, spans[-1].end), around, *Days.of_month(year, month).spans])
    context = {
        "heading": name,
        "front": page,
        "day": when,
        "has_month": has_month,
        "before": before,
        "following": following,
        "structured": [collection(name, here, of_articles(page.stories)), breadcrumbs(way)],
    }
    return render(request, "articles/archive_day.html", context)


def _appeared(days: Days, now: datetime) -> ArticleQuerySet:
    """Return what is public of these days, without what is dated in the future: no page leads to days to come."""
    return Article.objects.published(now).during(days, now)


def _first_day(days: Days, now: datetime) -> date | None:
    """Return the first of these days on which something public appeared until now."""
    return next((day_of_moment(found) for each in _bounds(days, now) for found in _FIRST(at=now, **each)), None)


def _last_day(days: Days, now: datetime) -> date | None:
    return next(
        (day_of_moment(found) for each in reversed(_bounds(days, now)) for found in _LAST(at=now, **each)), None
    )


def _start(day: date | None) -> datetime | None:
    return Days.one(day).spans[0].start if day else None


def _end(day: date | None) -> datetime | None:
    return Days.one(day).spans[-1].end if day else None


def _bounds(days: Days, now: datetime) -> list[dict[str, datetime]]:
    return [{"start": span.start or EARLIEST, "end": span.end or LATEST} for span in spans_until(days.spans, now)]


def _days(made: Callable[..., Days], *parts: int) -> Days:
    try:
        return made(*parts)
    except ValueError:
        raise Http404("no such day") from None


def _of_month(counts: dict[date, int], month: int) -> int:
    return sum(number for when, number in counts.items() if when.month == month)


def _calendar(year: int, month: int, counts: dict[date, int]) -> dict[str, Any]:
    """Return weeks that begin on Monday; each day has its number of articles and a heat of 0 (none), or 1 (few) to 4 (most)."""
    most = max(counts.values())

    def cell(day: int) -> dict[str, Any]:
        when = date(year, month, day) if day else None  # 0 means a day of a neighbouring month
        number = counts.get(when, 0) if when else 0
        return {"day": when, "number": number, "heat": -(-4 * number // most)}

    weeks = [[cell(day) for day in week] for week in calendar.monthcalendar(year, month)]
    return {"first": date(year, month, 1), "weeks": weeks, "number": _of_month(counts, month)}

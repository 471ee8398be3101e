"""The archive: years, months as calendars with counts, and the front page at the end of any past day."""

import calendar
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.formats import date_format
from django.views.decorators.http import require_safe

from articles.models import Article
from articles.models.querysets import ArticleQuerySet
from articles.reading import frontpage
from articles.reading.links import link
from articles.reading.structured import breadcrumbs, collection, of_articles


@require_safe
def years(request: HttpRequest) -> HttpResponse:
    """Show every year with its months."""
    rows: dict[int, list[dict[str, Any]]] = {}
    for start, number, _ in Article.objects.published().months():
        rows.setdefault(start.year, []).insert(0, {"day": start.date(), "number": number})
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
    counts = Article.objects.published().since(_start(year)).until(_start(year + 1)).per_day()
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
    start = _start(year, month)
    articles = Article.objects.published().since(start).until(_next_month(year, month))
    counts = articles.per_day()
    if not counts:
        raise Http404("nothing was published in that month")
    hottest = list(articles.hottest().for_lines()[: frontpage.STORIES])
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
    """404 for days to come and for those before there was anything; a day without news has the front page that it had, be it an
    empty one, as where the articles of its date went live later."""
    start = _start(year, month, day)
    now = timezone.now()
    if start > now:
        raise Http404("that day is in the future")
    when = date(year, month, day)
    end = _next_day(when)
    page = frontpage.front_of(min(end, now))
    public = Article.objects.published()
    if not page.stories and not public.since(start).until(end).exists():
        raise Http404("nothing was published by then")
    here = link("archive-day", year, month, day)
    name = date_format(when, "j F Y")
    has_month = public.since(_start(year, month)).until(_next_month(year, month)).exists()
    month_page = [(date_format(when, "F Y"), link("archive-month", year, month))] if has_month else []
    way = [("Archive", link("archive")), *month_page, (name, here)]
    context = {
        "heading": name,
        "front": page,
        "day": when,
        "has_month": has_month,
        "before": _day_of(public.until(start).newest()),
        "following": _day_of(public.since(end).until(now).order_by("published_at")),
        "structured": [collection(name, here, of_articles(page.stories)), breadcrumbs(way)],
    }
    return render(request, "articles/archive_day.html", context)


def _start(year: int, month: int = 1, day: int = 1) -> datetime:
    """Return when a day begins in the site's time zone; 404 where there is no such day."""
    try:
        if year == 10_000:
            return datetime.max.replace(tzinfo=UTC)
        return timezone.make_aware(datetime.combine(date(year, month, day), time())).astimezone(UTC)
    except (ValueError, OverflowError):
        raise Http404("no such day") from None


def _next_day(day: date) -> datetime:
    """A day is not always 24 hours."""
    if day == date.max:
        return datetime.max.replace(tzinfo=UTC)
    return _start(*(day + timedelta(days=1)).timetuple()[:3])


def _next_month(year: int, month: int) -> datetime:
    return _start(year + month // 12, month % 12 + 1)


def _day_of(articles: ArticleQuerySet) -> date | None:
    """Return the day of the first article, so that no link leads to a day without news."""
    first = articles.values_list("published_at", flat=True).first()
    return timezone.localtime(first).date() if first else None


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

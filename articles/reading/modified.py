"""When months last changed, for those who ask again only for what is new. Each month is looked up in an index, never read."""

from collections import Counter
from datetime import date, datetime
from typing import NamedTuple

from articles.models import Article, Tally
from articles.reading.numbers import month_of, odd_days, of_days, take_off
from articles.texts.days import Days


class ModifiedMonth(NamedTuple):
    """A month of the site's clocks by its first day, how many articles it has, and when what readers see of one last changed."""

    first: date
    number: int
    changed_at: datetime


def months_modified(at: datetime) -> list[ModifiedMonth]:
    """Return each month with public articles, those dated ahead too, newest first, as it was at a moment.

    What the index of months cannot tell is read: days of UTC that belong to two months here, and what has changes ahead.
    """
    kept, public = Tally.objects.of_all().of_published(), Article.objects.published(at)
    numbers: Counter[date] = Counter(dict(kept.monthly().per_period()))
    odd = odd_days(numbers)
    changed: list[tuple[date, datetime | None]] = [*kept.last_changes(public, at, sorted(odd)).items()]
    take_off(numbers, odd, Article.objects.waiting(at))
    few = Article.objects.public_among(at)
    for part in of_days(few, odd):
        rows = part.changes()
        numbers.update(month_of(each.published_at) for each in rows)
        changed += [(month_of(each.published_at), each.last(at)) for each in rows]
    changed += [(month_of(each.published_at), each.last(at)) for each in few.changed_after(at).changes()]
    changed += [(month_of(published_at), moment) for published_at, moment in few.coverage_live_by_date(at)]
    last: dict[date, datetime] = {}
    for month, moment in changed:
        if moment:
            last[month] = max(moment, last.get(month, moment))
    return [
        ModifiedMonth(
            month, number, last.get(month) or public.during(Days.of_month(month.year, month.month)).last_made()
        )
        for month, number in sorted(numbers.items(), reverse=True)
        if number > 0
    ]

"""Writes a batch that the database refuses file by file, so that one bad file never stops the others."""

from collections.abc import Callable, Iterator, Sequence

from django.db import DataError, IntegrityError

from articles.exchange.importer import naming
from articles.exchange.importer.articles import Step
from articles.exchange.importer.batches import articles_of
from articles.exchange.importer.identity import Claims


def settle(steps: Sequence[Step], attempt: Callable[[Sequence[Step]], None], claims: Claims) -> Iterator[Step]:
    """Write the steps together or, where that fails, each alone. Yield them in order with their outcome."""
    claimed = dict(claims.by_slug)
    try:
        attempt(steps)
    except (DataError, IntegrityError) as wrong:
        claims.by_slug = claimed
        for step in articles_of(steps):
            claims.forget(step.slug, step.file.shown, step.document)
        if len(steps) > 1:
            for step in steps:
                again = Step(step.file, step.data, step.digest, step.parsed, step.known_slug, step.stamp)
                naming.name(articles_of([again]), claims)
                yield from settle([again], attempt, claims)
            return
        steps[0].problems.clear()
        steps[0].reject("database", f"the database refuses it: {wrong}")
    yield from steps

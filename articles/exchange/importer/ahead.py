"""Warns of files that are dated in the future: the codec has no clock. Decides nothing."""

from dataclasses import replace
from datetime import datetime

from articles import seed
from articles.editing.publishing import said_of_date
from articles.seed import Problem
from articles.seed.parsed import Parsed
from articles.seed.problem import WARNING


def with_warning(parsed: Parsed, at: datetime) -> Parsed:
    """Return the outcome of a file with a warning more, where its article is dated in the future."""
    document = parsed.document
    words = said_of_date(document, at) if isinstance(document, seed.Article) else ""
    if not words:
        return parsed
    line = parsed.lines.get("publishedDateTime", 1)
    warning = Problem(parsed.path, line, "publishedDateTime", "future", words, WARNING)
    return replace(parsed, problems=[*parsed.problems, warning])

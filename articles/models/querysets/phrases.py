"""Writes what is wanted in the language of the database: SQLite's FTS5 or PostgreSQL's `tsquery`. Asks nothing.

Words are letters and digits only (`articles.texts.words`), so quotes around them are enough.
"""

from collections.abc import Sequence

from django.db import connection

from articles.models.querysets.relevance import Wanted


def forms_of(wanted: Sequence[Wanted]) -> list[Sequence[Wanted]]:
    """Return what is wanted without words that only begin like the last, if that is unfinished, and with them, which FTS5 must
    gather first. PostgreSQL need not."""
    finished = [each._replace(unfinished=False) for each in wanted]
    return [wanted] if finished == list(wanted) or connection.vendor != "sqlite" else [finished, wanted]


def query_for(wanted: Sequence[Wanted], *, some: bool = False, label: str = "") -> str:
    """Write the query for everything wanted or, with `some`, any of it. `label` is the weight of the only field to look in."""
    if connection.vendor == "sqlite":
        return (" OR " if some else " AND ").join(f"({_fts5(each)})" for each in wanted)
    return (" | " if some else " & ").join(f"({_tsquery(each, label)})" for each in wanted)


def query_in_title(wanted: Sequence[Wanted]) -> str:
    """Write all words as one phrase to look for in a title. It may go on where the last word may."""
    phrase = Wanted(tuple(word for each in wanted for word in each.words), unfinished=wanted[-1].unfinished)
    if connection.vendor == "sqlite":
        return f" {' '.join(phrase.words)}{'' if phrase.unfinished else ' '}"
    return _tsquery(phrase, label="A")


def query_in_fields(each: Wanted, weight: str) -> str:
    """Write a query for all of its words in the fields of a weight, in any order. No phrase is one of stems."""
    single = len(each.words) == 1
    words = [f"'{word}':{weight}" for word in each.words]
    if each.unfinished:
        words[-1] = f"'{each.words[-1]}':*{weight}"
    return " & ".join(words) if single or weight != "C" else ""


def query_in_headline_or_excerpt(wanted: Sequence[Wanted]) -> str:
    """Write the query for any of these words there; in PostgreSQL's index, what has the excerpt's weight counts too."""
    if connection.vendor == "sqlite":
        return f"{{title excerpt}} : ({query_for(wanted, some=True)})"
    return query_for(wanted, some=True, label="AB")


def query_without(query: str, unwanted: Sequence[Wanted]) -> str:
    """Write the same query for what has none of the unwanted."""
    if not unwanted:
        return query
    if connection.vendor == "sqlite":
        return f"({query}) NOT ({' OR '.join(map(_fts5, unwanted))})"
    return f"({query}) & !({' | '.join(map(_tsquery, unwanted))})"


def _fts5(each: Wanted) -> str:
    phrase = f'"{" ".join(each.words)}"'
    either = [phrase, *([f"{phrase} *"] if each.unfinished else []), *([f'"{each.stem}"'] if each.stem else [])]
    return " OR ".join(either)  # a word that is there as typed counts for more than one of the alternatives


def _tsquery(each: Wanted, label: str = "") -> str:
    """`label` is the weight of the only field in which to look; see `articles.store.search_index`."""
    of = f":{label}" if label else ""
    phrase = " <-> ".join(f"'{word}'{of}" for word in each.words)
    begun = " <-> ".join([*(f"'{word}'{of}" for word in each.words[:-1]), f"'{each.words[-1]}':*{label}"])
    either = [phrase, *([begun] if each.unfinished else []), *([f"'{each.stem}'{of}"] if each.stem else [])]
    return " | ".join(either)

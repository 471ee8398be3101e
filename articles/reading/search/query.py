"""Parses a reader's query. Pure: reads no database, and takes any text, however wrong, as something to search for.

    tide tables "spring tide" -moon topic:Sea provider:example.org after:2023 before:2023-07

All words must be there; the last one may be unfinished. A quoted phrase must be there as it is; `-` excludes. `after:`
means from the beginning of a day, month or year, `before:` until the beginning of one.
"""

import re
from dataclasses import dataclass, field
from datetime import date

MOST_LETTERS, MOST_TERMS = 500, 24
_OPERATORS = ("topic", "provider", "before", "after")
_PART = re.compile(r'(-?)(?:(topic|provider|before|after):)?(?:"([^"]*)"|([^\s"]+))', re.IGNORECASE)
_DATE = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?", re.ASCII)
_CONTROLS = re.compile("[\x00-\x1f\x7f\ud800-\udfff]")


@dataclass(frozen=True)
class Term:
    """Text to search for. `exact` means as it is, neither in other forms nor unfinished."""

    text: str
    exact: bool = False
    unfinished: bool = False


@dataclass(frozen=True)
class Query:
    """`topics` and `providers` are as typed; the caller looks them up."""

    terms: tuple[Term, ...] = ()
    excluded: tuple[Term, ...] = ()
    topics: tuple[str, ...] = ()
    providers: tuple[str, ...] = ()
    before: date | None = None
    after: date | None = None
    text: str = field(default="", compare=False)

    def __bool__(self) -> bool:
        return bool(self.terms or self.excluded or self.topics or self.providers or self.before or self.after)


def read_query(text: str) -> Query:
    """Return the query that a text means. Never raises: an operator that makes no sense is a word."""
    text = _CONTROLS.sub(" ", text)[:MOST_LETTERS].strip()
    found: dict[str, list[str]] = {name: [] for name in _OPERATORS}
    terms: list[Term] = []
    excluded: list[Term] = []
    for part in list(_PART.finditer(text))[:MOST_TERMS]:
        minus, operator, phrase, word = part.groups()
        value = word if phrase is None else phrase
        name = (operator or "").lower()
        if name and not minus and _makes_sense(name, value):
            found[name].append(value)
        elif name:
            terms.append(Term(f"{operator} {value}"))
        elif value.strip("-+*"):
            (excluded if minus else terms).append(Term(value, exact=phrase is not None))
    if terms and not terms[-1].exact and text.endswith(terms[-1].text):
        terms[-1] = Term(terms[-1].text, unfinished=True)
    dates = {name: day_of(found[name][-1]) if found[name] else None for name in ("before", "after")}
    return Query(tuple(terms), tuple(excluded), tuple(found["topic"]), tuple(found["provider"]), text=text, **dates)


def _makes_sense(operator: str, value: str) -> bool:
    return bool(value.strip()) if operator in ("topic", "provider") else day_of(value) is not None


def day_of(text: str) -> date | None:
    """Return the first day of the year, month or day that the text names; None where it names none."""
    found = _DATE.fullmatch(text.strip().replace("/", "-"))
    if not found:
        return None
    try:
        return date(*(int(part or 1) for part in found.groups()))
    except ValueError:
        return None

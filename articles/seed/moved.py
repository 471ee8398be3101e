"""Finds where the entries of a changed list stood before, and puts their lines in the new order. Knows no YAML.

A comment belongs to the entry on whose line or above which it stands, and goes where that entry goes.
"""

from collections.abc import Hashable, Sequence
from itertools import pairwise

from articles.seed.document import Image, ListEntry, Related


def sameness(item: ListEntry) -> Hashable:
    """Return what two entries share when they are the same entry with different words."""
    if isinstance(item, Related):
        return item.web_url or item.original_url
    return item.url if isinstance(item, Image) else item


def origins(old: Sequence[ListEntry], new: Sequence[ListEntry]) -> list[int | None]:
    """Return for each new entry the place of the old one that it was, if any. Equal ones come before the same ones."""
    found: list[int | None] = [None] * len(new)
    free = dict.fromkeys(range(len(old)))
    for key in (lambda item: item, sameness):
        places: dict[Hashable, list[int]] = {}
        for place in free:
            places.setdefault(key(old[place]), []).append(place)
        for place, item in enumerate(new):
            if found[place] is None and (at := places.get(key(item))):
                before = at.pop(0)
                free.pop(before)
                found[place] = before
    return found


def in_order(places: Sequence[int | None]) -> bool:
    return all(first < second for first, second in pairwise(place for place in places if place is not None))


def arranged(leads: Sequence[str], texts: Sequence[str], places: Sequence[int | None], added: Sequence[str]) -> str:
    """Return the lines of a list. `leads` are the lines above each old entry and `texts` its own, as they are to be; `places`
    says which of them stands where, and `added` are the lines of each new entry.

    Empty lines keep their place; the comments above an entry that is gone stay above the one that followed it.
    """
    gaps, above = [], {}
    waiting = ""
    kept = {place for place in places if place is not None}
    for place, lead in enumerate(leads):
        words = lead.lstrip()
        start = len(lead) - len(words)
        start = max(lead.rfind("\n", 0, start), lead.rfind("\r", 0, start)) + 1 if words else start
        gaps.append(lead[:start])
        waiting += lead[start:]
        if place in kept:
            above[place], waiting = waiting, ""
    lines = [
        (gaps[at] if at < len(gaps) else "") + (added[at] if place is None else above[place] + texts[place])
        for at, place in enumerate(places)
    ]
    return "".join(lines) + waiting

"""What an act changed besides documents: stored entries of any article, what it brought back, conflicts, and what it parted.

A row is put back only where it is still as the act left it. Imports keep none of their rows here: there are too many.
"""

import json
from collections.abc import Collection, Iterable, Mapping
from hashlib import blake2b
from typing import Any

from articles.bridge import Moved, Rewritten, Row, put_back, rows_by_article
from articles.models import Act
from articles.models.querysets import PairOfArticles

EntryPlace = tuple[int, int]  # an article, and the position of one of its entries


def note(
    act: Act | int | None, changes: Iterable[Moved | Rewritten] = (), *, back: Mapping[str, str] | None = None,
    opened: Iterable[int] = (), closed: Iterable[int] = (),
    apart: Collection[PairOfArticles] = (), together: Collection[PairOfArticles] = (),
) -> None:  # fmt: skip
    """Keep with an act what it changed. Of what it changed twice, keep the first state and the last.

    `back` holds, by slug, the articles that it brought back, each with the one that had taken it in ("" for none).
    `opened` and `closed` are conflicts, `apart` and `together` pairs of articles that are no longer one story, or are again.
    """
    changes = list(changes)
    more: dict[str, Any] = {"back": dict(back or {}), "opened": list(opened), "closed": list(closed)}
    key = act.pk if isinstance(act, Act) else act
    if key is None or not (changes or apart or together or any(more.values())):
        return
    kept = Act.objects.for_change().get(pk=key).beside or {}
    made, ended = _pairs(kept, "apart"), _pairs(kept, "together")
    kept["apart"] = _as_lists((made - {*together}) | ({*apart} - ended))
    kept["together"] = _as_lists((ended - {*apart}) | ({*together} - made))
    links, entries = kept.setdefault("links", {}), kept.setdefault("entries", {})
    for each in changes:
        if isinstance(each, Rewritten):
            entries.setdefault(str(each.article), [_as_they_were(each, links), ""])
        elif str(each.article) not in entries:
            place = f"{each.article}:{each.position}"
            links[place] = [*(links[place][:2] if place in links else each.was), _digest(each.now)]
    for article, rows in rows_by_article({each.article for each in changes if str(each.article) in entries}).items():
        entries[str(article)][1] = _digest(rows)
    kept["back"] = kept.get("back", {}) | more["back"]
    for name in ("opened", "closed"):
        kept[name] = [*kept.get(name, ()), *more[name]]
    Act.objects.filter(pk=key).update(beside=kept)


def _as_they_were(change: Rewritten, links: dict[str, list[Any]]) -> list[list[Any]]:
    """Return the rows before the act, also where it changed some targets before it wrote all of them again."""
    found = [list(row) for row in change.was]
    for position in range(len(found)):
        earlier = links.pop(f"{change.article}:{position}", None)
        found[position] = earlier[:2] if earlier else found[position]
    return found


def brought_back_by(act: Act) -> dict[str, str]:
    return dict((act.beside or {}).get("back", {}))


def conflicts_of(act: Act, which: str) -> list[int]:
    """Return the conflicts, by primary key, that the act `opened` or `closed` and that none of its revisions shows."""
    return list((act.beside or {}).get(which, ()))


def parted_by(act: Act) -> tuple[frozenset[PairOfArticles], frozenset[PairOfArticles]]:
    """Return the pairs of articles that the act parted, and those that it made one story again."""
    kept = act.beside or {}
    return _pairs(kept, "apart"), _pairs(kept, "together")


def _pairs(kept: Mapping[str, Any], which: str) -> frozenset[PairOfArticles]:
    return frozenset((int(first), second) for first, others in kept.get(which, {}).items() for second in others)


def _as_lists(pairs: Collection[PairOfArticles]) -> dict[str, list[int]]:
    """Write pairs by their first article: who was taken out of a large story is then named once."""
    found: dict[str, list[int]] = {}
    for first, second in sorted(pairs):
        found.setdefault(str(first), []).append(second)
    return found


def articles_rewritten(act: Act) -> set[int]:
    """Return the articles whose entries the act wrote again."""
    return {int(article) for article in (act.beside or {}).get("entries", {})}


def entries_before(act: Act) -> dict[int, list[Row]]:
    """Return the former rows of articles whose entries the act wrote again and that are still as it left them."""
    kept = {int(article): row for article, row in (act.beside or {}).get("entries", {}).items()}
    now = rows_by_article(kept)
    return {
        article: [(target, own) for target, own in rows]
        for article, (rows, digest) in kept.items()
        if _digest(now[article]) == digest
    }


def links_moved(act: int | None, articles: Collection[int]) -> dict[EntryPlace, Row]:
    """Return the rows of these articles' entries from before an act that goes on, and that has changed their targets."""
    found = Act.objects.filter(pk=act).first() if act else None
    return links_before(found, set(articles)) if found else {}


def links_before(act: Act, articles: Collection[int] | None = None) -> dict[EntryPlace, Row]:
    """Return the former rows of single entries whose targets the act changed and that are still as it left them; of all articles
    or of some."""
    kept = {tuple(map(int, place.split(":"))): row for place, row in (act.beside or {}).get("links", {}).items()}
    if articles is not None:
        kept = {place: row for place, row in kept.items() if place[0] in articles}
    now = rows_by_article({article for article, _ in kept})
    return {
        (article, position): (target, own)
        for (article, position), (target, own, digest) in kept.items()
        if position < len(now[article]) and _digest(now[article][position]) == digest
    }


def restore_rows(rows: Mapping[EntryPlace, Row], act: int | None) -> None:
    """Put rows back, as part of an act."""
    note(act, put_back(rows))


def _digest(rows: object) -> str:
    return blake2b(json.dumps(rows, sort_keys=True).encode(), digest_size=8).hexdigest()

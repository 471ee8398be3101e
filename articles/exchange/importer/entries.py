"""Which rows of an article's related entries stay as they are when its file is merged. Reads no database.

A value of a followed entry that the file left as it was stays as it is stored: followed, or the entry's own. It is never
compared with the article's words, which may have changed in the same run.
"""

from collections.abc import Mapping
from typing import NamedTuple

from articles import seed
from articles.bridge import Row
from articles.models import Article
from articles.seed.plain import Json

_NONE: frozenset[str] = frozenset()


def entry_rows(row: Article, document: seed.Article) -> dict[int, Row]:
    """Return the stored rows by the identity of the entries in the document."""
    links = row.related_links.all()
    return {id(entry): (link.target_id, link.own) for link, entry in zip(links, document.related or (), strict=True)}


class Kept(NamedTuple):
    """Of each merged entry the row that it keeps, and the keys of the values that the file brings anew, and of those that an
    editor gave although the file says otherwise. An entry that is new, or leads elsewhere, has no row yet. `dropped` are the
    URLs of entries that stay although the file has dropped them."""

    links: list[Row | None]
    brought: list[frozenset[str]]
    by_editors: list[frozenset[str]]
    dropped: list[str]


def kept_rows(merged: seed.Merged[seed.Article], rows: Mapping[int, Row]) -> Kept:
    kept = Kept([], [], [], [])
    for entry, origin in zip(merged.document.related or (), merged.origins, strict=True):
        target, own = rows.get(id(origin.ours), (None, None)) if origin.ours else (None, None)
        changed = seed.brought_anew(origin.base, origin.theirs) if origin.theirs else _NONE
        file, now = (seed.as_json(each) if changed and each else {} for each in (origin.theirs, entry))
        taken = frozenset(key for key in changed if now.get(key) == file.get(key))
        values = {**(own or {}), **{key: file.get(key) for key in taken}}
        kept.links.append((target, values or None) if target else None)
        kept.brought.append(taken)
        kept.by_editors.append(_given(own, origin.base) - taken if own and origin.base else _NONE)
        if origin.base and origin.ours and not origin.theirs:
            kept.dropped.extend(url for url in (entry.web_url, entry.original_url) if url)
    return kept


def _given(own: Mapping[str, Json], base: seed.Related) -> frozenset[str]:
    before = seed.as_json(base)
    return frozenset(key for key, value in own.items() if before.get(key) != value)

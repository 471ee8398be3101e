"""Which rows of an article's related entries stay as they are when its file is merged. Reads no database.

A value of a followed entry that the file left as it was stays as it is stored: followed, or the entry's own. It is never
compared with the article's words, which may have changed in the same run.
"""

from collections.abc import Mapping

from articles import seed
from articles.bridge import Row
from articles.models import Article


def entry_rows(row: Article, document: seed.Article) -> dict[int, Row]:
    """Return the stored rows by the identity of the entries in the document."""
    links = row.related_links.all()
    return {id(entry): (link.target_id, link.own) for link, entry in zip(links, document.related or (), strict=True)}


def kept_rows(
    merged: seed.Merged[seed.Article], rows: Mapping[int, Row]
) -> tuple[list[Row | None], list[frozenset[str]]]:
    """Return, for each merged entry, the row that it keeps, and the keys of the values in it that the file brings anew.

    An entry that is new, or leads elsewhere, has no row yet.
    """
    links: list[Row | None] = []
    brought = []
    for entry, origin in zip(merged.document.related or (), merged.origins, strict=True):
        target, own = rows.get(id(origin.ours), (None, None)) if origin.ours else (None, None)
        before, file, now = (seed.as_json(each) if each else {} for each in (origin.base, origin.theirs, entry))
        changed = {key for key in {**before, **file} if before.get(key) != file.get(key)} if origin.theirs else set()
        taken = frozenset(key for key in changed if now.get(key) == file.get(key))
        values = {**(own or {}), **{key: file.get(key) for key in taken}}
        links.append((target, values or None) if target else None)
        brought.append(taken)
    return links, brought

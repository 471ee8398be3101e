"""The entries of a merged list: what each is called in a conflict, and the order of two lists in one."""

from collections.abc import Hashable
from typing import TypeAlias

from articles.seed.document import Image, ListEntry, Related

Listed: TypeAlias = tuple[ListEntry, ...]
Entries: TypeAlias = dict[Hashable, ListEntry]


def woven(first: Entries, second: Entries, kept: Entries) -> list[Hashable]:
    """Return the kept entries in the order of the first list; those only in the second stay behind their neighbour there."""
    placed = [key for key in first if key in kept]
    neighbour = None
    for key in second:
        if key in kept and key not in placed:
            placed.insert(0 if neighbour is None else placed.index(neighbour) + 1, key)
        neighbour = key if key in placed else neighbour
    return placed


def item_place(where: str, item: ListEntry, key: Hashable) -> str:
    """Return an entry's place by its name; where several share a name, the second and later ones have a number as well."""
    number = key[1] if isinstance(key, tuple) else 0
    return f"{where}[{item_name(item)}]" + (f"[{number + 1}]" if number else "")


def item_name(item: ListEntry) -> str:
    if isinstance(item, Related):
        return item.web_url or item.original_url or item.title
    return item.url if isinstance(item, Image) else str(item)

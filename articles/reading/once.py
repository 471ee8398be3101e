"""What many pages share is read and written once while they are drawn from one state of the database, as a bake draws them.

Elsewhere nothing is remembered: each page is drawn from the database as it is then.
"""

from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TypeVar

from django.db.models import Model

# With more than so many, what is known is forgotten: a large site takes no more memory than one of some thousand articles.
_MOST_ROWS, _MOST_TEXTS = 10_000, 40_000  # of each kind; in all

_Row = TypeVar("_Row", bound=Model)
_Text = TypeVar("_Text", bound=str)

_rows: ContextVar[dict[str, dict[int, Model]] | None] = ContextVar("rows", default=None)
_texts: ContextVar[dict[Hashable, str] | None] = ContextVar("texts", default=None)


@contextmanager
def each_once() -> Iterator[None]:
    """Within this context nobody writes, and the clock changes nothing that readers see."""
    tokens = _rows.set({}), _texts.set({})
    try:
        yield
    finally:
        _rows.reset(tokens[0])
        _texts.reset(tokens[1])


def rows_by_pk(kind: str, pks: Sequence[int], load: Callable[[list[int]], Iterable[_Row]]) -> list[_Row]:
    """Return the rows with these primary keys, in this order, without those that are not there. Rows of a kind have the same
    columns loaded. Each that is returned is the caller's own; what hangs on it is not.
    """
    every = _rows.get()
    if every is None:
        found = {row.pk: row for row in load(list(pks))}
        return [found[pk] for pk in pks if pk in found]
    known = every.setdefault(kind, {})
    if missing := [pk for pk in dict.fromkeys(pks) if pk not in known]:
        if len(known) + len(missing) > _MOST_ROWS:
            known.clear()
            missing = list(dict.fromkeys(pks))
        known.update((row.pk, row) for row in load(missing))
    return [_copy(known[pk]) for pk in pks if pk in known]  # type: ignore[misc]  # a kind's rows are all of one model


def _copy(row: Model) -> Model:
    found = object.__new__(type(row))
    found.__dict__.update(row.__dict__)
    return found


def text_once(key: Hashable, written: Callable[[], _Text]) -> _Text:
    """Return a text that depends on nothing but its key and on the database."""
    known = _texts.get()
    if known is None:
        return written()
    if key not in known:
        text = written()  # which may ask for others
        if len(known) >= _MOST_TEXTS:
            known.clear()
        known[key] = text
    return known[key]  # type: ignore[return-value]  # it is what was written under this key

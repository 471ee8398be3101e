"""A unit of work: who changes something, when, and which act the change is part of. Changes no document."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from articles.logs import log_act
from articles.models import Account, Act, Article, Audited

_noted: ContextVar[list[Act] | None] = ContextVar("noted", default=None)


class StaleError(Exception):
    """Raised when something that an editor decided about was changed or deleted after they looked at it."""


@dataclass(frozen=True)
class Work:
    """Who changes something (a person, or a command by its name), and when.

    `record` is the import, if one does it. Everything written with the same `act` is one act of that person, to be undone
    as one; anything written without one is an act of its own. `audited` is how the audit calls the act, where that is not what
    becomes of what readers see.
    """

    name: str = ""
    user: Account | None = None
    at: datetime = field(default_factory=timezone.now)
    record: int | None = None
    act: int | None = None
    audited: Audited | None = None

    @classmethod
    def of(cls, user: Account) -> "Work":
        return cls(name=user.get_username(), user=user)

    @property
    def signature(self) -> dict[str, Any]:
        """The columns of a revision, and likewise of an act, that say who and when."""
        return {"by_id": self.user.pk if self.user else None, "by_name": self.name, "at": self.at}


def in_one_act(by: Work, words: str, *, undoes: Act | None = None, audited: Audited | None = None) -> Work:
    """Return the same work with a new act, described in these words, to which all its further changes belong."""
    act = Act.objects.create(words=words, undoes=undoes, beside={}, **by.signature)
    return replace(by, act=act.pk, audited=Audited.RESTORE if undoes else audited)


def act_of(articles: Sequence[Article], words: str, by: Work) -> Act:
    """Return the act for changes of these articles: the import's only one, else the one that was begun, else a new one."""
    if by.record is not None:
        told = {"words": words, **by.signature}
        act = Act.objects.get_or_create(by_import_id=by.record, defaults=told)[0]
    else:
        begun = by if by.act else in_one_act(by, words)
        act = Act.objects.get(pk=begun.act or 0)
    written = Act.objects.filter(pk=act.pk)
    written.update(
        number=F("number") + len(articles), undone_at=None
    )  # an import may continue after it was undone half-way
    written.filter(about="").update(about=articles[0].title)
    act.refresh_from_db()
    if by.record is None:  # an import tells itself, once, however many batches it has
        transaction.on_commit(partial(log_act, act.pk, act.words or act.about, by.name, act.number))
    if (noted := _noted.get()) is not None:
        noted.append(act)
    return act


@contextmanager
def noted_acts() -> Iterator[list[Act]]:
    """Within this context, every act that changes articles is added to the list as it is recorded, and at its end to that of the
    context around it."""
    noted: list[Act] = []
    around = _noted.get()
    token = _noted.set(noted)
    try:
        yield noted
    finally:
        _noted.reset(token)
        if around is not None:
            around.extend(noted)

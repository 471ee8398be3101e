"""Writes the lines. Never given a secret: what is written is who, from where, and words of ours about what was done."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from typing import Any

from django.db import models
from django.http import HttpRequest
from django.utils import timezone

from articles.audit.whence import whence
from articles.models import Account, Act, Audited, AuditLine

_LONGEST, _LONGEST_NAME = 300, 160
_MOST_NAMED = 50  # of a list in the details
_in_one_line: ContextVar[bool] = ContextVar("in_one_line", default=False)


def write(
    kind: Audited, words: str, *, about: object = "", subject: models.Model | None = None, number: int = 1,
    details: dict[str, Any] | None = None, by: Account | None = None, request: HttpRequest | None = None,
    is_nobody: bool = False, name: str = "", at: datetime | None = None,
) -> AuditLine | None:  # fmt: skip
    """Write a line, in the transaction of the act where it has one. Return it; None within `in_one_line`.

    `subject` is what `about` names; without words it names itself. `by` and `request` say who asks where that is not whoever
    is signed in; for `is_nobody` nobody does, whatever they call themselves (`name`).
    """
    if _in_one_line.get():
        return None
    who = whence(by, request)
    if is_nobody:
        who |= {"by_id": None, "by_name": name}
    who["by_name"] = storable_words(who["by_name"], _LONGEST_NAME)
    return AuditLine.objects.create(
        kind=kind, at=at or timezone.now(), words=storable_words(words), about=storable_words(str(about or subject or "")),
        subject=subject._meta.label_lower if subject else "", subject_id=subject.pk if subject else None, number=number,
        details={key: _short(value) for key, value in (details or {}).items() if value}, **who,
    )  # fmt: skip


@contextmanager
def in_one_line() -> Iterator[None]:
    """Within this context no line is written: whoever does several things as one act writes theirs afterwards."""
    token = _in_one_line.set(True)
    try:
        yield
    finally:
        _in_one_line.reset(token)


def note_act(act: Act, kind: Audited, number: int, *, by: Account | None, name: str = "") -> None:
    """Write the line of an act, or let the line that it has count on: an act is one line, however many steps write it. That of
    an import is its record's.

    Call it in the transaction of the act. `name` is that of a command where no account did it.
    """
    subject = act.by_import or act
    if AuditLine.objects.about_one(subject._meta.label_lower, subject.pk).count_on(number):
        return
    details = {"command": name} if by is None else None
    write(kind, act.words, about=act.about, subject=subject, number=number, by=by, details=details)


def storable_words(text: str, most: int = _LONGEST) -> str:
    """Return a text that every database accepts, on one line and not too long."""
    whole = " ".join(text.replace("\0", "").encode("utf-8", "replace").decode().split())
    return whole if len(whole) <= most else f"{whole[: most - 1]}…"


def _short(value: object) -> Any:
    if isinstance(value, list | tuple | set | frozenset):
        found = [storable_words(str(each)) for each in sorted(value, key=str)]
        return found if len(found) <= _MOST_NAMED else [*found[:_MOST_NAMED], f"and {len(found) - _MOST_NAMED} more"]
    return value if isinstance(value, int) else storable_words(str(value))

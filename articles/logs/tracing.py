"""Tracebacks as a log may have them: where it failed and how, but no value that a database was asked for or refused."""

import logging
import re
import sqlite3
import traceback
from collections.abc import Iterator

from django.db import Error

_MOST = 12_000  # characters: the end of a deep one says most
# What a server quotes of a row or a parameter stands at the end of a line behind a colon; its details stand in further lines.
_QUOTED = re.compile(r": \".*", re.DOTALL)


def traceback_of(record: logging.LogRecord) -> str:
    """Return the traceback of a record that has one, else nothing."""
    if not record.exc_info or record.exc_info[1] is None:
        return ""
    wrong = record.exc_info[1]
    text = "".join(traceback.format_exception(wrong)).rstrip()
    for each in _chain(wrong):
        if is_of_a_database(each) and str(each):
            text = text.replace(str(each), said_without_values(each).partition(": ")[2])
    return text if len(text) <= _MOST else f"…{text[-_MOST:]}"


def said_without_values(wrong: BaseException) -> str:
    """Return what an exception says, in one line, without the values of a database's."""
    words = str(wrong)
    if is_of_a_database(wrong):
        words = _QUOTED.sub(": …", words.splitlines()[0] if words else "")
    return f"{type(wrong).__name__}: {words}" if words else type(wrong).__name__


def is_of_a_database(wrong: BaseException) -> bool:
    # A driver's own errors are known by their module: none need be installed.
    return isinstance(wrong, Error | sqlite3.Error) or type(wrong).__module__.partition(".")[0] == "psycopg"


def _chain(wrong: BaseException) -> Iterator[BaseException]:
    """Yield an exception, and all of which it was the outcome."""
    seen: set[int] = set()
    waiting: list[BaseException | None] = [wrong]
    while waiting:
        each = waiting.pop()
        if each is not None and id(each) not in seen:
            seen.add(id(each))
            yield each
            waiting += [each.__cause__, each.__context__]

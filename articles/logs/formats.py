"""How lines read: for people, or as JSON for machines. Whatever a request brings, a line stays one line."""

import json
import logging
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from articles.logs.current import request_id
from articles.logs.lines import REQUESTS
from articles.logs.shown import one_line
from articles.logs.tracing import traceback_of

_MOST = 2_000  # characters of a message
_MARGIN = "  | "  # in front of each line of a traceback, so that none passes for another record


class TextLines(logging.Formatter):
    """For people: the moment by the site's clocks, the level unless all is well, the words, and the id."""

    def __init__(self) -> None:
        super().__init__()
        self._second = (0, "")

    def format(self, record: logging.LogRecord) -> str:
        words = _request(vars(record)["facts"]) if record.name == REQUESTS.name else _message(record)
        level = "" if record.levelno == logging.INFO else f"{record.levelname} {record.name}: "
        told = f" [{found}]" if (found := request_id()) else ""
        line = f"{self._moment(record)} {level}{words}{told}"
        if not record.exc_info:
            return line
        lines = [f"{_MARGIN}{one_line(each)}" for each in traceback_of(record).splitlines()]
        return "\n".join([line, *lines])

    def _moment(self, record: logging.LogRecord) -> str:
        second = int(record.created)
        known, text = self._second
        if known != second:
            text = time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(second))
            self._second = (second, text)
        return f"{text}.{int(record.msecs):03}"


class JsonLines(logging.Formatter):
    """For machines: an object a line. Moments are those of UTC."""

    def format(self, record: logging.LogRecord) -> str:
        at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        told: dict[str, Any] = {"at": at, "level": record.levelname.lower(), "logger": record.name, "id": request_id()}
        facts = getattr(record, "facts", None)
        told |= {"message": _message(record)} if facts is None else facts
        if trace := traceback_of(record):
            told["traceback"] = trace
        return json.dumps(told, default=str)


def _message(record: logging.LogRecord) -> str:
    facts = getattr(record, "facts", None)
    if facts is None:
        text = one_line(record.getMessage())
    else:
        text = ", ".join(
            str(value) if name == "act" else f"{name.replace('_', ' ')} {value}"
            for name, value in facts.items()
            if value != ""
        )
        text = one_line(text)
    return text if len(text) <= _MOST else text[:_MOST] + "…"


def _request(facts: Mapping[str, Any]) -> str:
    size = "" if facts["bytes"] is None else f", {facts['bytes']} bytes"
    who = f", {one_line(facts['name'])}" if facts.get("name") else ""
    end = f"{', kept' if facts['kept'] else ''}{': ' if facts['why'] else ''}{one_line(facts['why'])}"
    asked = f"{facts['status']} {one_line(facts['method'])} {facts['path']}"
    return f"{asked} to {facts['address']}{who}{size} in {facts['ms']} ms{end}"

"""What is told in the log, as machines read it."""

import json
import logging
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from articles.logs.formats import JsonLines
from articles.logs.handling import Folding

Told = Callable[[], list[dict[str, Any]]]


class Kept(logging.Handler):
    def __init__(self) -> None:
        super().__init__()
        self.addFilter(Folding())
        self.setFormatter(JsonLines())
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record))


@pytest.fixture
def told() -> Iterator[Told]:
    """`told()`: all lines so far, as the site's own handler would write them."""
    kept = Kept()
    loggers = [logging.getLogger(), logging.getLogger("django")]  # the second hands nothing on to the first
    before = [logger.handlers[:] for logger in loggers]
    for logger in loggers:
        logger.handlers = [each for each in logger.handlers if not each.filters] + [kept]
    yield lambda: [json.loads(line) for line in kept.lines]
    for logger, handlers in zip(loggers, before, strict=True):
        logger.handlers = handlers

"""What is told: a request when it is answered, an act when it is done, a command when it ends."""

import logging
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from django.conf import settings

from articles.logs.current import Doing, doing, new_id, under

REQUESTS, ACTS = logging.getLogger("newsroom.request"), logging.getLogger("newsroom.act")

Facts = Mapping[str, Any]
_OF_ALL = vars(logging.LogRecord("", logging.INFO, "", 0, "", (), None))


class ToldRecord(logging.LogRecord):
    """A record of what was done, with its facts by name; how they read is the formatter's affair.

    There is one for each request: that of which no line tells, such as the name of the thread, is not looked for.
    """

    def __init__(self, logger: logging.Logger, facts: Facts) -> None:
        at = time.time()
        vars(self).update(_OF_ALL, name=logger.name, created=at, msecs=at % 1 * 1000, facts=facts)


def tell_request(facts: Facts) -> None:
    if REQUESTS.isEnabledFor(logging.INFO):
        REQUESTS.handle(ToldRecord(REQUESTS, facts))


def tell_act(act: str, *, by: str = "", **facts: Any) -> None:
    """Tell that something was done, in words, and by whom. A command says it in its own words to people who look on, and here
    only to machines."""
    now = doing()
    if ACTS.isEnabledFor(logging.INFO) and not (now and now.is_command and settings.LOG_FORMAT == "text"):
        ACTS.handle(ToldRecord(ACTS, {"act": act, "by": by, **facts}))


def log_act(number: int, words: str, by: str, articles: int) -> None:
    """Tell an act once, when all of it is done: at the end of the request or the command, or at once where there is neither."""
    now = doing()
    if now is None:
        tell_act(words, by=by, number=number, articles=articles)
    else:
        now.acts[number] = (words, by, articles)


def tell_noted(now: Doing) -> None:
    for number, (words, by, articles) in now.acts.items():
        tell_act(words, by=by, number=number, articles=articles)


@contextmanager
def told_command(arguments: list[str]) -> Iterator[None]:
    """Give a command an id, and tell it when it ends."""
    begun, status = time.perf_counter(), "failed"
    with under(Doing(new_id(), is_command=True)) as now:
        try:
            yield
            status = "0"
        except SystemExit as end:
            status = str(end.code or 0)
            raise
        finally:
            if settings.configured:
                tell_noted(now)
                seconds = round(time.perf_counter() - begun, 3)
                # Arguments of other people's commands may be secrets; ours have none.
                tell_act("command", command=" ".join(arguments[1:2]), status=status, seconds=seconds)

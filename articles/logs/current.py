"""What is being done in this thread, a request or a command, and the id by which its lines are found."""

import random
from contextvars import ContextVar
from dataclasses import dataclass, field

# Read over the telephone: no letter that looks like a digit or another letter.
_SIGNS = "23456789abcdefghjkmnpqrstvwxyz"
_PAIRS = [first + second for first in _SIGNS for second in _SIGNS]


@dataclass(slots=True)
class Doing:
    """A request or a command. `why` says why it was refused; `acts`, by number, has the words, who, and how many articles."""

    id: str
    is_command: bool = False
    is_kept: bool = False
    view: str = ""
    why: str = ""
    acts: dict[int, tuple[str, str, int]] = field(default_factory=dict)


# What a server that reads requests itself puts into their environment, where no client can: the id, and when it began. And
# whoever asks the site for its pages without a client: there is nobody whose request could be told.
ID, BEGUN, UNTOLD = "newsroom.id", "newsroom.begun", "newsroom.untold"

_doing: ContextVar[Doing | None] = ContextVar("doing", default=None)


def new_id() -> str:
    """Return an id such as `k3f7-9qxw-2m4p`. Among a hundred million, two are the same with a chance of one in a hundred."""
    a, b, c, d, e, f = random.choices(_PAIRS, k=6)  # it need not be hard to guess, and asks the system for nothing
    return f"{a}{b}-{c}{d}-{e}{f}"


def doing() -> Doing | None:
    return _doing.get()


def request_id() -> str:
    """Return the id of the request that is answered here, or of the command that runs; nothing where there is neither."""
    found = _doing.get()
    return found.id if found else ""


class under:  # noqa: N801 - read as a word, as `suppress` is
    """Within this context, `what` is being done. Each request passes it: a class takes a third of the time of a generator."""

    __slots__ = ("_before", "_what")

    def __init__(self, what: Doing) -> None:
        self._what = what

    def __enter__(self) -> Doing:
        self._before = _doing.set(self._what)
        return self._what

    def __exit__(self, *wrong: object) -> None:
        _doing.reset(self._before)


def with_id(words: str, id: str = "") -> str:
    """Return what a page of plain text says, with the id to name to whoever can look it up."""
    found = id or request_id()
    return f"{words}If you write to us, say this number: {found}\n" if found and found not in words else words

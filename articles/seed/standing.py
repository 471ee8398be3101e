"""The status as one field, which is what `published`, `removed` and a heat of -1 mean together (SEMANTICS, Merging)."""

from dataclasses import dataclass
from enum import Enum


class Whose(Enum):
    OURS, THEIRS, EITHER = range(3)


@dataclass(frozen=True, slots=True)
class Standing:
    """The statuses of the three sides; `base` is None where nothing is known of before.

    `said` is what ours would be in a seed, which has fewer statuses than articles have. `is_decided`: ours is not what it was
    before, or was given a heat that theirs would take away.
    """

    base: str | None
    ours: str
    theirs: str
    said: str
    is_decided: bool

    @property
    def is_disputed(self) -> bool:
        return self.is_decided and self.theirs not in (self.base, self.said)

    def whose(self, *, take_theirs: bool = False) -> Whose:
        """Return whose status it becomes: either's where both have the same."""
        if self.is_disputed:
            return Whose.THEIRS if take_theirs else Whose.OURS
        if self.theirs == self.said:
            return Whose.EITHER
        return Whose.OURS if self.theirs == self.base else Whose.THEIRS

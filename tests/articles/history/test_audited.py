"""How the audit calls what becomes of what readers see."""

from datetime import UTC, datetime, timedelta

import pytest

from articles.history.audited import seen_as
from articles.models import Audited, Showing

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
BEFORE, SOON, LATER = (NOW + timedelta(hours=hours) for hours in (-1, 1, 2))


@pytest.mark.parametrize(
    ("was", "to", "called"),
    [
        (None, ("draft", None), None),
        (None, ("withdrawn", None), None),
        (None, ("published", None), Audited.PUBLISH),
        (("draft", None), ("published", BEFORE), Audited.PUBLISH),
        (("draft", None), ("published", SOON), Audited.SCHEDULE),
        (("draft", SOON), ("draft", LATER), None),
        (("published", SOON), ("published", LATER), Audited.SCHEDULE),
        (("published", LATER), ("published", SOON), Audited.SCHEDULE),
        (("published", SOON), ("published", None), Audited.PUBLISH),
        (("published", None), ("published", SOON), Audited.SCHEDULE),
        (("published", BEFORE), ("published", None), None),
        (("published", None), ("draft", None), Audited.WITHDRAW),
        (("published", SOON), ("withdrawn", SOON), Audited.WITHDRAW),
        (("draft", None), ("withdrawn", None), Audited.WITHDRAW),
        (("withdrawn", None), ("draft", None), None),
        (("published", None), ("folded", None), Audited.WITHDRAW),
        (("folded", None), ("published", None), Audited.PUBLISH),
        (("review", None), ("draft", None), None),
    ],
)
def test_an_act_is_called_by_what_readers_notice(
    was: tuple[str, datetime | None] | None, to: tuple[str, datetime | None], called: Audited | None
) -> None:
    assert seen_as(Showing(*was) if was else None, Showing(*to), NOW) == called

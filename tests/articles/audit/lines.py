"""What the audit has kept since a moment of a test."""

from collections.abc import Callable
from typing import Any

from articles.models import AuditLine

HERE = "127.0.0.1"


def new_lines(does: Callable[[], Any]) -> list[AuditLine]:
    """The lines that something leaves, the first one first."""
    last = AuditLine.objects.order_by("pk").values_list("pk", flat=True).last() or 0
    does()
    return list(AuditLine.objects.filter(pk__gt=last).order_by("pk"))


def told(line: AuditLine) -> tuple[str, str, str, str | None]:
    """What it was, about what, by whom and from where."""
    return line.words, line.about, line.by_name, line.address


def the_line(does: Callable[[], Any]) -> AuditLine:
    """The only line that something leaves."""
    lines = new_lines(does)
    assert len(lines) == 1, [told(line) for line in lines]
    return lines[0]

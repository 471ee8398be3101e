"""Lines of the audit: how they are found, counted on and, when they are old, deleted. Nothing else of a line can change."""

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import F

from articles.models.querysets.expressions import at_within
from articles.texts.days import Days

if TYPE_CHECKING:
    from articles.models.audit import AuditLine  # noqa: F401


class AppendOnlyError(TypeError):
    """Raised where code would change or delete a line of the audit."""

    def __init__(self) -> None:
        super().__init__("a line of the audit is never changed, and deleted only when it is old")


class AuditQuerySet(models.QuerySet["AuditLine"]):
    def update(self, **values: Any) -> int:
        raise AppendOnlyError

    def delete(self) -> tuple[int, dict[str, int]]:
        raise AppendOnlyError

    def of_kinds(self, kinds: Iterable[str]) -> "AuditQuerySet":
        return self.filter(kind__in=[*kinds])

    def by_anybody_called(self, name: str) -> "AuditQuerySet":
        return self.filter(by_name=name)

    def saying(self, words: str) -> "AuditQuerySet":
        return self.filter(words=words)

    def from_address(self, address: str | None) -> "AuditQuerySet":
        return self.filter(address=address)

    def about_one(self, subject: str, pk: int) -> "AuditQuerySet":
        return self.filter(subject=subject, subject_id=pk)

    def since(self, instant: datetime) -> "AuditQuerySet":
        return self.filter(at__gte=instant)

    def within(self, days: Days) -> "AuditQuerySet":
        return self.filter(at_within(days))

    def newest(self) -> "AuditQuerySet":
        return self.order_by("-at", "-pk")

    def after(self, at: datetime, pk: int) -> "AuditQuerySet":
        """Those that a list with the newest first has after this one."""
        return self.filter(at__lte=at).exclude(at=at, pk__gte=pk)

    def newest_alone(self) -> "AuditQuerySet":
        return self.filter(pk__in=[*self.newest().values_list("pk", flat=True)[:1]])

    def count_on(self, number: int) -> bool:
        """Let lines count more. Return whether there was any."""
        return models.QuerySet.update(self, number=F("number") + number) > 0

    def forget_before(self, instant: datetime, most: int) -> int:
        """Delete the oldest of before an instant, at most so many. Return how many."""
        old = self.filter(at__lt=instant).order_by("at").values_list("pk", flat=True)[:most]
        return models.QuerySet.delete(self.filter(pk__in=list(old)).order_by())[0]

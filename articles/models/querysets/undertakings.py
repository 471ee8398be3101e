"""The queries of long acts on their way."""

from typing import TYPE_CHECKING

from django.db import models

if TYPE_CHECKING:
    from articles.models import Undertaking  # noqa: F401


class UndertakingQuerySet(models.QuerySet["Undertaking"]):
    def for_change(self) -> "UndertakingQuerySet":
        """Locked until the transaction ends; see `ArticleQuerySet.for_change`."""
        return self.select_for_update(of=("self",))

    def unfinished(self) -> "UndertakingQuerySet":
        """Those that somebody must go on with, the oldest first."""
        return self.exclude(state="finished").select_related("act").defer("waiting", "act__beside").order_by("pk")

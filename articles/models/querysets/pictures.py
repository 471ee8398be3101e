"""Our copies of pictures, and the servers that asked to be left alone."""

from collections.abc import Collection, Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import models

if TYPE_CHECKING:
    from articles.models import Image, Picture, PictureServer, Provider  # noqa: F401

_A_QUERY = 500  # values in one query


class ImageQuerySet(models.QuerySet["Image"]):
    def root_relative(self) -> Iterator[str]:
        """The URLs that are paths from a site's root, each once."""
        paths = self.filter(url__startswith="/").exclude(url__startswith="//").order_by()
        return paths.values_list("url", flat=True).distinct().iterator()


class PictureQuerySet(models.QuerySet["Picture"]):
    def with_copy(self) -> "PictureQuerySet":
        return self.exclude(name="")

    def of(self, urls: Collection[str]) -> "dict[str, Picture]":
        """Those of these URLs, by them."""
        wanted = list(dict.fromkeys(urls))
        found: dict[str, Picture] = {}
        for start in range(0, len(wanted), _A_QUERY):
            found |= {each.url: each for each in self.filter(url__in=wanted[start : start + _A_QUERY])}
        return found

    def counts(self) -> dict[str, int]:
        """How many there are of each state."""
        return dict(self.order_by().values_list("state").annotate(models.Count("pk")))

    def shown_for(self, urls: Collection[str]) -> "dict[str, Picture]":
        """Those of these URLs that can be shown, by them; no query where there is no URL."""
        return self.with_copy().of(urls) if urls else {}

    def logo_of(self, provider: "Provider") -> "Picture | None":
        """Our copy of the largest of a provider's pictures that we have; no query where it has none."""
        urls = [str(image.get("url") or "") for image in reversed(provider.logos)]
        copies = self.shown_for([url for url in urls if url])
        return next((copies[url] for url in urls if url in copies), None)


class PictureServerQuerySet(models.QuerySet["PictureServer"]):
    def left_alone(self, at: datetime) -> set[str]:
        """The hosts that are not asked yet."""
        return set(self.filter(left_alone_until__gt=at).values_list("host", flat=True))

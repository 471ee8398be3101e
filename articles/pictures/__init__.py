"""Copies of ours of the pictures that seeds name: fetched, taken from beside the seeds or uploaded, and never passed on raw."""

from articles.pictures.beside import take_beside
from articles.pictures.caching import Counts, cache, due, refetch, tidy, urls_of
from articles.pictures.connecting import NotFetchedError
from articles.pictures.developing import Developed, RefusedError, developed, keep_upload
from articles.pictures.fetching import fetch

__all__ = [
    "Counts", "Developed", "NotFetchedError", "RefusedError",
    "cache", "developed", "due", "fetch", "keep_upload", "refetch", "take_beside", "tidy", "urls_of",
]  # fmt: skip

"""Copies of ours of the pictures that seeds name: fetched, taken from beside the seeds or uploaded, and never passed on raw."""

from articles.pictures.beside import take_beside
from articles.pictures.caching import Counts, cache, can_be_fetched, due, refetch, tidy, urls_of
from articles.pictures.connecting import NotFetchedError
from articles.pictures.darkroom import MOST_BYTES
from articles.pictures.developing import Developed, RefusedError, developed, keep_upload
from articles.pictures.fetching import fetch
from articles.pictures.turns import cache_some, fetch_again, number_due

__all__ = [
    "MOST_BYTES", "Counts", "Developed", "NotFetchedError", "RefusedError",
    "cache", "cache_some", "can_be_fetched", "developed", "due", "fetch", "fetch_again", "keep_upload", "number_due", "refetch",
    "take_beside", "tidy", "urls_of",
]  # fmt: skip

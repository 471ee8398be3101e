"""Our copies of the pictures that seeds name: fetched, taken from next to the seeds or uploaded. None is passed on raw.

They may touch the store, the bridge, the models, `fetching` and `texts`. Ways in: `cache_some` for what is due, `take_beside`,
`keep_upload`.
"""

from articles.fetching import NotFetchedError
from articles.pictures.beside import take_beside
from articles.pictures.caching import Counts, cache, can_be_fetched, due, refetch, remove_half_written, urls_of
from articles.pictures.darkroom import MOST_PICTURE_BYTES
from articles.pictures.developing import Developed, PictureError, developed, keep_upload
from articles.pictures.fetching import fetch
from articles.pictures.turns import cache_some, fetch_again, number_due

__all__ = [
    "MOST_PICTURE_BYTES",
    "Counts",
    "Developed",
    "NotFetchedError",
    "PictureError",
    "cache",
    "cache_some",
    "can_be_fetched",
    "developed",
    "due",
    "fetch",
    "fetch_again",
    "keep_upload",
    "number_due",
    "refetch",
    "remove_half_written",
    "take_beside",
    "urls_of",
]  # fmt: skip

"""Fetches from other people's servers, which are not trusted: only from public addresses, and within bounds of size and time.

It may touch `texts` and the settings, no model and no database. No other room connects to other people's servers. Way in:
`obtained`, with an `Errand` that says what is wanted and how much of it.
"""

from articles.fetching.answers import Errand
from articles.fetching.asking import Fetched, host_of, obtained
from articles.fetching.connecting import BadAnswerError, NotFetchedError

__all__ = ["BadAnswerError", "Errand", "Fetched", "NotFetchedError", "host_of", "obtained"]

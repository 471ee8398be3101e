"""At any moment, whatever somebody did and however time passed, a kept answer is what drawing it anew would give."""

from itertools import cycle

import pytest
from django.test import Client
from pytest_django import Settings

from articles.kept import keeping
from articles.kept.shelves import Memory
from articles.store.changes import Changes
from tests.articles.kept.acts import Site, acts_of, addresses, answer, site
from tests.lengths import length, sampled
from tests.seeds import archive

__all__ = ["archive", "site"]


def stale(site: Site, settings: Settings, client: Client) -> list[str]:
    """Hold every public address against a page drawn anew; return the addresses that are not the same."""
    every = list(dict.fromkeys(addresses(site)))
    settings.KEEP_PAGES = True
    kept = [answer(client, address) for address in every]
    settings.KEEP_PAGES = False
    anew = [answer(client, address) for address in every]
    return [address for address, one, other in zip(every, kept, anew, strict=True) if one != other]


@sampled
@pytest.mark.parametrize("site", range(length(1, 40)), indirect=True)
def test_a_kept_answer_is_what_drawing_it_anew_would_give(
    site: Site, settings: Settings, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    processes = cycle([(Memory(), Changes()) for _ in range(2)])  # of which each sees only what the other stored
    for _ in range(length(6, 25)):
        act = site.random.choice(acts_of(site))
        act()
        site.told.append(act.__name__)
        memory, changes = next(processes)
        monkeypatch.setattr(keeping, "memory", memory)
        monkeypatch.setattr(keeping, "changes", changes)
        assert stale(site, settings, client) == [], site.told

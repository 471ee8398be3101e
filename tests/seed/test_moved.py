"""Lists in another order: what an author wrote around an entry goes where the entry goes."""

from dataclasses import replace
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles import seed
from articles.seed.schema import TABLES
from tests.seed.dialects import in_another_hand
from tests.seed.strategies import documents, law
from tests.seed.test_rewrite import authored, changes
from tests.seed.texts import article

LISTED = """\
---
title: "Sea"
publishedDateTime: 2024-02-29
webUrl: "https://a.example/sea"
provider: {domain: a.example}
topics:
  # the main one
  - Time
  - 'Space' # big

  # since May
  - "Harbour"
  # to come
tags: [a, 'b', "c"]
---
"""


@pytest.mark.parametrize(
    ("topics", "lines"),
    [
        (("Harbour", "Space", "Time"), '  # since May\n  - "Harbour"\n  - \'Space\' # big\n\n  # the main one\n  - Time\n'),
        (("Space", "Time"), "  - 'Space' # big\n  # the main one\n  - Time\n  # since May\n"),
        (("Harbour", "New", "Time"), '  # since May\n  - "Harbour"\n  - New\n\n  # the main one\n  - Time\n'),
        (
            ("Space", "Time", "Harbour", "New"),
            "  - 'Space' # big\n  # the main one\n  - Time\n\n  # since May\n  - \"Harbour\"\n  - New\n",
        ),
    ],
    ids=["reversed", "one gone", "another", "one more"],
)  # fmt: skip
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"], ids=["lf", "crlf", "cr"])
def test_comments_and_quotes_move_with_their_line(topics: tuple[str, ...], lines: str, end: str) -> None:
    text = LISTED.replace("\n", end).encode()
    new = seed.rewrite(text, replace(article(text), topics=topics)).decode()
    head, tail = LISTED.index("  # the main"), LISTED.index("  # to come")
    assert new == (LISTED[:head] + lines + LISTED[tail:]).replace("\n", end)


def test_a_moved_entry_takes_its_changed_words_along() -> None:
    document = article(authored())
    first, second = document.related or ()
    new = seed.rewrite(
        authored(), replace(document, related=(replace(second, quality=9), replace(first, title="Eldest")))
    )
    related = new.decode().partition("related:\n")[2].partition("images:")[0]
    assert related == (
        '- webUrl: "https://harbour.example/2"\n  title: Second\n  # seen twice\n  quality: 9\n\n'
        "- title: Eldest   # the eldest\n  webUrl: https://harbour.example/1\n"
    )


def test_a_list_on_one_line_takes_another_order_on_its_line() -> None:
    document = article(LISTED.encode())
    new = seed.rewrite(LISTED.encode(), replace(document, tags=("c", "a", "b")))
    assert changes(LISTED.encode(), new) == [("tags: [a, 'b', \"c\"]\n", "tags: [\"c\", a, 'b']\n")]


@law
@given(documents, st.integers(0, 10_000))
def test_lists_in_any_order_are_read_back(document: seed.SeedDocument, number: int) -> None:
    chance = Random(number)
    shuffled: dict[str, Any] = {
        row.name: tuple(chance.sample(value, len(value)))
        for row in TABLES[document.table]
        if isinstance(value := getattr(document, row.name), tuple)
    }
    other = replace(document, **shuffled)
    assert seed.parse(seed.rewrite(in_another_hand(document, chance), other, plain=True), plain=True) == other

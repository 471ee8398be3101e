"""Rewriting around the entries of related coverage comes to the same as rewriting the whole text."""

import sys
from dataclasses import replace
from typing import Any

import pytest

from articles import seed
from articles.seed.rewrite import _around_the_entries
from tests.seed.test_piecewise import STORY


@pytest.mark.parametrize("text", STORY, ids=range(len(STORY)))
@pytest.mark.parametrize(
    "change",
    [{"published": True}, {"title": 'Another: "one"'}, {"heat": -1, "published": False}, {"topics": ("A", "B")},
     {"quality": None}, {"body": "Words.\n"}, {"images": None}],
)  # fmt: skip
def test_around_the_entries_the_bytes_are_the_same_as_with_the_whole_text(text: bytes, change: dict[str, Any]) -> None:
    wanted = replace(seed.parse(text), **change)
    quick = _around_the_entries(text, wanted, plain=False)
    assert quick is not None
    assert quick.partition(b"related:\n")[2] == text.partition(b"related:\n")[2] or "body" in change
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(sys.modules["articles.seed.rewrite"], "_around_the_entries", lambda *_, **__: None)
        assert seed.rewrite(text, wanted) == quick

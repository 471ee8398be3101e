"""Texts of revisions come back byte for byte, and what many share is stored once."""

import zlib

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from articles.models import Passage, Revision, digest_of
from articles.store import load_texts, store_texts
from articles.store import passages as texts

ENTRY = b'  - title: "A tide table for editors"\n    excerpt: "' + b"What rises and what falls. " * 8 + b'"\n'
OTHER = ENTRY.replace(b"tide", b"time")


def revision(text: bytes) -> Revision:
    made = Revision(name="a", kind=Revision.Kind.IMPORTED, at=timezone.now(), digest=digest_of(text))
    made.whole = text
    return made


def stored(*whole: bytes) -> list[bytes | None]:
    store_texts([revision(text) for text in whole])
    found = list(Revision.objects.order_by("pk"))
    load_texts(found)
    return [each.whole for each in found]


@pytest.mark.django_db
def test_what_texts_share_is_stored_once() -> None:
    whole = [
        b"---\nrelated:\n" + ENTRY + OTHER + b"---\n",
        b"other:\n" + OTHER + ENTRY + ENTRY + b"\nend",
        b"",
        b"\n---",
    ]
    assert stored(*whole) == whole
    assert Passage.objects.count() == 2
    assert stored(b"more:\n" + ENTRY)[-1] == b"more:\n" + ENTRY
    assert Passage.objects.count() == 2


@pytest.mark.django_db
def test_a_text_of_an_earlier_version_is_read_as_it_was() -> None:
    earlier = revision(ENTRY)
    earlier.text = b"z" + zlib.compress(ENTRY)
    earlier.save()
    found = list(Revision.objects.all())
    load_texts(found)
    assert found[0].whole == ENTRY


@pytest.mark.django_db
def test_a_text_of_a_later_version_is_never_guessed_at() -> None:
    later = revision(b"text")
    later.text = b"?text"
    later.save()
    with pytest.raises(ValueError, match="does not know"):
        load_texts(Revision.objects.all())


PIECES = st.sampled_from([ENTRY, OTHER, b"  - short\n", b"---\n", b"    a\n", b"\n", b"\r\n", ENTRY[:-1], b"\xff\0"])


@given(st.lists(PIECES | st.binary(max_size=30), max_size=12).map(b"".join))
def test_any_text_is_split_and_joined_again(text: bytes) -> None:
    rest, placed = texts._split(text)
    assert texts._joined(rest, placed) == text


@given(st.lists(st.tuples(st.integers(0, 2**20), st.integers(1, 2**40))), st.binary(max_size=100))
def test_any_places_and_rows_are_read_as_they_were_written(placed: list[tuple[int, int]], rest: bytes) -> None:
    placed = sorted(placed, key=lambda pair: pair[0])
    packed = texts._IN_PASSAGES + texts._squeezed(texts._written(placed) + rest)
    assert texts._read(packed, 0) == (placed, rest)

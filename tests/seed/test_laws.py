"""The codec's laws, on documents of all kinds with texts as odd as they come."""

import json
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles import seed
from articles.seed.plain import value_from_json
from articles.seed.schema import Field
from tests.seed.dialects import in_another_hand
from tests.seed.strategies import documents, law, one_field_changed, several

Pair = tuple[seed.SeedDocument, seed.SeedDocument]
Changed = tuple[seed.SeedDocument, Field, seed.SeedDocument]


def parsed(text: str | bytes) -> seed.SeedDocument:
    return seed.parse(text if isinstance(text, bytes) else text.encode(), plain=True)


@law
@given(documents)
def test_what_is_written_reads_back_as_the_same_document(document: seed.SeedDocument) -> None:
    assert parsed(seed.serialise(document)) == document


@law
@given(documents)
def test_canonical_text_comes_out_as_it_went_in(document: seed.SeedDocument) -> None:
    text = seed.serialise(document)
    assert seed.serialise(parsed(text)) == text


@law
@given(documents, st.integers(0, 10_000))
def test_the_same_values_in_another_hand_are_the_same_document(document: seed.SeedDocument, number: int) -> None:
    assert parsed(in_another_hand(document, Random(number))) == document


@law
@given(documents)
def test_a_document_comes_back_from_json(document: seed.SeedDocument) -> None:
    stored = json.loads(json.dumps(seed.as_json(document), sort_keys=True))
    assert seed.from_json(stored, document.table, body=document.body) == document


@law
@given(documents)
def test_equal_documents_have_no_difference(document: seed.SeedDocument) -> None:
    assert seed.diff(document, parsed(seed.serialise(document))) == []


@law
@given(one_field_changed)
def test_a_difference_names_the_changed_field_with_both_values(changed: Changed) -> None:
    old, row, new = changed
    before, after = getattr(old, row.name), getattr(new, row.name)
    found = seed.diff(old, new)
    assert [change.field for change in found] == ([row.key] if before != after else [])
    for change in found:
        sides = [None if side is None else value_from_json(row, side) for side in (change.old, change.new)]
        assert sides == [before, after]


@law
@given(several(2))
def test_documents_are_equal_exactly_where_they_have_no_difference(pair: Pair) -> None:
    assert bool(seed.diff(*pair)) == (pair[0] != pair[1])


def test_documents_of_two_kinds_are_not_compared() -> None:
    with pytest.raises(TypeError, match="cannot compare topic with organization"):
        seed.diff(seed.Topic("sea", "Sea"), seed.Organization("sea", "Sea"))

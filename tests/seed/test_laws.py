"""The codec's laws, on documents of all kinds with texts as odd as they come."""

from hypothesis import given

from articles import seed
from tests.seed.strategies import documents, law


def parsed(text: str) -> seed.SeedDocument:
    return seed.parse(text.encode(), plain=True)


@law
@given(documents)
def test_what_is_written_reads_back_as_the_same_document(document: seed.SeedDocument) -> None:
    assert parsed(seed.serialise(document)) == document


@law
@given(documents)
def test_canonical_text_comes_out_as_it_went_in(document: seed.SeedDocument) -> None:
    text = seed.serialise(document)
    assert seed.serialise(parsed(text)) == text

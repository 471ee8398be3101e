"""Reading entry by entry and reading whole come to the same, whatever stands in a file."""

from random import Random

import pytest

from articles import seed
from articles.seed import piecewise
from articles.seed.frontmatter import fenced, read_front_matter
from articles.seed.piecewise import Reading, read_document
from articles.seed.problem import Problem
from articles.seed.rules import document_from
from tests.bench.corpus import corpus
from tests.seed.test_mutations import SNIPPETS
from tests.seed.texts import seed_with

STORY = [text.encode() for _, text in corpus(60, number_seed=3) if "\nrelated:\n" in text][:12]
ENTRY = '  - title: "First"\n    webUrl: "https://harbour.example/1"\n    type: article'


def whole(data: bytes) -> Reading | list[Problem]:
    try:
        source = read_front_matter(data, "harbour.md")
        document, warnings = document_from(source, "harbour.md")
    except seed.SeedError as wrong:
        return wrong.problems
    return Reading(document, warnings, {key.text: key.line for key, _ in source.root.pairs})


def in_pieces(data: bytes) -> Reading | list[Problem]:
    try:
        return read_document(data, "harbour.md")
    except seed.SeedError as wrong:
        return wrong.problems


def is_read_in_pieces(data: bytes) -> bool:
    return (parts := piecewise.apart(fenced(data))) is not None and not parts.warnings


def damaged(text: bytes, chance: Random) -> bytes:
    changed = bytearray(text)
    for _ in range(chance.randrange(1, 4)):
        place = chance.randrange(len(changed))
        match chance.randrange(3):
            case 0:
                changed[place] ^= 1 << chance.randrange(8)
            case 1:
                changed[place:place] = chance.choice(SNIPPETS)
            case _:
                del changed[place : place + chance.randrange(1, 30)]
    return bytes(changed)


@pytest.mark.parametrize("text", STORY, ids=range(len(STORY)))
def test_a_file_of_an_archive_is_read_in_pieces(text: bytes) -> None:
    assert is_read_in_pieces(text)
    assert in_pieces(text) == whole(text)


@pytest.mark.parametrize("start", range(0, 2_000, 250))
def test_a_damaged_file_says_the_same_in_pieces_and_whole(start: int) -> None:
    for number in range(start, start + 250):
        chance = Random(number)
        text = damaged(chance.choice(STORY), chance)
        assert in_pieces(text) == whole(text)


@pytest.mark.parametrize(
    "lines",
    [
        [f"related:\n{ENTRY}", "quality: 3"],
        [f"related:\n{ENTRY}\n\n", "quality: 3"],
        [f"related:\n{ENTRY}\n    excerpt: |+\n      Kept", "\n\n", "quality: 3"],
        [f"related:\n{ENTRY}\n    excerpt: |+\n      Kept\n  - title: Second\n    webUrl: https://harbour.example/2"],
        [f"related:\n{ENTRY}\n    excerpt: >\n      Folded\n      twice", "quality: 3"],
        [f"related:\n{ENTRY}\n    excerpt: 'it''s\n    more'", "quality: 3"],
        [f'related:\n{ENTRY}\n    excerpt: "open', 'quality: 3"'],
        [f'related:\n{ENTRY}\n    excerpt: "a\n  - title: b"\n    quality: 3'],
        [f"related:\n{ENTRY}\n    excerpt: &a text\n  - title: *a\n    webUrl: https://harbour.example/2"],
        [f"related:\n{ENTRY}\n   quality: 3"],
        [f"related:\n{ENTRY}\n continued"],
        [f"related:\n{ENTRY}\n# a comment\n{ENTRY}", "quality: 3"],
        [f"related:\n{ENTRY}\n    # a comment\n{ENTRY}"],
        [f"related:\n{ENTRY}\n\t", "quality: 3"],
        [f"related:\n{ENTRY}\n...", "quality: 3"],
        [f"related:\n{ENTRY}\n", "- more: 1"],
        [f"related:\n{ENTRY}\n    unknown: 1", "quality: 3"],
        [f"related:\n{ENTRY}\n    quality: NO", "quality: 3"],
        ["related:\n  - no mapping", "quality: 3"],
        ["related:\n  - - title: nested", "quality: 3"],
        ["related:\n  - ? title\n    : b\n    webUrl: https://harbour.example/2"],
        [f"related:\n{ENTRY}", f"related:\n{ENTRY}"],
        [f"highlight: |\n  text\n\nrelated:\n{ENTRY}"],
        [f'highlight: "text\n\nrelated:\n{ENTRY}', 'quality: 3"'],
        [f"highlight: # text\nrelated:\n{ENTRY}\nquality: 3"],
        [f"services:\n{ENTRY}", f"related:\n{ENTRY}"],
        [f"taxonomy: topic\n_id: a\nname: b\nrelated:\n{ENTRY}"],
        [f"related: &x\n{ENTRY}"],
        [f"related:\n{ENTRY}\n    excerpt: a\u2028b \u2029 \ue000", "quality: 3"],
        [f"related:\n{ENTRY}\n    excerpt: a\u2028# b", "highlight: \u2028 \ufeff"],
        ["related:\n" + "\n".join([ENTRY] * 201)],
        ["related:\n" + "\n".join([ENTRY + "\n    authors: [" + "a, " * 400 + "]"] * 130)],
    ],
    ids=lambda lines: str(lines)[:60],
)
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_an_odd_file_says_the_same_in_pieces_and_whole(lines: list[str], line_end: str) -> None:
    text = seed_with(*lines).replace(b"\n", line_end.encode())
    assert in_pieces(text) == whole(text)

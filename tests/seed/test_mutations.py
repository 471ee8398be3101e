"""Texts damaged by chance: each is a document still or is refused with an error, and nothing else happens."""

from random import Random

import pytest

from articles import seed
from articles.seed.nodes import LINE_END
from tests.seed.texts import errors_of, problems_of, seed_with

WHOLE = [
    seed_with(
        "category: news",
        'excerpt: "Neap, spring & „Ebbe“ — all \\"tides\\" of the year\\u2028…"',
        "type: article",
        "quality: 61",
        "heat: 101",
        "published: true",
        'featuredContent: "<iframe src=\\"https://video.example/1\\"></iframe>"',
        "topics:\n  - Sea\n  - 'The Moon'\n  - 🧭",
        'images:\n  - url: "/quay.jpg"\n    width: 640\n    isCached: false\n    title: "Quay"',
        'related:\n  - title: "First"\n    webUrl: "https://harbour.example/1"\n    provider: {name: Post, domain: post.example}',
        '  - title: "Second"\n    originalUrl: "http://harbour.example/2"\n    images:\n      - url: /2.jpg\n    quality: 12',
        "desk: [south, {crew: 2}]  # not ours",
        'secured: "AAAAAAAAAAAAAAAAAAAAAA==;AAAAAAAAAAAAAAAAAAAAAA=="',
    ),
    b"taxonomy: topic\n_id: sea\nname: Sea\nkeywords:\n  - tide\nimages:\n  - https://a.example/b.jpg\nservices:\n  news: /a\n",
    b"---\ntaxonomy: organization\n_id: a.example\nname: A\notherNames: [B, C]\nimages:\n  - url: /a.jpg\n    width: 50\n---\n",
]
SNIPPETS = [
    b"\xe2\x80\xa8", b"\xef\xbb\xbf", b"\xef\xbf\xbe", b"\xee\x80\x80", b"\xff", b"\0", b"\\u0000", b"\\x07", b"\t", b"\r", b"\n",
    b"  ", b" #", b"&a ", b"*a", b"!!x ", b"<<: ", b"? ", b"- ", b": ", b'"', b"'", b"[", b"{", b"|\n", b">",
    b"---\n", b"...\n", b"%TAG !e! x\n",
]  # fmt: skip


def damaged(chance: Random) -> bytes:
    text = bytearray(chance.choice(WHOLE))
    lines = bytes(text).splitlines(keepends=True)
    at = chance.randrange(len(lines))
    match chance.randrange(5):
        case 0:
            for _ in range(chance.randrange(1, 8)):
                text[chance.randrange(len(text))] ^= 1 << chance.randrange(8)
        case 1:
            del text[chance.randrange(len(text)) :]
        case 2:
            return b"".join([*lines[:at], lines[at], *lines[at:]])
        case 3:
            return b"".join([*lines[:at], *lines[at + 1 :]])
        case _:
            for _ in range(chance.randrange(1, 4)):
                place = chance.randrange(len(text))
                text[place:place] = chance.choice(SNIPPETS)
    return bytes(text)


@pytest.mark.parametrize("start", range(0, 1_000, 250))
def test_a_damaged_text_is_a_document_or_is_refused_with_an_error(start: int) -> None:
    refused = 0
    for number in range(start, start + 250):
        text = damaged(Random(number))
        problems = problems_of(text, plain=True)
        lines = len(LINE_END.split(text.decode("utf-8", "replace")))
        assert all(1 <= p.line <= lines and p.field and p.code and p.message for p in problems)
        if any(problem.is_error for problem in problems):
            refused += 1
        else:
            document = seed.parse(text, plain=True)
            assert seed.parse(seed.serialise(document).encode(), plain=True) == document
    assert 25 < refused < 225


def test_a_damaged_text_that_is_read_still_takes_a_document() -> None:
    for number in range(1_000, 1_300):
        chance = Random(number)
        text = damaged(chance)
        if not errors_of(text, plain=True):
            document = seed.parse(chance.choice(WHOLE), plain=True)
            assert seed.parse(seed.rewrite(text, document, plain=True), plain=True) == document

"""A changed document in the style of its earlier text: other lines only where it says something else."""

from dataclasses import replace
from difflib import SequenceMatcher
from itertools import pairwise
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles import seed
from articles.seed.frontmatter import read_front_matter
from articles.seed.nodes import LINE_END
from articles.seed.schema import Field
from tests.seed.dialects import in_another_hand
from tests.seed.strategies import bodies, documents, law, one_field_changed, several
from tests.seed.texts import article

Changed = tuple[seed.SeedDocument, Field, seed.SeedDocument]

AUTHORED = """\
---
# The desk's own note.
title: 'Tides: a primer'   # working title
webUrl: https://harbour.example/tides
publishedDateTime:   2024-02-29
excerpt: >
  Folded over
  two lines.
highlight: |
  Kept
  as it is.
topics: [Sea, "The Moon"]
provider: {name: Harbour Post, domain: harbour.example}
related:
- title: First   # the eldest
  webUrl: https://harbour.example/1

- webUrl: "https://harbour.example/2"
  title: Second
  # seen twice
  quality: 7
images:
    - url: "/assets/quay.jpg"
      width: 640
odd: [~, {a: b}]
# the end
---
A body.
"""


def lines_of(text: str | bytes) -> list[str]:
    whole = text if isinstance(text, str) else text.decode()
    starts = [0, *(found.end() for found in LINE_END.finditer(whole)), len(whole)]
    return [whole[start:end] for start, end in pairwise(starts)]


def authored(end: str = "\n", mark: str = "") -> bytes:
    return (mark + AUTHORED.replace("\n", end)).encode()


def changes(old: bytes, new: bytes) -> list[tuple[str, str]]:
    """The lines taken out and put in, place by place."""
    before, after = lines_of(old), lines_of(new)
    return [
        ("".join(before[a:b]), "".join(after[c:d]))
        for kind, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
        if kind != "equal"
    ]


@law
@given(documents, st.integers(0, 10_000))
def test_a_text_that_says_the_same_stays_byte_for_byte(document: seed.SeedDocument, number: int) -> None:
    for text in (seed.serialise(document).encode(), in_another_hand(document, Random(number))):
        assert seed.rewrite(text, document, plain=True) == text


@law
@given(several(2), st.integers(0, 10_000))
def test_any_text_takes_any_document(pair: tuple[seed.SeedDocument, seed.SeedDocument], number: int) -> None:
    earlier, document = pair
    for text in (seed.serialise(earlier).encode(), in_another_hand(earlier, Random(number))):
        assert seed.parse(seed.rewrite(text, document, plain=True), plain=True) == document


@law
@given(documents, documents)
def test_a_text_of_one_kind_takes_a_document_of_another(one: seed.SeedDocument, other: seed.SeedDocument) -> None:
    text = seed.rewrite(seed.serialise(one).encode(), other, plain=True)
    assert seed.parse(text, plain=True) == other


@law
@given(one_field_changed, st.integers(0, 10_000))
def test_one_changed_field_changes_its_own_lines_only(changed: Changed, number: int) -> None:
    old, row, new = changed
    text = in_another_hand(old, Random(number))
    source = read_front_matter(text, plain=True)
    before, after = lines_of(source.text), lines_of(seed.rewrite(text, new, plain=True).removeprefix(b"\xef\xbb\xbf"))
    starts = {key.text: key.line - 1 for key, _ in source.root.pairs}
    if row.key not in starts or getattr(new, row.name) is None:
        taken, put = (set(), {"insert"}) if row.key not in starts else ({"delete"}, set())
        kinds = {code[0] for code in SequenceMatcher(None, before, after, autojunk=False).get_opcodes()}
        assert kinds <= {"equal"} | taken | put
        return
    first = starts[row.key]
    unfenced = source.front_end == len(source.text)
    end = len(before) if unfenced else source.line_at(source.front_end) - 1
    behind = before[min([start for start in starts.values() if start > first], default=end) :]
    assert after[:first] == before[:first]
    assert after[len(after) - len(behind) :] == behind


@law
@given(one_field_changed)
def test_a_field_put_into_canonical_text_or_taken_out_leaves_canonical_text(changed: Changed) -> None:
    old, row, new = changed
    if None in (getattr(old, row.name), getattr(new, row.name)):
        assert seed.rewrite(seed.serialise(old).encode(), new, plain=True).decode() == seed.serialise(new)


@law
@given(documents, bodies, st.integers(0, 10_000))
def test_another_body_leaves_the_front_matter_alone(document: seed.SeedDocument, body: str, number: int) -> None:
    text = in_another_hand(document, Random(number))
    front = text.removesuffix(document.body.encode())
    if front.endswith(b"\r") and body.startswith("\n"):
        return  # together they would be one line end
    assert seed.rewrite(text, replace(document, body=body), plain=True) == front + body.encode()


STYLES = pytest.mark.parametrize(
    "text", [authored(), authored("\r\n"), authored("\r"), authored(mark="\ufeff")], ids=["lf", "crlf", "cr", "bom"]
)


@STYLES
def test_a_new_title_keeps_its_quotes_and_its_comment(text: bytes) -> None:
    new = seed.rewrite(text, replace(article(text), title="It's neap: a primer"))
    [(old_line, new_line)] = changes(text, new)
    assert old_line.strip() == "title: 'Tides: a primer'   # working title"
    assert new_line.strip() == "title: 'It''s neap: a primer'   # working title"


@STYLES
def test_line_ends_and_byte_order_mark_stay(text: bytes) -> None:
    document = replace(article(text), heat=12, tags=("Quay",), excerpt="Short.")
    new = seed.rewrite(text, document)
    ends = {found[0] for found in LINE_END.finditer(new.decode())}
    assert len(ends) == 1
    assert new.startswith(b"\xef\xbb\xbf") == text.startswith(b"\xef\xbb\xbf")
    assert article(new) == document


@pytest.mark.parametrize(
    ("field", "value", "expected"),
    [
        ("web_url", "https://harbour.example/neap", [("webUrl: https://harbour.example/tides", "webUrl: https://harbour.example/neap")]),
        ("excerpt", "One line.", [("excerpt: >\n  Folded over\n  two lines.", 'excerpt: "One line."')]),
        ("highlight", None, [("highlight: |\n  Kept\n  as it is.", "")]),
        ("topics", ("Sea", "Stars"), [('topics: [Sea, "The Moon"]', "topics:\n  - Sea\n  - Stars")]),
        ("heat", 12, [("", "heat: 12")]),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)  # fmt: skip
def test_an_author_s_layout_changes_in_the_field_s_lines_only(
    field: str, value: object, expected: list[tuple[str, str]]
) -> None:
    new = seed.rewrite(authored(), replace(article(authored()), **{field: value}))  # type: ignore[arg-type]
    assert [(old.strip(), fresh.strip()) for old, fresh in changes(authored(), new)] == expected


def test_one_related_entry_changes_its_own_lines_only() -> None:
    document = article(authored())
    first, second = document.related or ()
    new = seed.rewrite(authored(), replace(document, related=(first, replace(second, title="Latter", quality=9))))
    assert changes(authored(), new) == [
        ("  title: Second\n", "  title: Latter\n"),
        ("  quality: 7\n", "  quality: 9\n"),
    ]


def test_an_entry_s_unknown_key_changes_that_entry_only() -> None:
    document = article(authored())
    first, second = document.related or ()
    new = seed.rewrite(
        authored(), replace(document, related=(replace(first, extra=seed.Pairs((("seen", "yes"),))), second))
    )
    assert changes(authored(), new) == [
        (
            "- title: First   # the eldest\n  webUrl: https://harbour.example/1\n",
            '- title: "First"\n  webUrl: "https://harbour.example/1"\n  seen: yes\n',
        )
    ]


@pytest.mark.parametrize("place", [0, 1, 2])
def test_an_added_entry_adds_its_own_lines_only(place: int) -> None:
    document = article(authored())
    entries = list(document.related or ())
    entries.insert(place, seed.Related("Third", web_url="https://harbour.example/3"))
    new = seed.rewrite(authored(), replace(document, related=tuple(entries)))
    assert changes(authored(), new) == [("", '- title: "Third"\n  webUrl: "https://harbour.example/3"\n')]


def test_a_removed_entry_takes_its_own_lines_only() -> None:
    document = article(authored())
    new = seed.rewrite(authored(), replace(document, related=(document.related or ())[1:]))
    assert changes(authored(), new) == [("- title: First   # the eldest\n  webUrl: https://harbour.example/1\n", "")]


def test_unknown_keys_are_changed_added_and_taken_out_in_their_own_lines() -> None:
    document = article(authored())
    changed = seed.rewrite(authored(), replace(document, extra=seed.Pairs((("odd", "no more"),))))
    assert changes(authored(), changed) == [("odd: [~, {a: b}]\n", "odd: no more\n")]
    added = seed.rewrite(authored(), replace(document, extra=seed.Pairs((*document.extra.pairs, ("even", "2")))))
    assert changes(authored(), added) == [("", "even: 2\n")]
    gone = seed.rewrite(authored(), replace(document, extra=seed.NOTHING))
    assert changes(authored(), gone) == [("odd: [~, {a: b}]\n", "")]


def test_absent_fields_stay_absent_when_others_change() -> None:
    new = seed.rewrite(authored(), replace(article(authored()), title="Neap"))
    assert b"published:" not in new
    assert b"heat:" not in new


def test_a_file_without_a_last_line_end_takes_another_line() -> None:
    text = b"taxonomy: topic\n_id: sea\nname: Sea"
    document = seed.Topic("sea", "Sea", parent="Water")
    assert seed.rewrite(text, document, plain=True) == text + b"\nparent: Water\n"


def test_the_last_value_of_a_file_without_a_last_line_end_is_changed_in_its_place() -> None:
    text = b"taxonomy: topic\n_id: sea\nname: Sea\nkeywords: [tide, moon]"
    new = seed.rewrite(text, seed.Topic("sea", "Sea", keywords=("tide",)), plain=True)
    assert new == text.replace(b"keywords: [tide, moon]", b"keywords:\n  - tide")


def test_a_dash_on_a_line_of_its_own_has_the_whole_list_written_anew() -> None:
    text = authored().replace(b"- title: First ", b"-\n  title: First ")
    document = article(text)
    first, second = document.related or ()
    document = replace(
        document, related=(replace(first, title="Eldest", images=()), second, replace(first, title="New"))
    )
    new = seed.rewrite(text, document)
    assert article(new) == document
    assert b'- title: "Eldest"\n' in new
    assert lines_of(new)[:10] == lines_of(text)[:10]


def test_an_image_may_become_a_url_and_a_url_an_image() -> None:
    text = b"taxonomy: topic\n_id: sea\nname: Sea\nimages:\n  - /a.jpg\n  # small\n  - {url: /b.jpg}\n"
    document = seed.Topic("sea", "Sea", images=(seed.Image("/a.jpg", width=9), "/b.jpg"))
    assert seed.rewrite(text, document, plain=True) == (
        b"taxonomy: topic\n_id: sea\nname: Sea\nimages:\n  - url: /a.jpg\n    width: 9\n  # small\n  - /b.jpg\n"
    )


def test_a_topic_that_gets_a_body_gets_fences() -> None:
    text = b"taxonomy: topic\n_id: sea\nname: 'Sea'\n"
    new = seed.rewrite(text, seed.Topic("sea", "Sea", body="A note.\n"), plain=True)
    assert new == b"---\ntaxonomy: topic\n_id: sea\nname: Sea\n---\nA note.\n"


def test_a_mapping_written_on_one_line_takes_a_new_value() -> None:
    text = b"---\n{title: Sea, publishedDateTime: 2024-02-29, webUrl: 'http://a.example', provider: {domain: a.example}}\n---\n"
    document = replace(article(text), title="Sea, sky [and] land")
    assert seed.rewrite(text, document) == text.replace(b"title: Sea", b'title: "Sea, sky [and] land"')

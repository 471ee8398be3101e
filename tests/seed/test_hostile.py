"""Texts that want to crash, fill or fool whoever reads them: each is refused at its line, at once, and nothing else happens."""

import time
from base64 import b64encode

import pytest

from articles import seed
from articles.seed.frontmatter import MOST_DEPTH, MOST_NODES, MOST_SEED_BYTES
from articles.seed.problem import MOST_PROBLEMS
from tests.seed.texts import FIRST_FREE_LINE as LINE
from tests.seed.texts import article, errors_of, problems_of, seed_with

MOST_SECONDS = 5.0  # of the processor; each of these takes well under one
MEBIBYTE = MOST_SEED_BYTES

# A name, the text, and the code and line of its first error.
HOSTILE: list[tuple[str, bytes, str, int]] = [
    ("nothing", b"", "empty", 1),
    ("only a byte order mark", b"\xef\xbb\xbf", "empty", 1),
    ("only white space", b" \r\n\t\n", "empty", 1),
    ("only fences", b"---\n---\n", "not-a-mapping", 1),
    ("only a comment", b"---\n# title: a\n---\n", "not-a-mapping", 2),
    ("two byte order marks", b"\xef\xbb\xbf---\n\xef\xbb\xbf" + seed_with()[4:], "byte-order-mark", 2),
    ("a list", b"---\n- title\n---\n", "not-a-mapping", 2),
    ("a text", b"---\ntitle\n---\n", "not-a-mapping", 2),
    ("no opening fence", b"title: a\n---\n", "no-front-matter", 1),
    ("an empty line before the fence", b"\n---\ntitle: a\n---\n", "no-front-matter", 1),
    ("no closing fence", seed_with().replace(b"\n---\n\n", b"\n"), "no-closing-fence", 1),
    ("a closing fence that is indented", seed_with().replace(b"\n---\n\n", b"\n ---\n"), "no-closing-fence", 1),
    ("a closing fence of four dashes", seed_with().replace(b"\n---\n\n", b"\n----\n"), "no-closing-fence", 1),
    ("a byte too large", seed_with(body="a" * (MEBIBYTE + 1 - len(seed_with(body="")))), "too-large", 1),
    ("latin-1", seed_with('excerpt: "Café"').decode().encode("latin-1"), "encoding", LINE),
    ("half a character", seed_with(body="\n\n🧭")[:-1], "encoding", LINE + 3),
    ("an encoded surrogate", seed_with() + b"\xed\xa0\x80", "encoding", LINE + 2),
    ("an overlong slash", seed_with("category: a").replace(b": a\n", b": \xc0\xaf\n"), "encoding", LINE),
    ("UTF-16", seed_with().decode().encode("utf-16"), "encoding", 1),
    ("UTF-16 without a mark", seed_with().decode().encode("utf-16-le"), "control-character", 1),
    ("a raw NUL", seed_with('excerpt: "a\0b"'), "control-character", LINE),
    ("a raw bell", seed_with('excerpt: "a\x07b"'), "control-character", LINE),
    ("a raw form feed", seed_with("excerpt: a\x0cb"), "control-character", LINE),
    ("a raw DEL", seed_with("excerpt: a\x7fb"), "control-character", LINE),
    ("a raw next line", seed_with("excerpt: a\x85b"), "control-character", LINE),
    ("a raw C1 character", seed_with("excerpt: a\x9bb"), "control-character", LINE),
    ("a control character in the body", seed_with(body="\na\n\x1b[31m"), "control-character", LINE + 3),
    ("an escaped NUL", seed_with('excerpt: "a\\0b"'), "control-character", LINE),
    ("an escaped escape", seed_with('excerpt: "\\e[31m"'), "control-character", LINE),
    ("an escaped next line", seed_with('excerpt: "a\\Nb"'), "control-character", LINE),
    ("an escaped DEL in a key", seed_with('"a\\x7fb": c'), "control-character", LINE),
    ("an escaped surrogate", seed_with('excerpt: "\\ud800"'), "syntax", LINE),
    ("an escape past Unicode", seed_with('excerpt: "\\UFFFFFFFF"'), "syntax", LINE),
    ("an alias", seed_with("excerpt: *a"), "alias", LINE),
    ("an anchor", seed_with("excerpt: &a b"), "anchor", LINE),
    ("an anchored mapping", seed_with("odd: &a {b: c}"), "anchor", LINE),
    ("an alias bomb", seed_with("a: &a [x, x, x]", "b: &b [*a, *a, *a]", "c: [*b, *b, *b]"), "anchor", LINE),
    ("an anchor that holds itself", seed_with("a: &a [*a]"), "anchor", LINE),
    ("a merge key", seed_with("odd:\n  <<: {a: b}"), "merge-key", LINE + 1),
    ("a merge key at the top", seed_with("<<: {title: b}"), "merge-key", LINE),
    ("a tag", seed_with("excerpt: !important a"), "tag", LINE),
    ("a tag of YAML's own", seed_with("excerpt: !!str a"), "tag", LINE),
    ("an unspecific tag", seed_with("excerpt: ! a"), "tag", LINE),
    ("a tag that runs a command", seed_with("odd: !!python/object/apply:os.system ['true']"), "tag", LINE),
    ("a tag that makes an object", seed_with("odd: !!python/object/new:object {}"), "tag", LINE),
    ("a tag that makes binary", seed_with("odd: !!binary aGk="), "tag", LINE),
    ("a title twice", seed_with("type: a").replace(b"type", b"title"), "duplicate-key", LINE),
    ("a nested key twice", seed_with("odd:", "  a: b", "  a: c"), "duplicate-key", LINE + 2),
    ("a key twice in other quotes", seed_with("type: a", "'type': b"), "duplicate-key", LINE + 1),
    ("21 lists deep", seed_with("odd: " + "[" * MOST_DEPTH + "]" * MOST_DEPTH), "too-deep", LINE),
    ("21 blocks deep", seed_with("odd:", *(" " * n + "- a:" for n in range(0, 40, 2))), "too-deep", LINE + 10),
    ("40,000 lists deep", seed_with("odd: " + "[" * 40_000 + "]" * 40_000), "too-deep", LINE),
    ("40,000 lists deep on as many lines", seed_with("odd: " + "[\n" * 40_000), "too-deep", LINE + MOST_DEPTH - 1),
    ("40,000 mappings deep", seed_with("odd: " + "{a: " * 40_000), "too-deep", LINE),
    ("40,000 dashes", seed_with("odd:", " " + "- " * 40_000), "too-deep", LINE + 1),
    ("40,000 questions", seed_with("? " * 40_000), "key", LINE),
    ("50,001 values", seed_with("odd: [" + "a," * MOST_NODES + "]"), "too-many-nodes", LINE),
    ("two documents", seed_with("...", "--- {title: b}"), "two-documents", LINE + 1),
    ("a fence with a comment", seed_with("--- # more", "type: b"), "two-documents", LINE),
    ("a directive", b"---\n%YAML 1.1\n--- {title: a}\n---\n", "directive", 2),
    ("a tag directive", b"---\n%TAG ! tag:a,2024:\n--- {title: !b c}\n---\n", "directive", 2),
    ("a list as key", seed_with("? [a, b]", ": c"), "key", LINE),
    ("a mapping as key", seed_with("{a: b}: c"), "key", LINE),
    ("a key of a hundred thousand", seed_with("? " + "a" * 100_000, ": b"), "long-key", LINE),
    ("a tab as indentation", seed_with("odd:", "\ta: b"), "syntax", LINE + 1),
    ("an open quote", seed_with('excerpt: "a', "type: b"), "syntax", LINE),
    ("an open bracket", seed_with("tags: [a, b", "type: c"), "syntax", LINE + 1),
    ("a colon in a bare text", seed_with("excerpt: a: b"), "syntax", LINE),
    ("a bare percent sign", seed_with("excerpt: %a"), "syntax", LINE),
    ("a bare at sign", seed_with("excerpt: @a"), "syntax", LINE),
    ("a list for a title", seed_with("title:\n  - one\n  - two"), "kind", 6),
    ("a mapping for a title", seed_with("title: {a: b}"), "kind", 6),
    ("a text for topics", seed_with("topics: AI"), "kind", LINE),
    ("an empty text for topics", seed_with('topics: ""'), "kind", LINE),
    ("a mapping for topics", seed_with("topics: {a: b}"), "kind", LINE),
    ("a list among topics", seed_with("topics:", "  - a", "  - [b]"), "kind", LINE + 2),
    ("an empty topic", seed_with("topics:", "  - a", "  -"), "empty", LINE + 2),
    ("a mapping for a URL", seed_with("sourceUrl: {a: b}"), "kind", LINE),
    ("a text for a provider", seed_with("provider: Harbour"), "kind", 5),
    ("nothing for a provider", seed_with("provider:"), "kind", 5),
    ("a text for an image", seed_with("images:", "  - /a.jpg"), "kind", LINE + 1),
    ("a list for an image", seed_with("images:", "  - - /a.jpg"), "kind", LINE + 1),
    ("an image without a URL", seed_with("images:", "  - width: 5"), "missing", LINE + 1),
    ("a related entry without a URL", seed_with("related:", "  - title: a"), "missing", LINE + 1),
    ("a related entry that is empty", seed_with("related: [{}]"), "missing", LINE),
    ("nonsense for a taxonomy", seed_with("taxonomy: nonsense"), "taxonomy", LINE),
    ("a list for a taxonomy", seed_with("taxonomy: [topic]"), "taxonomy", LINE),
    ("a bare NO for a flag", seed_with("published: NO"), "flag", LINE),
    ("a word for a number", seed_with("quality: many"), "whole", LINE),
    ("nothing for a number", seed_with("heat:"), "whole", LINE),
    ("a day that is none", seed_with("updatedDateTime: 2023-02-30"), "moment", LINE),
    ("a script for a URL", seed_with('sourceUrl: "javascript:alert(1)"'), "url-scheme", LINE),
    ("a password in a URL", seed_with('sourceUrl: "https://a:b@harbour.example"'), "url-credentials", LINE),
    ("a payload that is not sealed", seed_with('secured: "c2hvcnQ=;c2hvcnQ="'), "sealed", LINE),
    ("a title without a word", seed_with('title: " "'), "empty", 6),
    ("a long title", seed_with(f"title: {'a' * 2_001}"), "too-long", 6),
    ("a long unknown text", seed_with(f"odd: {'a' * 20_001}"), "too-long", LINE),
    ("201 related entries", seed_with("related:", "  - {title: a, webUrl: 'http://a.example'}\n" * 201), "too-many", LINE),
    ("a million of one letter", seed_with("excerpt: " + "a" * 1_000_000), "too-long", LINE),
    ("a million digits", seed_with("heat: " + "1" * 1_000_000), "too-long", LINE),
    ("half a million line ends", seed_with("heat: |", "\n" * 500_000), "whole", LINE),
]  # fmt: skip

TABLE = pytest.mark.parametrize(("text", "code", "line"), [row[1:] for row in HOSTILE], ids=[row[0] for row in HOSTILE])


@TABLE
def test_a_hostile_text_is_refused_at_its_line(text: bytes, code: str, line: int) -> None:
    began = time.process_time()
    with pytest.raises(seed.SeedError) as refused:
        seed.parse(text, "harbour.md")
    assert time.process_time() - began < MOST_SECONDS
    first = next(problem for problem in refused.value.problems if problem.is_error)
    assert (first.code, first.line, first.path) == (code, line, "harbour.md")


@TABLE
def test_a_hostile_text_without_fences_raises_nothing_worse(text: bytes, code: str, line: int) -> None:
    for cut in (text, text.removeprefix(b"---\n"), text.replace(b"---\n", b"")):
        problems_of(cut, plain=True)


def test_a_text_that_is_not_utf_8_says_the_byte() -> None:
    [problem] = problems_of(b"---\ntitle: \xff\n---\n")
    assert str(problem) == "harbour.md:2: file: not UTF-8 at byte 11; save it as UTF-8"


def test_a_duplicate_key_says_both_lines() -> None:
    [problem] = problems_of(seed_with("type: a", "heat: 5", "type: b"))
    assert str(problem) == "harbour.md:9: type: key type is on line 7 and again on line 9; keep one"


def test_a_duplicate_key_deep_inside_says_where() -> None:
    [problem] = problems_of(
        seed_with(
            "related:",
            "  - title: a",
            '    webUrl: "http://a.example"',
            "    images:",
            "      - url: /a",
            "        url: /b",
        )
    )
    assert (problem.line, problem.field) == (12, "related[0].images[0].url")


def test_each_of_many_repetitions_names_the_first_line() -> None:
    problems = problems_of(seed_with("type: a", "type: b", "type: c"))
    assert [(problem.line, "line 7" in problem.message) for problem in problems] == [(8, True), (9, True)]


def test_twenty_levels_and_fifty_thousand_values_are_fine() -> None:
    deep = "[" * (MOST_DEPTH - 1) + "]" * (MOST_DEPTH - 1)
    wide = "[" + "a," * (MOST_NODES - 20) + "]"
    assert errors_of(seed_with(f"odd: {deep}")) == []
    assert errors_of(seed_with(f"odd: {wide}")) == []


def test_a_mebibyte_is_fine() -> None:
    assert errors_of(seed_with(body="a" * (MEBIBYTE - len(seed_with(body=""))))) == []


def test_very_many_problems_are_told_by_their_first_thousand() -> None:
    for lines in (
        "  - {}\n" * 12_000,
        "  - &a b\n" * 12_000,
        "  - {url: /a, url: /b}\n" * 9_000,
        '  - {a: "\\a"}\n' * 9_000,
    ):
        problems = problems_of(seed_with("images:", lines))
        assert len(problems) == MOST_PROBLEMS + 1
        assert problems[-1].code == "more"
        assert problems[-1].is_error


def test_very_many_warnings_are_no_error() -> None:
    data = seed_with(*(f"odd{number}: a" for number in range(20_000)))
    problems = problems_of(data)
    assert len(problems) == MOST_PROBLEMS + 1
    assert not any(problem.is_error for problem in problems)
    assert len(article(data).extra.pairs) == 20_000


def test_a_tag_s_long_prefix_is_not_multiplied() -> None:
    bomb = b"%TAG !e! !" + b"a" * 500_000 + b"\n--- {odd: [" + b"!e!b c," * 40_000 + b"]}"
    began = time.process_time()
    assert errors_of(bomb, plain=True) == [(1, "file", "directive")]
    assert time.process_time() - began < MOST_SECONDS


def test_a_key_cannot_hide_in_a_comment() -> None:
    for odd in "\u2028\u2029":
        assert article(seed_with(f"# a note{odd}heat: 5")).heat is None


def test_a_report_line_is_one_line_and_commands_no_terminal() -> None:
    problems = problems_of(seed_with('"a\\nb\\e[31m": c', 'heat: "1\\n2\\u2028"', '"": d'))
    assert [line for line in map(str, problems) if not line.isprintable()] == []
    assert [problem.field for problem in problems] == ["a\nb\x1b[31m", "a\nb\x1b[31m", "heat", '""']


GOOD = [
    ("CRLF", seed_with("heat: 5").replace(b"\n", b"\r\n")),
    ("lone CR", seed_with("heat: 5", body="").replace(b"\n", b"\r")),
    ("a byte order mark", b"\xef\xbb\xbf" + seed_with("heat: 5")),
    ("white space behind the fences", seed_with("heat: 5").replace(b"---\n", b"--- \t\n")),
    ("no line end at the end", seed_with("heat: 5", body="").rstrip(b"\n")),
    ("a comment and an empty line", seed_with("# a note", "", "heat: 5 # degrees")),
    ("a fence in the body", seed_with("heat: 5", body="\n---\n%TAG &a *b\n---\n")),
    ("another order and quotes", seed_with("'heat': \"5\"")),
    ("a tab behind a colon", seed_with("heat:\t5")),
    ("a document end", seed_with("heat: 5", "...")),
]  # fmt: skip


@pytest.mark.parametrize("text", [text for _, text in GOOD], ids=[name for name, _ in GOOD])
def test_an_odd_but_honest_text_is_read(text: bytes) -> None:
    document = article(text)
    assert (document.title, document.heat) == ("The harbour keeps its own time", 5)


def test_a_sealed_payload_may_be_long() -> None:
    payload = f"{b64encode(bytes(480_000)).decode()};{b64encode(bytes(16)).decode()}"
    assert article(seed_with(f'secured: "{payload}"')).secured == payload

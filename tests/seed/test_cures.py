"""Where YAML stops, the author reads which field to mend, on which line, and how."""

import pytest

from articles import seed
from articles.seed.problem import WARNING
from tests.seed.texts import FIRST_FREE_LINE as LINE
from tests.seed.texts import article, errors_of, problems_of, seed_with

QUOTE = "put the value in double quotes"


@pytest.mark.parametrize(
    "value",
    [
        "Kepler: a life", "Kepler:", "a: b: c", 'He said: "yes"', "@jack leaves", "%50 off", "& Juliet", "&Juliet opens",
        "[Update] Storm", "[Update]", "{x} y", "{x}", "> than ever", ">1m people", "| pipes", "*NSYNC returns", "* a star",
        "!Important words", "`code`", "? what", "- what", ", what", "] what", "} what", "'tis the season", "'Tis' the season",
        '"Yes" she said', '"She said "yes" to it"', "'It's here'", '"abc",', "{{ page.title }}", "{% raw %}",
    ],
)  # fmt: skip
@pytest.mark.parametrize(
    ("head", "line", "field"),
    [
        ("title: ", 6, "title"), ("excerpt: ", LINE, "excerpt"),
        ("images:\n  - url: /a\n    title: ", LINE + 2, "images[0].title"),
        ("related:\n- title: a\n  webUrl: 'http://a.example'\n- title: ", LINE + 3, "related[1].title"),
    ],
    ids=["title", "excerpt", "images", "related"],
)  # fmt: skip
def test_a_bare_value_that_yaml_takes_for_more_is_named_with_its_cure(
    value: str, head: str, line: int, field: str
) -> None:
    problem = problems_of(seed_with(head + value, "type: article"))[0]
    assert (problem.line, problem.field, problem.is_error) == (line, field, True)
    assert QUOTE in problem.message


@pytest.mark.parametrize("value", ["A: b", "@handle", "[a] b", '"A" b'])
def test_a_topic_is_told_of_by_its_place(value: str) -> None:
    problem = problems_of(seed_with("topics:", "  - Sea", f"  - {value}"))[0]
    assert (problem.line, problem.field) == (LINE + 2, "topics[1]")
    assert QUOTE in problem.message


def test_a_provider_s_name_is_told_of_by_its_place() -> None:
    [problem] = problems_of(seed_with("provider:\n  domain: a.example\n  name: Tides: the paper"))
    assert (problem.line, problem.field) == (7, "provider.name")


def test_a_value_with_double_quotes_says_how_to_write_them() -> None:
    [problem] = problems_of(seed_with('excerpt: He said: "yes"'))
    assert problem.message.endswith(r"double quotes, and write each double quote inside it as \"")


@pytest.mark.parametrize("quote", ['"', "'"])
@pytest.mark.parametrize("rest", [["type: article", "heat: 3"], ['type: "article"', "category: 'news'"], []])
def test_an_open_quote_is_told_at_its_own_line(quote: str, rest: list[str]) -> None:
    [problem] = problems_of(seed_with("quality: 5", f"excerpt: {quote}Neap and spring", *rest))
    assert (problem.line, problem.field) == (LINE + 1, "excerpt")
    assert "the quote that opens here is not closed" in problem.message


def test_a_quoted_value_of_several_lines_is_not_blamed_for_a_later_fault() -> None:
    data = seed_with('excerpt: "Neap', '  and: "', "highlight: |", '  "Neap" and', "category: a: b")
    assert errors_of(data) == [(LINE + 4, "category", "syntax")]


def told(*lines: str) -> tuple[int, str, str]:
    problem = problems_of(seed_with(*lines))[0]
    return problem.line, problem.field, problem.message


def test_other_faults_have_words_of_their_own() -> None:
    tab = "a tab at the start of the line; indent with spaces"
    for lines in (["odd:", "\ta: b"], ["topics:", "\t- b"], ["topics:\n  - a", "\t- b"]):
        assert told(*lines)[1:] == ("file", tab)
    assert told("type: a", "\tcategory: b")[::2] == (LINE + 1, tab)
    assert told("type: a", "  heat: 1") == (
        LINE + 1, "file", f"indented more than line {LINE}, which has a value already; indent it as its neighbours are",
    )  # fmt: skip
    for lines in (["type:a"], ["heat:5", "type: x"]):
        assert told(*lines) == (LINE, "file", "a space is missing behind the colon; write key: value")
    assert told("excerpt: Neap", "and spring", "type: a")[::2] == (
        LINE + 1, f"neither a key nor a value; if it belongs to the value above it, join the two lines and {QUOTE}",
    )  # fmt: skip
    assert told(r'excerpt: "C:\quay"') == (
        LINE, "excerpt", r"a backslash in double quotes begins an escape, and \q is none; write \\ for a backslash",
    )  # fmt: skip


MARKED = ["<<<<<<< HEAD", "heat: 1", "=======", "heat: 2", ">>>>>>> branch"]


def test_a_conflict_that_git_left_is_told_at_its_first_line() -> None:
    for data, line in [
        (seed_with("type: a", *MARKED), LINE + 1),
        (seed_with(*MARKED), LINE),
        ("\n".join(["<<<<<<< HEAD", seed_with().decode(), "=======", ">>>>>>> b"]).encode(), 1),
    ]:
        [problem] = problems_of(data)
        assert (problem.line, problem.field) == (line, "file")
        assert problem.message.startswith("a conflict that git left; keep one side")
    in_body = problems_of(seed_with(body="\nTides\n=======\n\n" + "\n".join(MARKED)))
    assert [(each.line, each.code, each.severity) for each in in_body] == [(LINE + 5, "left-by-git", WARNING)]
    assert problems_of(seed_with(body="\nTides\n=======\n\n>>>>>>> quoted\n")) == []


def test_a_stray_fence_is_told_with_what_it_turns_into_text() -> None:
    front, rest = "excerpt: a", ["published: true", "topics:", "  - Sea"]
    [problem] = problems_of(seed_with(front, "---", *rest))
    assert (problem.line, problem.code, problem.severity) == (LINE + 1, "stray-fence", WARNING)
    assert "published, topics" in problem.message
    whole = seed_with()
    [error] = problems_of(b"---\nexcerpt: a\n---\n" + whole[4:])
    assert (error.line, error.code, error.is_error) == (3, "stray-fence", True)
    for body in ("\ntitle: a\n", "\nA note.\n\n---\n\nMore.\n", "\ntitle: a\nand more\n---\n", "\n---\n"):
        assert problems_of(seed_with(body=body)) == []


@pytest.mark.parametrize(
    ("line", "field", "value", "cut"),
    [
        ("title: The #hashtag turns 20", "title", "The", "“#hashtag turns 20”"),
        ("excerpt: #MeToo, a year later", "excerpt", "", "“#MeToo, a year later”"),
        ("highlight: C # and others", "highlight", "C", "“# and others”"),
    ],
)
def test_what_a_number_sign_cuts_from_a_text_is_shown(line: str, field: str, value: str, cut: str) -> None:
    data = seed_with(line)
    assert getattr(article(data), field) == value
    [problem] = problems_of(data)
    assert (problem.field, problem.code, problem.severity) == (field, "cut", WARNING)
    assert cut in problem.message
    assert QUOTE in problem.message


def test_what_is_cut_from_topics_and_entries_is_shown_and_other_comments_are_not() -> None:
    data = seed_with(
        "heat: 5 # degrees", "topics: # two", "  - 'Sea' # quoted", "  - C #1", "related:", "  - title: One #2",
        "    webUrl: https://a.example/#b # a note", "# a note",
    )  # fmt: skip
    assert [(each.field, each.code) for each in problems_of(data)] == [
        ("topics[1]", "cut"),
        ("related[0].title", "cut"),
    ]
    assert problems_of(seed_with("topics:", "  - #sea"))[0].code == "cut"


@pytest.mark.parametrize(
    ("written", "read"),
    [
        (r'"smile \ud83d\ude00"', "smile 😀"),
        (r'"\uD83D\uDE00\ud83d\uDE01 \ue000"', "😀😁 \ue000"),
        (r'"\\ud83d\\ude00"', r"\ud83d\ude00"),
        (r'"\\\ud83d\ude00"', "\\😀"),
        (r"'\ud83d\ude00'", r"\ud83d\ude00"),
        (r"\uD83D\ude00", r"\uD83D\ude00"),
    ],
)
def test_a_pair_of_surrogates_is_its_character_where_escapes_are_read(written: str, read: str) -> None:
    data = seed_with(f"excerpt: {written}", f"related: [{{title: {written}, webUrl: 'http://a.example'}}]", "heat: 5")
    document = article(data)
    assert (document.excerpt, [entry.title for entry in document.related or ()]) == (read, [read])
    assert seed.rewrite(data, document) == data
    assert errors_of(data.replace(b"heat: 5", b"heat: warm")) == [(LINE + 2, "heat", "whole")]


@pytest.mark.parametrize("half", [r"\ud83d", r"\ude00", r"\ude00\ud83d"])
def test_half_a_pair_of_surrogates_says_so(half: str) -> None:
    [problem] = problems_of(seed_with(f'excerpt: "a {half} b"'))
    assert (problem.line, problem.field) == (LINE, "excerpt")
    assert problem.message.startswith(f"{half[:6]} is one half of a character")


def test_a_negative_size_and_a_topic_named_twice_are_warnings_and_are_kept() -> None:
    data = seed_with(
        "topics: [Sea, Moon, Sea]",
        "tags:",
        "  - a",
        "  - a",
        "images:",
        "  - url: /a",
        "    width: -5",
        "    height: 0",
    )
    assert [(each.line, each.field, each.code, each.severity) for each in problems_of(data)] == [
        (LINE, "topics[2]", "twice", WARNING),
        (LINE + 3, "tags[1]", "twice", WARNING),
        (LINE + 6, "images[0].width", "negative", WARNING),
    ]
    document = article(data)
    assert (document.topics, document.images) == (("Sea", "Moon", "Sea"), (seed.Image("/a", width=-5, height=0),))
    assert problems_of(seed_with("heat: -1", "quality: -3")) == []


def test_a_value_is_told_as_a_file_writes_it() -> None:
    nested = seed.Image("/a", extra=seed.Pairs((("k", ("v", seed.Pairs((("x", "y"),)))),)))
    for value, text in [
        (True, "true"), (-1, "-1"), ("It's: so", "It's: so"), (["Sea", "a, b"], '[Sea, "a, b"]'), ([], "[]"),
        ({"url": "/a", "isCached": False}, "{url: /a, isCached: false}"),
        (seed.as_json(nested), "{url: /a, k: [v, {x: y}]}"),
    ]:  # fmt: skip
        assert seed.as_written(value) == text


RELATED = "related:\n  - title: "
CLOSED_LATE: dict[str, tuple[list[str], int, str, str, bool]] = {
    "a text": (['excerpt: "Neap', 'type: article"'], 0, "excerpt", "type", False),
    "an apostrophe": (["excerpt: 'Neap", "type: article", "heat: 3'"], 0, "excerpt", "type, heat", False),
    "a line behind": (["excerpt: 'Neap", "  and spring", "type: article'"], 0, "excerpt", "type", False),
    "a blank line": (["excerpt: 'Neap", "", "type: article'"], 0, "excerpt", "type", False),
    "a number": (['quality: "5', 'type: article"'], 0, "quality", "type", True),
    "a required field": (['title: "Neap', 'publishedDateTime: 2024-02-29T06:30:00Z"'], -2, "title", "publishedDateTime", True),
    "a URL": (['sourceUrl: "https://a.example/', 'webUrl: https://a.example/"'], -1, "sourceUrl", "webUrl", True),
    "topics": (["topics:", '  - "Sea', "  - Moon", 'heat: 3"'], 1, "topics[0]", "“- Moon”, heat", False),
    "a list": (['topics: "Sea', 'heat: 3"'], 0, "topics", "heat", True),
    "an entry": ([f'{RELATED}"Neap', '    webUrl: https://a.example/1"'], 1, "related[0].title", "webUrl", True),
    "entries": (
        [f'{RELATED}"Neap', "    originalUrl: a", "  - title: b", '    webUrl: c"'], 1, "related[0].title",
        "originalUrl, title, webUrl", True,
    ),
    "a provider": (['provider:\n  name: "Neap', '  domain: harbour.example"'], -1, "provider.name", "domain", True),
    "a key of nobody": (['odd: "Neap', "'type': spring\""], 0, "odd", "type", False),
}  # fmt: skip


@pytest.mark.parametrize("what", CLOSED_LATE)
def test_a_quote_that_is_closed_only_behind_further_keys_is_told_at_its_own_line(what: str) -> None:
    lines, place, field, swallowed, is_error = CLOSED_LATE[what]
    found = [each for each in problems_of(seed_with(*lines)) if each.code != "unknown-key"]
    assert [(each.field, each.is_error) for each in found] == [(field, is_error)]
    assert found[0].line == LINE + place
    assert f"is not closed on its line, so {swallowed} below it" in found[0].message
    assert found[0].message.endswith(("put a double quote at the end of the value", "close it, or " + QUOTE))


@pytest.mark.parametrize(
    "lines",
    [
        ['excerpt: "Neap', '  type: article"'], ['excerpt: "Neap', 'and spring: tides"'], ['excerpt: "Neap', 'type:a"'],
        ['excerpt: "Neap: type: a"'], ['excerpt: "Neap', '- spring"'], ["excerpt: |", '  "Neap', "type: article"],
        ['related: [{title: "Neap', 'type: b", webUrl: "https://a.example"}]'],
        [f'{RELATED}"Neap', '      webUrl: b"', "    webUrl: /"],
        ["topics:", '  - "Sea', '    - Moon"'],
    ],
)  # fmt: skip
def test_a_quoted_value_of_several_lines_is_no_open_quote(lines: list[str]) -> None:
    assert "open-quote" not in {each.code for each in problems_of(seed_with(*lines))}

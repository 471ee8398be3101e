"""All problems of a text at once, each with file, line, field and code, in words for the one who can mend it."""

import pytest

from articles import seed
from articles.seed.problem import WARNING
from tests.seed.texts import FIRST_FREE_LINE as LINE
from tests.seed.texts import article, errors_of, problems_of, seed_with

WRONG = b"""\
---
title: NO
colour: blue
publishedDateTime: 2023-02-30
webUrl: "ftp://harbour.example/time"
quality: many
heat:
published: NO
provider:
  name: Harbour Post
  images:
    - width: wide
      hue: blue
topics: Sea
related:
  - title: ""
    webUrl: http://harbour.example/1
  - provider:
      domain: not a domain
secured: open
heat: 5
---
"""


def test_all_problems_are_told_at_once_in_the_order_of_their_lines() -> None:
    assert [(problem.line, problem.field, problem.code) for problem in problems_of(WRONG)] == [
        (3, "colour", "unknown-key"),
        (4, "publishedDateTime", "moment"),
        (5, "webUrl", "url-scheme"),
        (6, "quality", "whole"),
        (7, "heat", "whole"),
        (8, "published", "flag"),
        (9, "provider.domain", "missing"),
        (12, "provider.images[0].width", "whole"),
        (12, "provider.images[0].url", "missing"),
        (13, "provider.images[0].hue", "unknown-key"),
        (14, "topics", "kind"),
        (16, "related[0].title", "empty"),
        (18, "related[1].title", "missing"),
        (18, "related[1].webUrl", "missing"),
        (19, "related[1].provider.domain", "domain"),
        (20, "secured", "sealed"),
        (21, "heat", "duplicate-key"),
    ]


def test_each_problem_names_its_file_and_says_what_is_expected() -> None:
    said = [str(problem) for problem in problems_of(WRONG) if problem.is_error]
    assert all(line.startswith("harbour.md:") for line in said)
    assert "harbour.md:8: published: expected true or false, found “NO”" in said
    assert "harbour.md:14: topics: expected a list, found text" in said
    assert "harbour.md:4: publishedDateTime: no such date or time: “2023-02-30”" in said


def test_an_error_s_text_is_all_of_its_problems() -> None:
    with pytest.raises(seed.SeedError) as refused:
        seed.parse(WRONG, "harbour.md")
    assert str(refused.value) == "\n".join(map(str, problems_of(WRONG)))


def test_a_problem_is_json() -> None:
    [problem] = problems_of(seed_with("heat: warm"))
    assert problem.as_json() == {
        "path": "harbour.md",
        "line": LINE,
        "field": "heat",
        "code": "whole",
        "message": "expected a whole number, found “warm”",
        "severity": "error",
    }


def test_what_comes_before_a_place_that_cannot_be_read_is_told_too() -> None:
    data = seed_with("type: &a b", "type: c", "excerpt: *", "heat: [")
    assert errors_of(data) == [(7, "type", "anchor"), (8, "type", "duplicate-key"), (9, "excerpt", "syntax")]


def test_an_unknown_key_is_a_warning_and_is_kept_in_its_place() -> None:
    data = seed_with("colour: [blue, {shade: ~}]", "related:", "  - {title: a, webUrl: 'http://a.example', mood: NO}")
    assert [(p.line, p.field, p.code, p.severity) for p in problems_of(data)] == [
        (7, "colour", "unknown-key", WARNING),
        (9, "related[0].mood", "unknown-key", WARNING),
    ]
    document = article(data)
    assert document.extra == seed.Pairs((("colour", ("blue", seed.Pairs((("shade", "~"),)))),))
    assert [entry.extra for entry in document.related or ()] == [seed.Pairs((("mood", "NO"),))]
    assert "\ncolour:\n  - blue\n  - shade: ~\n" in seed.serialise(document)
    assert "\n    mood: NO\n" in seed.serialise(document)


def test_a_file_without_any_key_misses_what_an_article_needs() -> None:
    assert errors_of(b"---\n{}\n---\n") == [
        (2, "title", "missing"),
        (2, "publishedDateTime", "missing"),
        (2, "provider", "missing"),
        (2, "webUrl", "missing"),
    ]


def test_only_a_topic_s_file_is_whole_without_its_fences() -> None:
    topic, organization = b"taxonomy: topic\n_id: a\nname: A\n", b"taxonomy: organization\n_id: a\nname: A\n"
    assert errors_of(topic, plain=True) == []
    assert errors_of(b"---\n" + topic, plain=True) == []
    assert errors_of(organization, plain=True) == []
    assert errors_of(b"---\n" + organization, plain=True) == [(1, "file", "no-closing-fence")]
    article_text = seed_with().removesuffix(b"\n---\n\n")
    assert errors_of(article_text, plain=True) == [(1, "file", "no-closing-fence")]
    assert errors_of(article_text.removeprefix(b"---\n"), plain=True) == [(1, "file", "no-front-matter")]
    for text in (topic, organization):
        assert errors_of(text) == [(1, "file", "no-front-matter")]


@pytest.mark.parametrize("kind", ["topic", "organization"])
def test_topics_and_organizations_need_an_identifier_and_a_name(kind: str) -> None:
    assert errors_of(f"taxonomy: {kind}\n".encode(), plain=True) == [(1, "_id", "missing"), (1, "name", "missing")]


def test_either_of_two_urls_suffices() -> None:
    assert errors_of(seed_with("webUrl:", "originalUrl: http://harbour.example/1")) == []
    assert errors_of(seed_with("webUrl:", "originalUrl:")) == [(2, "webUrl", "missing")]
    entry = "related: [{title: a, originalUrl: 'http://a.example'}]"
    assert errors_of(seed_with(entry)) == []


def test_a_wrong_url_is_not_called_missing_as_well() -> None:
    assert errors_of(seed_with("webUrl: [a]")) == [(6, "webUrl", "kind")]
    assert errors_of(seed_with("webUrl: mailto:a@harbour.example")) == [(6, "webUrl", "url-scheme")]


def test_a_related_entry_s_provider_may_lack_its_domain() -> None:
    assert errors_of(seed_with("related: [{title: a, webUrl: 'http://a.example', provider: {name: b}}]")) == []


@pytest.mark.parametrize(
    "text", ["NO", "404", "12:30", "017", "3.10", "~", "null", "1_000", "0x1F", "2023-01-24", "yes", "1e3", "=", "<<"]
)
def test_a_bare_text_is_the_text_written(text: str) -> None:
    document = article(seed_with(f"title: {text}", f"category: {text}", f"topics: [{text}]", f"odd: {text}"))
    assert (document.title, document.category, document.topics) == (text, text, (text,))
    assert document.extra == seed.Pairs((("odd", text),))


def test_absent_empty_zero_and_false_are_four_things() -> None:
    document = article(seed_with("excerpt:", "quality: 0", "published: false", "topics: []", "tags:"))
    assert (document.excerpt, document.highlight) == ("", None)
    assert (document.quality, document.heat) == (0, None)
    assert (document.published, document.removed) == (False, None)
    assert (document.topics, document.tags, document.images) == ((), (), None)


LONG = "\n".join(
    [
        "---",
        'title: "a\u2028b\u2029c"',
        "publishedDateTime: 2024-02-29 # \u2028 \u2029",
        'webUrl: "https://harbour.example/\u2028"',
        "excerpt: \ufeffa\u2028 \ue000 b",
        "'\u2028': |-",
        "  \u2029",
        "  🧭🧭🧭",
        'highlight: "one',
        "",
        '  two\u2028"',
        "provider:",
        "  domain: harbour.example",
        "heat: warm",
        "---",
        "",
    ]
)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"], ids=["lf", "crlf", "cr"])
@pytest.mark.parametrize("mark", ["", "\ufeff"], ids=["", "bom"])
def test_lines_are_those_that_an_editor_counts(end: str, mark: str) -> None:
    data = (mark + LONG.replace("\n", end)).encode()
    assert errors_of(data) == [(14, "heat", "whole")]
    broken = (mark + LONG.replace("\n", end).replace("warm", '"')).encode()
    assert errors_of(broken) == [(14, "heat", "syntax")]
    raw = (mark + LONG.replace("\n", end).replace("warm", "\x00")).encode()
    assert errors_of(raw) == [(14, "file", "control-character")]


def test_odd_characters_are_kept_where_they_stand() -> None:
    document = article(LONG.replace("heat: warm", "heat: 5").encode())
    assert document.title == "a\u2028b\u2029c"
    assert document.web_url == "https://harbour.example/\u2028"
    assert document.excerpt == "\ufeffa\u2028 \ue000 b"
    assert document.highlight == "one\ntwo\u2028"
    assert document.extra == seed.Pairs((("\u2028", "\u2029\n🧭🧭🧭"),))


def test_a_stand_in_for_an_odd_character_is_one_that_the_text_has_not() -> None:
    document = article(seed_with(f'excerpt: "\u2028{chr(0xE000)}\\ue001\\U0000E002\\uE003 \ufeff"'))
    assert document.excerpt == "\u2028\ue000\ue001\ue002\ue003 \ufeff"

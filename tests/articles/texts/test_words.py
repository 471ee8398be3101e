"""The words of a text, as the index and the query take them."""

import pytest
from django.test import override_settings

from articles.texts.words import stem, words


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("A Tide Table", ["a", "tide", "table"]),
        ("Über CAFÉ naïve e\u0301", ["uber", "cafe", "naive", "e"]),
        ("ＡＢＣ straße", ["abc", "strasse"]),
        ("The editor’s desk, O'Neill", ["the", "editor", "desk", "o", "neill"]),
        ("snake_case C++ GPT-4.5 <MSFT.O>", ["snake", "case", "c", "gpt", "4", "5", "msft", "o"]),
        ("潮汐表", ["潮汐", "汐表"]),
        ("新潮 x潮y", ["新潮", "x", "潮", "y"]),
        ("हिन्दी समाचार", ["हिनदी", "समाचार"]),
        ("مُحَمَّد", ["محمد"]),
        ("", []),
        ("…—🧭", []),
        ("x" * 200, ["x" * 60]),
    ],
)
def test_a_text_has_words(text: str, wanted: list[str]) -> None:
    assert words(text) == wanted


def test_forms_of_a_word_have_one_stem() -> None:
    assert {stem(word) for word in ("organize", "organizes", "organizing", "organized")} == {stem("organize")}
    assert stem("policies") == stem("policy")


@pytest.mark.parametrize(("locale", "word", "wanted"), [("de-de", "gezeiten", "gezeit"), ("ja-jp", "tides", "tides")])
def test_the_site_s_language_has_its_stemmer_or_none(locale: str, word: str, wanted: str) -> None:
    stem.cache_clear()
    with override_settings(SITE_LOCALE=locale):
        assert stem(word) == wanted
    stem.cache_clear()

"""The words of a text, as the index and the query take them."""

from unicodedata import normalize

import pytest
from django.test import override_settings
from hypothesis import given
from hypothesis import strategies as st

from articles.texts.words import WORD, stem, words


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("A Tide Table", ["a", "tide", "table"]),
        ("Über CAFÉ naïve e\u0301", ["uber", "cafe", "naive", "e"]),
        ("ＡＢＣ straße", ["abc", "strasse"]),
        ("The editor’s desk, O'Neill", ["the", "editor", "desk", "o", "neill"]),
        ("snake_case C++ GPT-4.5 <MSFT.O>", ["snake", "case", "c", "gpt", "4", "5", "msft", "o"]),
        ("Łódź Đà Nẵng Ørsted Þórr", ["lodz", "da", "nang", "orsted", "thorr"]),
        ("æ œ ß ð ħ ŧ ŋ ƙ ɓ Ə", ["ae", "oe", "ss", "d", "h", "t", "n", "k", "b", "e"]),
        ("ISPARTA ısparta İzmir izmir", ["isparta", "isparta", "izmir", "izmir"]),
        ("Қазақ Їжак ґанок", ["казак", "іжак", "ганок"]),
        ("Gesund\u00adheits\u00adwesen", ["gesundheitswesen"]),
        ("in\u200bvi\u2060si\ufeffble \u202aleft\u202c", ["invisible", "left"]),
        ("مـحـمـد کتاب كتابى می\u200cخواهم", ["محمد", "كتاب", "كتابي", "ميخواهم"]),
        ("٢٠٢٤ ۲۰۲۴ २०२४", ["2024", "2024", "2024"]),
        ("ข่าวสุข", ["ขา", "าว", "วส", "สุ", "ุข"]),
        ("ພາສາ", ["ພາ", "າສ", "ສາ"]),
        ("ភាសា", ["ភា", "ាស", "សា"]),
        ("သတင်း", ["သတ", "တင", "ငး"]),
        ("人々ガイド ｶﾞ", ["人々", "々ガ", "ガイ", "イド", "ガ"]),
        ("한국어 뉴스", ["한국어", "뉴스"]),
        ("བོད་སྐད", ["བོད", "སྐད"]),
        ("ሰላም፡ዓለም", ["ሰላም", "ዓለም"]),
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


@pytest.mark.parametrize("text", ["Gesund\u00adheit", "cafe\u0301s", "مـحـمـد", "me\u200bta", "हिन्दी"])
def test_a_word_as_it_is_written_is_one_word(text: str) -> None:
    assert WORD.findall(f"a {text} b") == ["a", text, "b"]


@given(st.text())
def test_a_folded_text_folds_to_itself_however_it_was_spelled(text: str) -> None:
    assert words(normalize("NFD", text)) == words(normalize("NFC", text))
    assert words(" ".join(words(text))) == words(text)

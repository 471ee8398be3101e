"""Slugs of every script, and how they are shortened."""

from datetime import UTC, datetime

import pytest

from articles.bridge.slugs import derived_slug, fits
from articles.texts.spelling import shortened_slug, slug_of


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("हिन्दी समाचार पत्र बंद हुआ", "हिन्दी-समाचार-पत्र-बंद-हुआ"),
        ("İstanbul'da ŞEHİR", "istanbulda-şehir"),
        ("❤️ love 1️⃣", "love-1"),
        ("ሰላም፡ዓለም", "ሰላም-ዓለም"),
        ("བོད་སྐད", "བོད-སྐད"),
        ("שָׁלוֹם", "שָׁלוֹם"),
        ("soft\u00adhyphen and zero\u200bwidth", "softhyphen-and-zerowidth"),
        ("\u0958िला", "\u0915\u093cिला"),
        ("ﾊﾝｶｸ", "ハンカク"),
        (" \u0301mark first", "mark-first"),
        ("-_a__b - c", "a__b-c"),
        ("!?", ""),
    ],
)
def test_a_slug_keeps_letters_and_marks(text: str, slug: str) -> None:
    assert slug_of(text) == slug
    assert slug_of(slug) == slug


@pytest.mark.parametrize("letters", ["a", "ü", "कि", "ก็", "한", "x\u030c", "क्ष"])
def test_a_slug_is_shortened_between_letters_and_never_before_a_mark(letters: str) -> None:
    slug = shortened_slug(letters * 300)
    assert len(slug.encode()) <= 200
    assert (letters * 300).startswith(slug)
    assert slug_of(f"x{(letters * 300)[len(slug) :]}")[1:] == (letters * 300)[len(slug) :]
    assert slug.endswith(letters) or letters == "क्ष"


def test_a_slug_is_shortened_between_words() -> None:
    moment = datetime(2023, 1, 24, tzinfo=UTC)
    assert derived_slug("word " * 100, moment) == "2023-01-24" + "-word" * 38
    assert derived_slug("k" * 300, moment) == "2023-01-24-" + "k" * 189


def test_a_slug_that_an_earlier_version_made_still_fits() -> None:
    derived = derived_slug("हिन्दी समाचार", datetime(2023, 1, 24, tzinfo=UTC))
    assert fits("2023-01-24-हनद-समचर", derived)
    assert fits("2023-01-24-हनद-समचर-2", derived)
    assert not fits("2023-01-24-हनद", derived)

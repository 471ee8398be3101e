"""How well an article answers a search, by where its words are, how old it is, and how rare a word is."""

import pytest

from articles.models.querysets.relevance import Wanted, freshness, places_by, rarity, relevance

TIDE = Wanted(("tide",))


def worth(*wanted: Wanted, title: str = "", fields: str = "", stems: str = "") -> float:
    return round(relevance(places_by(wanted)(f" {title} ", f" {fields} ", f" {stems} ")), 3)


def test_a_title_counts_more_than_an_excerpt_and_that_more_than_a_stem_or_a_body() -> None:
    found = [worth(TIDE, title="a tide"), worth(TIDE, fields="the tide"), worth(TIDE, stems="tide"), worth(TIDE)]
    assert found == [0.909, 0.769, 0.625, 0.455]
    assert worth(TIDE, title="tide", fields="tide") == 0.93


def test_a_word_as_typed_counts_more_than_its_stem_or_what_begins_like_it() -> None:
    tides, unfinished = Wanted(("tides",), stem="tide"), Wanted(("tide",), unfinished=True)
    assert worth(tides, title="tides", stems="tide") > worth(tides, title="tide") == 0.909
    assert worth(unfinished, title="tide") == 2 * worth(unfinished, title="tidewater") == 1.818


def test_only_whole_words_count() -> None:
    assert worth(TIDE, title="tides of eventide") == worth(TIDE)


def test_every_word_counts_for_itself_and_those_of_a_phrase_together() -> None:
    assert worth(TIDE, Wanted(("table",)), title="tide", fields="table") == 1.678
    phrase = Wanted(("tide", "table"))
    assert worth(phrase, title="a tide table") == worth(TIDE, title="tide")
    assert worth(phrase, title="a tide", fields="tide table") == worth(TIDE, fields="tide")
    assert worth(Wanted(("tide", "ta"), unfinished=True), title="tide table") == worth(TIDE, title="tide")


@pytest.mark.parametrize(("days", "counts"), [(-3, 2.0), (0, 2.0), (180, 1.5), (540, 1.25)])
def test_a_fresh_article_counts_up_to_twice_as_much(days: int, counts: float) -> None:
    assert freshness(days * 86_400) == counts


def test_a_rare_word_tells_more_and_one_that_most_have_next_to_nothing() -> None:
    assert rarity(1, 1000) > rarity(10, 1000) > rarity(499, 1000) > rarity(500, 1000) == rarity(1000, 1000) == 1e-6

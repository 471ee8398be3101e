"""The laws of nearness: what must not matter to it, what must, and what tells two articles apart whatever else they share."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.texts.nearness import (
    LIKELY,
    NEAR_IN_TIME,
    SUGGESTED,
    SURE,
    Frequencies,
    Weighed,
    are_told_apart,
    likeness_of_texts,
    nearness,
    nearness_of_story,
    weighed,
)
from articles.texts.tidings import tidings

DAY = datetime(2026, 3, 2, tzinfo=UTC)
FERRY = "Passengers evacuated as fire breaks out on Marenga ferry"
SAID = "All 312 people on board the Star of Marenga were taken off in lifeboats, the coast guard said."
NOBODY = Frequencies()
SAMPLES = ["fire", "ferry", "Marenga", "Skarvik", "not", "12", "the", "of", "nicht", "地震", "七海島", "Monday"]
TEXTS = st.text(max_size=120) | st.lists(st.sampled_from(SAMPLES), max_size=12).map(" ".join)


def article(title: str, excerpt: str = "", *, days: float = 0, known: Frequencies = NOBODY) -> Weighed:
    return weighed(tidings(title, excerpt, DAY + timedelta(days=days)), known)


def near(one: str, other: str) -> float:
    return nearness(article(one), article(other))


@given(TEXTS, TEXTS, TEXTS, TEXTS, st.floats(0, 20))
def test_it_is_symmetric_and_from_0_to_1(title: str, excerpt: str, other: str, more: str, days: float) -> None:
    one, two = article(title, excerpt), article(other, more, days=days)
    assert nearness(one, two) == nearness(two, one)
    assert 0 <= nearness(one, two) <= 1
    assert are_told_apart(one.tidings, two.tidings) == are_told_apart(two.tidings, one.tidings)


@given(TEXTS, TEXTS)
def test_an_article_is_as_near_to_itself_as_can_be_unless_it_says_nothing(title: str, excerpt: str) -> None:
    this = article(title, excerpt)
    assert nearness(this, this) == (pytest.approx(1) if this.tidings.words else 0)


@pytest.mark.parametrize(
    "other",
    [
        FERRY.upper(),
        FERRY.lower(),
        FERRY.title(),
        "Pássengers evacuated as fire breaks out on Márenga ferry",
        "“Passengers evacuated” — as fire breaks out on Marenga ferry …",
        "passengers, evacuated: as fire breaks out on Marenga ferry!",
        "Passengers evacuated as fire breaks out on Marenga’s ferry",
    ],
)
def test_case_accents_and_punctuation_make_no_difference(other: str) -> None:
    assert near(FERRY, other) == pytest.approx(1)


def test_neither_does_the_order_of_the_words() -> None:
    words = ["ferry", "burns", "off", "Marenga"]
    assert all(near("ferry burns off Marenga", " ".join(order)) > 0.99 for order in permutations(words))


def test_what_says_nothing_is_near_nothing() -> None:
    for empty in ("", " ", "…", "?!", "\u200b"):
        assert near(empty, empty) == near(empty, FERRY) == 0


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Who owns our water? Part 1: the springs", "Who owns our water? Part 2: the springs"),
        ("Velden raises key rate to 3.75 percent", "Velden raises key rate to 3.5 percent"),
        ("Altheim beats Seefeld 2:1", "Altheim beats Seefeld 1:2"),
        ("Five things to know on Monday", "Five things to know on Tuesday"),
        ("Unemployment in Velden in March", "Unemployment in Velden in April"),
        ("Council approves the stadium", "Council approves no stadium"),
        ("Union accepts the offer", "Union doesn’t accept the offer"),
        ("Kanton Brienz nimmt Solargesetz an", "Kanton Brienz nimmt Solargesetz nicht an"),
        ("L’agence autorise le vaccin", "L’agence n’autorise pas le vaccin"),
        ("La junta aprueba el plan", "La junta nunca aprueba el plan"),
        ("市議会が計画を認める", "市議会が計画を認めない"),
        ("第10回大会が開幕", "第11回大会が開幕"),
    ],
)
def test_headlines_that_are_the_same_but_for_a_number_a_day_or_a_negation_tell_of_two_things(
    one: str, other: str
) -> None:
    assert near(one, other) == 0
    assert nearness(article(one, SAID), article(other, SAID)) == 0


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("At least 12 dead as quake flattens homes in Mirel", "Mirel: earthquake toll climbs to 41, roads are cut"),
        ("No survivors found after Mirel quake", "Rescuers in Mirel dig with bare hands after quake"),
        ("Norvane recalls 140,000 heat pumps", "Norvane recalls 140.000 heat pumps over leak"),
    ],
)
def test_a_number_or_a_negation_alone_does_not_tell_reports_of_one_event_apart(one: str, other: str) -> None:
    assert near(one, other) >= SUGGESTED


def test_the_portuguese_no_denies_nothing() -> None:
    excerpt = "As chamas chegaram a um armazém em Vila Alva."
    one, other = (
        article("Incêndio no porto de Vila Alva", excerpt),
        article("Incêndio atinge porto de Vila Alva", excerpt),
    )
    assert nearness(one, other) >= SURE


def test_two_that_name_others_are_less_near_than_two_that_name_the_same() -> None:
    here = article("Fire destroys a depot in Marenga", "The blaze in Marenga began at night.")
    there = article("Fire destroys a depot in Skarvik", "The blaze in Skarvik began at night.")
    nowhere = article("Fire destroys a depot in town", "The blaze in town began at night.")
    assert likeness_of_texts(here, there) < likeness_of_texts(here, nowhere) / 2


def test_the_excerpt_counts() -> None:
    title = "Car deck blaze forces 312 off overnight vessel"
    assert nearness(article(FERRY, SAID), article(title, "Boats took everyone off the Star of Marenga.")) > near(
        FERRY, title
    )


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Streik legt Nahverkehr lahm", "Nahverkehr: der Streik dauert an"),
        ("Rheinstadt streikt", "In Rheinstädter Depots wird gestreikt: Rheinstadt steht"),
        ("七海島で震度5強の地震", "七海島の地震、港の岸壁にひび"),
        ("临江地铁7号线今日开通", "市民试乘临江地铁"),
        ("Грузовое судно село на мель", "Судно сняли с мели"),
        ("حريق في ميناء الإسكندرية", "إخماد حريق ميناء الإسكندرية"),
    ],
)
def test_articles_of_any_tongue_are_compared(one: str, other: str) -> None:
    assert near(one, other) >= LIKELY


def test_rare_words_weigh_more_than_frequent_ones() -> None:
    known = Frequencies(1_000, {"azure": 900, "microso": 700, "kestrel": 1, "unusual": 1})
    assert known.weight("kestrel") > known.weight("microso") > known.weight("azure") > 0
    frequent = article("Microsoft Azure budget", known=known), article("Microsoft Azure forecast", known=known)
    rare = article("Kestrel unusual budget", known=known), article("Kestrel unusual forecast", known=known)
    assert nearness(*rare) > nearness(*frequent)


def test_an_archive_that_nobody_has_seen_has_sensible_weights() -> None:
    assert NOBODY.weight("marenga") > 5 * NOBODY.weight("the")
    assert near("The end of the day", "The start of the week") < SUGGESTED


@given(st.lists(TEXTS, min_size=1, max_size=6), TEXTS)
def test_another_article_in_the_archive_changes_little(archive: list[str], unrelated: str) -> None:
    def counted(texts: list[str]) -> Frequencies:
        return Frequencies(len(texts), Counter(word for text in texts for word in tidings(text, "", DAY).words))

    def seen_in(known: Frequencies) -> float:
        return nearness(article(FERRY, SAID, known=known), article("Marenga ferry burns", known=known))

    before, after = seen_in(counted(archive)), seen_in(counted([*archive, unrelated]))
    assert abs(before - after) < 0.05


def test_what_comes_later_is_less_near_and_out_of_the_window_not_at_all() -> None:
    found = [nearness(article(FERRY), article(FERRY, days=days)) for days in (0, 1, 2, 5, 14, 14.1)]
    assert found[0] == found[1] == pytest.approx(1)
    assert found == sorted(found, reverse=True)
    assert found[4] > 0
    assert found[5] == 0
    assert timedelta(days=14) == NEAR_IN_TIME


def test_a_story_is_as_near_as_its_nearest_members() -> None:
    assert nearness_of_story([], 3) == 0
    assert nearness_of_story([0.4], 1) == 0.4
    assert nearness_of_story([0.4], 2) == pytest.approx(0.2)
    assert nearness_of_story([0.1, 0.3, 0.5, 0.4], 180) == pytest.approx(0.4)


def test_to_choose_for_an_editor_takes_more_than_to_suggest() -> None:
    assert 0 < SUGGESTED < LIKELY < SURE < 1

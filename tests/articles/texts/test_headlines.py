"""When two headlines are nearly the same."""

from datetime import UTC, datetime, timedelta

import pytest

from articles.texts.headlines import ALIKE, Headline, LikelyPair, alike, headline_words, likeness
from articles.texts.nearness import Frequencies

DAY = datetime(2023, 1, 24, tzinfo=UTC)
TIDES = "Editors of the coast publish a new tide table"


@pytest.mark.parametrize(
    "other",
    [
        TIDES,
        "EDITORS OF THE COAST PUBLISH A NEW TIDE TABLE",
        "Editors of the coast publish new tide table",
        "Editors of the coast publish a new tide table | The Example",
        "Editors of the coast publish a new tide table - Example News",
        "New tide table: editors of the coast publish a",
        "Éditors of the coast publish a new tide-table",
        "Editors of the coast announce a new tide table",
    ],
)
def test_nearly_the_same_headline_is_alike(other: str) -> None:
    assert likeness(headline_words(TIDES), headline_words(other)) >= ALIKE


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (TIDES, "Editors of the mountains close an old snow chart"),
        ("Tide tables for editors, part 1 of many", "Tide tables for editors, part 2 of many"),
        ("The coast lost 3 harbours in the last storm", "The coast lost 30 harbours in the last storm"),
        ("Morning briefing", "Evening briefing"),
        ("", ""),
        ("…", "?!"),
    ],
)
def test_other_headlines_are_not(one: str, other: str) -> None:
    assert likeness(headline_words(one), headline_words(other)) < ALIKE


def test_an_apostrophe_and_a_diacritic_make_no_difference() -> None:
    assert headline_words("The editor’s café") == headline_words("The editors cafe")


def test_headlines_without_spaces_are_compared_by_pairs_of_characters() -> None:
    one, other = (
        headline_words("沿岸の編集者が新しい潮汐表を発表した"),
        headline_words("沿岸の編集者が新しい潮汐表を公開した"),
    )
    assert ALIKE <= likeness(one, other) < 1
    assert likeness(one, headline_words("山の編集者は古い雪の地図を閉じた")) < ALIKE


def headline(pk: int, title: str, days: float = 0, *, excerpt: str = "", is_new: bool = True) -> Headline:
    return Headline(pk, DAY + timedelta(days=days), headline_words(title), title, excerpt, is_new)


def pairs_of(headlines: list[Headline]) -> list[LikelyPair]:
    return list(alike(headlines, Frequencies()))


PLANT = (
    "Norvane closes plant in Lohbach",
    "Some 2,300 people work in the plant, which makes pumps. The union calls for protests.",
)


@pytest.mark.parametrize(
    ("title", "excerpt", "same"),
    [
        (*PLANT, True),
        ("Norvane closes a plant in Lohbach", PLANT[1], True),
        (PLANT[0], "Some 2,300 people work in the plant, which makes …", True),
        (PLANT[0], PLANT[1].replace("calls for", "announces"), True),
        (PLANT[0], "The company blames weak demand for its heat pumps and high prices of energy.", False),
        ("Union calls for protests at Norvane", PLANT[1], False),
        ("Norvane closes no plant in Lohbach", PLANT[1], False),
        ("Norvane closes plant in Lohbach, part 2", PLANT[1], False),
        (PLANT[0], "", True),
        ("Norvane closes its plant in Lohbach", "", False),
    ],
)
def test_only_nearly_the_same_headline_and_excerpt_make_the_same_report(title: str, excerpt: str, same: bool) -> None:
    for first, second in ((PLANT, (title, excerpt)), ((title, excerpt), PLANT)):
        pair = [headline(1, first[0], excerpt=first[1]), headline(2, second[0], excerpt=second[1])]
        assert bool(pairs_of(pair)) is same


def test_two_places_of_one_kind_of_news_are_no_duplicates() -> None:
    one = headline(
        1, "Fewer people without work in Velden this March", excerpt="The office of Velden counted them in March."
    )
    other = headline(
        2, "Fewer people without work in Tarso this March", excerpt="The office of Tarso counted them in March."
    )
    assert likeness(one.words, other.words) >= ALIKE
    assert pairs_of([one, other]) == []


def test_three_days_apart_is_near_and_longer_is_not() -> None:
    found = pairs_of([headline(1, TIDES), headline(2, TIDES, 3), headline(3, TIDES, 6.1)])
    assert [(pair.one, pair.other) for pair in found] == [(2, 1)]


def test_two_that_were_compared_before_are_no_news() -> None:
    known = [headline(1, TIDES, is_new=False), headline(2, TIDES, is_new=False)]
    assert pairs_of(known) == []
    assert len(pairs_of([*known, headline(3, TIDES)])) == 2


def test_every_pair_that_is_alike_is_among_those_that_are_compared() -> None:
    titles = [
        " ".join(f"word{number + shift if number < changed else number:02}" for number in range(size))
        for size in (4, 6, 9, 14) for changed in range(5) for shift in (20, 40)
    ]  # fmt: skip
    headlines = [headline(pk, title) for pk, title in enumerate(titles)]
    wanted = {
        frozenset((one.pk, other.pk))
        for one in headlines
        for other in headlines
        if one.pk < other.pk and likeness(one.words, other.words) >= ALIKE
    }
    assert {frozenset((pair.one, pair.other)) for pair in pairs_of(headlines)} == wanted
    assert wanted


def test_a_headline_that_comes_again_and_again_makes_no_pile_of_pairs() -> None:
    same = [headline(pk, "The morning briefing of the coast") for pk in range(500)]
    assert len(pairs_of(same)) < 500 * 20 + 1

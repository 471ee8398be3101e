"""What two sides made of one document: what each changed goes in, what both changed differently is a conflict."""

from collections.abc import Hashable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given

from articles import seed
from articles.seed.schema import LIST_LIMIT, Field
from tests.seed.strategies import law, several, two_fields_changed

Three = tuple[Any, Any, Any]
Changed = tuple[Any, Field, Any]

FIRST = seed.Related("First", web_url="https://harbour.example/1", quality=3)
SECOND = seed.Related("Second", web_url="https://harbour.example/2", quality=2)
THIRD = seed.Related("Third", web_url="https://harbour.example/3", quality=1)
QUAY = seed.Image("https://harbour.example/quay.jpg", width=640)
MOLE = seed.Image("https://harbour.example/mole.jpg", width=320)

BASE = seed.Article(
    "Tides",
    datetime(2024, 2, 29, tzinfo=UTC),
    seed.Provider("Harbour Post", "harbour.example"),
    web_url="https://harbour.example/tides",
    excerpt="Twice a day.",
    heat=40,
    topics=("Sea", "Moon", "Quay"),
    images=(QUAY, MOLE),
    related=(FIRST, SECOND, THIRD),
    extra=seed.Pairs((("desk", "south"),)),
)


def merged(ours: seed.Article, theirs: seed.Article, **options: Any) -> seed.Article:
    """The merged document, where nothing conflicts."""
    result = seed.merge(BASE, ours, theirs, **options)
    assert result.conflicts == ()
    return result.document


def by_url(entry: seed.Related) -> Hashable | None:
    """As if every related entry were an article of ours."""
    return entry.web_url


@law
@given(several(3))
def test_what_one_side_left_alone_is_what_the_other_made_of_it(three: Three) -> None:
    base, ours, theirs = three
    assert seed.merge(base, ours, base) == seed.Merged(ours, ())
    assert seed.merge(base, base, theirs) == seed.Merged(theirs, ())
    assert seed.merge(base, ours, ours) == seed.Merged(ours, ())


@law
@given(several(3))
def test_whatever_is_merged_is_a_valid_document(three: Three) -> None:
    for identify in (lambda entry: None, by_url):
        for take_theirs in (False, True):
            document = seed.merge(*three, identify=identify, take_theirs=take_theirs).document
            assert seed.parse(seed.serialise(document).encode(), plain=True) == document


@law
@given(two_fields_changed)
def test_a_change_on_each_side_in_different_fields_is_both(changes: tuple[Changed, Changed]) -> None:
    (base, row, ours), (_, other_row, changed) = changes
    if row == other_row or {row.name, other_row.name} == {"web_url", "original_url"}:
        return
    theirs = replace(base, **{other_row.name: getattr(changed, other_row.name)})
    both = replace(ours, **{other_row.name: getattr(changed, other_row.name)})
    assert seed.merge(base, ours, theirs) == seed.Merged(both, ())


def test_a_field_that_both_changed_differently_stays_ours_and_is_listed() -> None:
    ours, theirs = replace(BASE, title="Neap"), replace(BASE, title="Spring", heat=50)
    assert seed.merge(BASE, ours, theirs) == seed.Merged(
        replace(ours, heat=50), (seed.Conflict("title", "Tides", "Neap", "Spring"),)
    )


def test_a_conflict_may_be_settled_for_their_side_and_is_listed_all_the_same() -> None:
    ours, theirs = replace(BASE, title="Neap", excerpt="Ours."), replace(BASE, title="Spring")
    assert seed.merge(BASE, ours, theirs, take_theirs=True) == seed.Merged(
        replace(ours, title="Spring"), (seed.Conflict("title", "Tides", "Neap", "Spring"),)
    )


def test_a_field_taken_out_on_one_side_and_changed_on_the_other_is_a_conflict() -> None:
    result = seed.merge(BASE, replace(BASE, excerpt=None), replace(BASE, excerpt="Thrice."))
    assert result == seed.Merged(
        replace(BASE, excerpt=None), (seed.Conflict("excerpt", "Twice a day.", None, "Thrice."),)
    )


def test_a_moment_in_conflict_is_shown_as_text() -> None:
    times = [datetime(2024, 3, day, tzinfo=UTC) for day in (1, 2)]
    result = seed.merge(BASE, *(replace(BASE, published_at=time) for time in times))
    assert result.conflicts == (
        seed.Conflict("publishedDateTime", "2024-02-29T00:00:00Z", "2024-03-01T00:00:00Z", "2024-03-02T00:00:00Z"),
    )


def test_the_body_merges_like_a_field() -> None:
    assert merged(BASE, replace(BASE, body="\nA note.\n")).body == "\nA note.\n"
    result = seed.merge(BASE, replace(BASE, body="Ours"), replace(BASE, body="Theirs"))
    assert result == seed.Merged(replace(BASE, body="Ours"), (seed.Conflict("body", "\n", "Ours", "Theirs"),))


def test_a_provider_merges_field_by_field() -> None:
    ours = replace(BASE, provider=seed.Provider("The Harbour Post", "harbour.example"))
    theirs = replace(BASE, provider=seed.Provider("Harbour Post", "harbour.example", images=(QUAY,)))
    assert merged(ours, theirs).provider == seed.Provider("The Harbour Post", "harbour.example", images=(QUAY,))


def test_topics_added_and_taken_out_on_both_sides_merge_by_name() -> None:
    ours, theirs = replace(BASE, topics=("Sea", "Wind", "Moon")), replace(BASE, topics=("Sea", "Quay", "Fish"))
    assert merged(ours, theirs).topics == ("Sea", "Wind", "Fish")


def test_topics_moved_on_one_side_take_in_what_the_other_added() -> None:
    ours, theirs = replace(BASE, topics=("Quay", "Sea", "Moon")), replace(BASE, topics=("Sea", "Fish", "Moon", "Quay"))
    assert merged(ours, theirs).topics == ("Quay", "Sea", "Fish", "Moon")
    assert merged(theirs, ours).topics == ("Quay", "Sea", "Fish", "Moon")


def test_lists_that_both_moved_differently_keep_our_order_and_say_so() -> None:
    ours, theirs = replace(BASE, topics=("Quay", "Sea", "Moon")), replace(BASE, topics=("Moon", "Sea", "Quay"))
    conflict = seed.Conflict("topics order", ["Sea", "Moon", "Quay"], ["Quay", "Sea", "Moon"], ["Moon", "Sea", "Quay"])
    assert seed.merge(BASE, ours, theirs) == seed.Merged(ours, (conflict,))
    assert seed.merge(BASE, ours, theirs, take_theirs=True) == seed.Merged(theirs, (conflict,))


def test_topics_where_there_were_none_before_come_from_both_sides() -> None:
    base, ours, theirs = (replace(BASE, topics=topics) for topics in (None, ("Sea",), ("Moon", "Sea")))
    assert seed.merge(base, ours, theirs) == seed.Merged(replace(BASE, topics=("Moon", "Sea")), ())


def test_images_merge_by_url_and_field() -> None:
    ours = replace(BASE, images=(replace(QUAY, title="The quay"), MOLE))
    theirs = replace(BASE, images=(replace(QUAY, width=800),))
    assert merged(ours, theirs).images == (replace(QUAY, title="The quay", width=800),)


def test_an_image_taken_out_here_and_changed_there_is_a_conflict() -> None:
    ours, theirs = replace(BASE, images=(MOLE,)), replace(BASE, images=(replace(QUAY, width=800), MOLE))
    conflict = seed.Conflict(
        "images[https://harbour.example/quay.jpg]",
        {"url": "https://harbour.example/quay.jpg", "width": 640},
        None,
        {"url": "https://harbour.example/quay.jpg", "width": 800},
    )
    assert seed.merge(BASE, ours, theirs) == seed.Merged(ours, (conflict,))
    assert seed.merge(BASE, ours, theirs, take_theirs=True) == seed.Merged(theirs, (conflict,))
    assert seed.merge(BASE, theirs, ours).document == theirs


def test_a_topic_s_image_may_become_a_mapping_on_one_side() -> None:
    base, ours = (
        seed.Topic("sea", "Sea", images=images) for images in (("/sea.jpg",), (seed.Image("/sea.jpg", width=9),))
    )
    assert seed.merge(base, ours, replace(base, name="Seas")) == seed.Merged(replace(ours, name="Seas"), ())
    theirs = replace(base, images=("/sea.jpg", "/moon.jpg"))
    assert seed.merge(base, ours, theirs).document.images == (seed.Image("/sea.jpg", width=9), "/moon.jpg")
    other = replace(base, images=(seed.Image("/sea.jpg", width=8),))
    assert seed.merge(base, ours, other).conflicts == (
        seed.Conflict("images[/sea.jpg]", "/sea.jpg", {"url": "/sea.jpg", "width": 9}, {"url": "/sea.jpg", "width": 8}),
    )


def test_links_to_elsewhere_merge_by_url_and_title() -> None:
    ours = replace(BASE, related=(FIRST, replace(SECOND, quality=9), THIRD))
    theirs = replace(BASE, related=(THIRD, FIRST, replace(SECOND, excerpt="New.")))
    assert merged(ours, theirs).related == (THIRD, FIRST, replace(SECOND, quality=9, excerpt="New."))


def test_a_value_of_a_link_to_elsewhere_may_conflict() -> None:
    ours, theirs = (replace(BASE, related=(replace(FIRST, quality=q), SECOND, THIRD)) for q in (8, 9))
    assert seed.merge(BASE, ours, theirs) == seed.Merged(
        ours, (seed.Conflict("related[https://harbour.example/1].quality", 3, 8, 9),)
    )


def test_a_link_to_elsewhere_is_the_same_under_another_title_where_nothing_else_has_its_url() -> None:
    ours, theirs = (replace(BASE, related=(replace(FIRST, title=title), SECOND, THIRD)) for title in ("Ours", "Theirs"))
    conflict = seed.Conflict("related[https://harbour.example/1].title", "First", "Ours", "Theirs")
    assert seed.merge(BASE, ours, theirs) == seed.Merged(ours, (conflict,))
    assert seed.take(ours, theirs, conflict.field).document == theirs
    assert merged(ours, replace(BASE, related=(replace(FIRST, quality=7), SECOND, THIRD))).related == (
        replace(FIRST, title="Ours", quality=7), SECOND, THIRD,
    )  # fmt: skip


@pytest.mark.parametrize("side", ["base", "ours", "theirs"])
def test_of_links_that_share_a_url_the_title_tells_which_is_which(side: str) -> None:
    other = seed.Related("Another", web_url=FIRST.web_url)
    base, ours, theirs = (
        BASE,
        replace(BASE, title="Ours"),
        replace(BASE, related=(replace(FIRST, quality=7), SECOND, THIRD)),
    )
    three = {"base": base, "ours": ours, "theirs": theirs}
    three[side] = replace(three[side], related=(*(three[side].related or ()), other))
    found = seed.merge(three["base"], three["ours"], three["theirs"])
    assert (found.document.related or ())[:3] == (replace(FIRST, quality=7), SECOND, THIRD)
    assert (found.conflicts, (found.document.related or ())[3:]) == ((), () if side == "base" else (other,))


def test_entries_that_follow_our_articles_never_conflict() -> None:
    ours = replace(BASE, related=(replace(FIRST, title="Ours"), THIRD))
    theirs = replace(BASE, related=(replace(FIRST, title="Theirs"), replace(SECOND, title="Changed"), THIRD))
    assert merged(ours, theirs, identify=by_url).related == (replace(FIRST, title="Theirs"), THIRD)


def test_an_entry_that_follows_is_the_same_under_another_headline() -> None:
    ours = replace(BASE, related=(SECOND, FIRST, THIRD))
    theirs = replace(BASE, related=(replace(FIRST, title="Renamed"), SECOND, THIRD))
    assert merged(ours, theirs, identify=by_url).related == (SECOND, replace(FIRST, title="Renamed"), THIRD)


def test_followed_entries_that_one_side_added_come_in() -> None:
    fourth = seed.Related("Fourth", web_url="https://harbour.example/4")
    ours, theirs = replace(BASE, related=(FIRST, SECOND)), replace(BASE, related=(FIRST, fourth, SECOND, THIRD))
    assert merged(ours, theirs, identify=by_url).related == (FIRST, fourth, SECOND)


@pytest.mark.parametrize("side", ["ours", "theirs"])
def test_whoever_takes_all_entries_out_takes_out_those_that_follow_whatever_their_articles_say_now(side: str) -> None:
    retold = replace(BASE, related=tuple(replace(each, title=f"{each.title}, anew") for each in BASE.related or ()))
    sides = {"ours": retold, "theirs": retold} | {side: replace(BASE, related=None)}
    assert merged(sides["ours"], sides["theirs"], identify=by_url).related is None
    found = seed.merge(BASE, sides["ours"], sides["theirs"])
    assert [conflict.field for conflict in found.conflicts] == [
        f"related[{each.web_url}]" for each in BASE.related or ()
    ]


def test_a_file_brings_a_whole_value_of_an_entry_that_follows_and_nothing_of_its_article() -> None:
    """Whatever its article says meanwhile: that may have changed in the same run, or not yet."""
    said = [
        seed.Provider("One", "one.example"),
        seed.Provider("Two", "one.example"),
        seed.Provider("One", "two.example"),
    ]
    before, now, file = (replace(BASE, related=(replace(FIRST, provider=each),)) for each in said)
    [entry] = seed.merge(before, now, file, identify=by_url).document.related or ()
    assert entry.provider == said[2]
    assert seed.brought_anew(replace(FIRST, provider=said[0]), replace(FIRST, provider=said[2])) == {"provider"}


def test_the_urls_of_an_entry_are_brought_together() -> None:
    there = replace(FIRST, web_url=None, original_url="https://harbour.example/first")
    assert seed.brought_anew(FIRST, there) == {"webUrl", "originalUrl"}
    both = replace(there, web_url="https://harbour.example/2")
    ours = replace(BASE, related=(FIRST,))
    found = seed.merge(replace(BASE, related=(both,)), ours, replace(BASE, related=(there,)), identify=lambda entry: 1)
    assert found.document.related == (replace(there, title="First", quality=3),)


def test_the_same_entry_twice_stays_twice() -> None:
    ours, theirs = replace(BASE, topics=("Sea", "Sea")), replace(BASE, topics=("Sea", "Sea", "Moon", "Quay"))
    assert merged(replace(ours, topics=("Sea", "Moon", "Quay", "Sea")), theirs).topics == ("Sea", "Sea", "Moon", "Quay")


def test_unknown_keys_merge_one_by_one() -> None:
    ours = replace(BASE, extra=seed.Pairs((("desk", "south"), ("shift", "late"))))
    theirs = replace(BASE, extra=seed.Pairs((("crew", ("a", "b")),)))
    assert merged(ours, theirs).extra == seed.Pairs((("shift", "late"), ("crew", ("a", "b"))))
    north, east = (replace(BASE, extra=seed.Pairs((("desk", side),))) for side in ("north", "east"))
    assert seed.merge(BASE, north, east) == seed.Merged(north, (seed.Conflict("desk", "south", "north", "east"),))


def test_an_article_keeps_one_of_its_urls() -> None:
    base = replace(BASE, original_url="https://harbour.example/first")
    ours, theirs = replace(base, web_url=None), replace(base, original_url=None)
    result = seed.merge(base, ours, theirs)
    assert result.document == ours
    assert [conflict.field for conflict in result.conflicts] == ["webUrl"]
    assert seed.merge(base, ours, theirs, take_theirs=True).document == theirs


def test_a_merged_list_never_grows_past_what_a_seed_may_hold() -> None:
    ours, theirs = (
        replace(BASE, topics=tuple(f"{side} {number}" for number in range(LIST_LIMIT // 2 + 1)))
        for side in ("our", "their")
    )
    result = seed.merge(BASE, ours, theirs)
    assert result.document == ours
    assert [conflict.field for conflict in result.conflicts] == ["topics"]

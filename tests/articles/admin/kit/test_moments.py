"""Moments in forms: one that nobody touched stays as it is, and one that may mean two is asked for."""

import re
from datetime import UTC, datetime

import pytest
from django import forms
from django.test import Client
from pytest_django import Settings

from articles.admin.kit.moments import MomentField, MomentWidget
from articles.models import Article
from tests.articles.admin.signed_in import LIST, act, asked, change
from tests.pages import form_of, markup
from tests.seeds import Archive, archive, exported, the_article

__all__ = ["archive"]

# Each zone with a moment whose time its clocks show twice, the other one, and that time.
TWICE = {
    "Europe/Berlin": ("2026-10-25T01:30:00Z", "2026-10-25T00:30:00Z", "2026-10-25", "02:30:00"),
    "Australia/Lord_Howe": ("2026-04-04T14:45:00Z", "2026-04-04T15:15:00Z", "2026-04-05", "01:45:00"),
    "America/Sao_Paulo": ("2019-02-17T02:30:00Z", "2019-02-17T01:30:00Z", "2019-02-16", "23:30:00"),
    "Pacific/Kwajalein": ("1969-09-29T14:00:00Z", "1969-09-30T13:00:00Z", "1969-09-30", "01:00:00"),
    "Africa/Casablanca": ("2026-02-15T01:15:00Z", "2026-02-15T02:15:00Z", "2026-02-15", "02:15:00"),
}
# Each zone with a time that its clocks leave out, and the two moments that it may mean.
LEFT_OUT = {
    "Europe/Berlin": ("2026-03-29", "02:30", "2026-03-29T00:30:00Z", "2026-03-29T01:30:00Z"),
    "Asia/Beirut": ("2021-03-28", "00:30", "2021-03-27T21:30:00Z", "2021-03-27T22:30:00Z"),
    "Africa/Cairo": ("2026-04-24", "00:00", "2026-04-23T21:00:00Z", "2026-04-23T22:00:00Z"),
    "Pacific/Apia": ("2011-12-30", "12:00", "2011-12-29T22:00:00Z", "2011-12-30T22:00:00Z"),
}
MOMENTS = ["published_at", "updated_at", "go_live_at", "pinned_until"]


def options(page: str, name: str) -> list[str]:
    """The values that the choice between two moments offers."""
    found = re.search(rf'(?s)<select name="{name}_2".*?</select>', page)
    return re.findall(r'<option value="([^"]*)"', found[0]) if found else []


def cleaned(*parts: str, stored: str = "") -> str:
    """What the field makes of a date, a time and a choice: a moment, or the words with which it refuses them."""
    field = MomentField()
    field.stored = datetime.fromisoformat(stored) if stored else None
    try:
        return f"{field.clean(list(parts)).astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
    except forms.ValidationError as wrong:
        return " ".join(wrong.messages)


def as_posted(moment: str) -> list[str]:
    """A stored moment as a page shows it and a browser sends it back."""
    return [str(part or "") for part in MomentWidget().decompress(datetime.fromisoformat(moment))]


@pytest.mark.parametrize("zone", TWICE)
def test_a_moment_in_an_hour_that_comes_twice_stays_as_it_is_stored(settings: Settings, zone: str) -> None:
    settings.TIME_ZONE = zone
    for moment in TWICE[zone][:2]:
        day, clock, chosen = as_posted(moment)
        assert (day, clock) == TWICE[zone][2:]
        assert cleaned(day, clock, chosen, stored=moment) == cleaned(day, clock, chosen) == moment
        assert cleaned(day, clock, "", stored=moment) == moment  # as a script sends it that knows no choice
        field = MomentField()
        field.stored = datetime.fromisoformat(moment.replace("00Z", "00.25Z"))
        assert field.clean([day, clock, chosen]) == field.stored


@pytest.mark.parametrize("zone", TWICE)
def test_a_typed_time_that_comes_twice_is_asked_for(settings: Settings, zone: str) -> None:
    settings.TIME_ZONE = zone
    one, other, day, clock = TWICE[zone]
    both = [each.replace("Z", "+00:00") for each in sorted([one, other])]
    asked_for = cleaned(day, clock, "")
    assert asked_for.startswith(f"In {zone} there is {clock[:5]} on {day} twice, because clocks were put back.")
    question = MomentWidget().render("m", [day, clock, ""])
    assert "Clocks show this time twice. Which is meant?" in question
    assert options(question, "m") == ["", *both]
    assert [cleaned(day, clock, each) for each in both] == sorted([one, other])
    assert cleaned(day, clock, "2020-01-01T00:00:00+00:00") == asked_for


@pytest.mark.parametrize("zone", LEFT_OUT)
def test_a_typed_time_that_clocks_leave_out_is_asked_for(settings: Settings, zone: str) -> None:
    settings.TIME_ZONE = zone
    day, clock, *both = LEFT_OUT[zone]
    offered = [each.replace("Z", "+00:00") for each in both]
    assert f"In {zone} there is no {clock} on {day}, because clocks were put forward." in cleaned(day, clock, "")
    question = MomentWidget().render("m", [day, clock, ""])
    assert "Clocks leave this time out. Which is meant?" in question
    assert options(question, "m") == ["", *offered]
    assert [cleaned(day, clock, each) for each in offered] == both


@pytest.mark.parametrize(
    ("zone", "day", "clock", "why"),
    [
        ("Pacific/Kiritimati", "0001-01-01", "00:00", "too near to the end of the calendar: “0001-01-01 00:00”"),
        ("Pacific/Pago_Pago", "9999-12-31", "23:59", "too near to the end of the calendar: “9999-12-31 23:59”"),
        ("Europe/Berlin", "2026-05-05", "", "Type the time too."),
        ("Europe/Berlin", "", "10:00", "Type the date too."),
    ],
)
def test_what_is_no_moment_is_refused_in_words(settings: Settings, zone: str, day: str, clock: str, why: str) -> None:
    settings.TIME_ZONE = zone
    assert cleaned(day, clock, "") == why


@pytest.mark.django_db
def test_an_article_in_an_hour_that_comes_twice_is_edited_like_any_other(
    archive: Archive, admin_client: Client, settings: Settings
) -> None:
    settings.TIME_ZONE = "Europe/Berlin"
    moment = TWICE["Europe/Berlin"][0]
    text = archive.write_article(
        publishedDateTime=moment, updatedDateTime=moment, goLiveAt=moment.replace("00Z", "00.25Z")
    ).read_text()
    archive.bring()
    Article.objects.update(pinned_until=moment)
    shown = form_of(admin_client.get(change()), "title")
    sent = {name: value for name, value in shown.items() if not name.endswith("_2")}
    assert admin_client.post(change(), sent | {"title": "Edited by a script", "_save": "Save"}).status_code == 302
    assert exported() == text.replace("A tide table for editors", "Edited by a script")
    assert the_article().pinned_until == the_article().published_at


@pytest.mark.django_db
def test_every_moment_of_an_article_is_asked_for_and_stored_as_it_was_chosen(
    archive: Archive, admin_client: Client, settings: Settings
) -> None:
    settings.TIME_ZONE = "Europe/Berlin"
    one, other, day, clock = TWICE["Europe/Berlin"]
    archive.write_article()
    archive.bring()
    typed = {f"{name}_{place}": part for name in MOMENTS for place, part in enumerate((day, clock))}
    page = admin_client.post(change(), form_of(admin_client.get(change()), "title") | typed)
    assert page.status_code == 200
    both = [each.replace("Z", "+00:00") for each in sorted([one, other])]
    assert {name: options(markup(page), name) for name in MOMENTS} == {name: ["", *both] for name in MOMENTS}
    chosen = dict(zip(MOMENTS, [*both, *both], strict=True))
    answer = form_of(page, "title") | {f"{name}_2": each for name, each in chosen.items()} | {"_save": "Save"}
    assert admin_client.post(change(), answer).status_code == 302
    stored = the_article()
    assert {name: getattr(stored, name).isoformat() for name in MOMENTS} == chosen


@pytest.mark.django_db
@pytest.mark.any_server
def test_a_choice_for_one_time_is_none_for_another(archive: Archive, admin_client: Client, settings: Settings) -> None:
    settings.TIME_ZONE = "Europe/Berlin"
    archive.write_article(publishedDateTime="2026-10-25T01:30:00Z")
    archive.bring()
    form = form_of(admin_client.get(change()), "title")
    assert form["published_at_2"] == "2026-10-25T01:30:00+00:00"
    assert admin_client.post(change(), form | {"published_at_0": "2025-10-26"}).status_code == 200
    assert admin_client.post(change(), form | {"published_at_0": "2025-10-27"}).status_code == 302
    assert "publishedDateTime: 2025-10-27T01:30:00Z" in exported()


@pytest.mark.django_db
@pytest.mark.any_server
def test_a_batch_asks_too_and_does_what_was_chosen(archive: Archive, admin_client: Client, settings: Settings) -> None:
    settings.TIME_ZONE = "Europe/Berlin"
    archive.write_article()
    archive.bring()
    typed = {"go_live_at_0": "2026-10-25", "go_live_at_1": "02:30"}
    page = asked(admin_client, "set_go_live", [the_article()], **typed)
    assert options(markup(page), "go_live_at") == ["", "2026-10-25T00:30:00+00:00", "2026-10-25T01:30:00+00:00"]
    done = act(admin_client, "set_go_live", [the_article()], **typed, go_live_at_2="2026-10-25T01:30:00+00:00")
    assert "2026-10-25 02:30 CET" in markup(done)
    assert "goLiveAt: 2026-10-25T01:30:00Z" in exported()


@pytest.mark.django_db
@pytest.mark.any_server
def test_a_new_article_is_asked_about_too(archive: Archive, admin_client: Client, settings: Settings) -> None:
    settings.TIME_ZONE = "Europe/Berlin"
    archive.write_article()
    archive.bring()
    form = form_of(admin_client.get(f"{LIST}add/"), "title") | {
        "title": "Born here", "web_url": "https://news.example.org/born",
        "published_at_0": "2026-10-25", "published_at_1": "02:30", "_save": "Save",
        "provider": str(the_article().provider_id),
    }  # fmt: skip
    page = admin_client.post(f"{LIST}add/", form)
    assert len(options(markup(page), "published_at")) == 3
    answer = form_of(page, "title") | {"published_at_2": options(markup(page), "published_at")[1], "_save": "Save"}
    assert admin_client.post(f"{LIST}add/", answer).status_code == 302
    assert "publishedDateTime: 2026-10-25T00:30:00Z" in exported("2026-10-25-born-here")


@pytest.mark.django_db
@pytest.mark.any_server
def test_every_field_of_a_moment_says_its_zone(archive: Archive, admin_client: Client, settings: Settings) -> None:
    settings.TIME_ZONE = "Asia/Kathmandu"
    archive.write_article()
    archive.bring()
    page = markup(admin_client.get(change()))
    assert page.count("Time zone: Asia/Kathmandu") == len(MOMENTS)
    assert "Time zone: Asia/Kathmandu" in markup(
        admin_client.post(LIST, {"action": "set_go_live", "_selected_action": [the_article().pk]})
    )


@pytest.mark.django_db
@pytest.mark.any_server
def test_both_versions_of_a_moment_are_shown_with_their_zones(
    archive: Archive, admin_client: Client, settings: Settings
) -> None:
    settings.TIME_ZONE = "Europe/Berlin"
    archive.write_article()
    archive.bring()
    one, two = (form_of(admin_client.get(change()), "title") for _ in range(2))
    theirs = {"published_at_0": "2026-10-25", "published_at_1": "02:30", "published_at_2": "2026-10-25T01:30:00+00:00"}
    assert admin_client.post(change(), one | theirs).status_code == 302
    page = admin_client.post(change(), two | {"published_at_0": "2026-10-26", "published_at_1": "02:30:00"})
    assert page.status_code == 409
    assert '<td dir="auto">2026-10-25 02:30:00 CET' in markup(page)
    assert '<td dir="auto">2026-10-26 02:30:00<' in markup(page)
    again = form_of(page, "title") | {"_theirs": "published_at", "_continue": "1"}
    assert admin_client.post(change(), again).status_code == 302
    assert "publishedDateTime: 2026-10-25T01:30:00Z" in exported()

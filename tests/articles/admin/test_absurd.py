"""Addresses of the admin that nobody means: a filter leads back to the list, an object that cannot be is not there."""

import re
from collections.abc import Iterator

import pytest
from django.apps import apps
from django.contrib import admin
from django.db import transaction
from django.db.models import Model
from django.test import Client

from articles.models import Picture
from tests.articles.admin.signed_in import LIST
from tests.articles.admin.test_every_button import everything
from tests.pages import markup

__all__ = ["everything"]
pytestmark = [pytest.mark.django_db, pytest.mark.filterwarnings("ignore:.*naive datetime:RuntimeWarning")]

LED_BACK = 1
HUGE = "9" * 30
VALUES = [HUGE, "-1", "abc", "\0", "9999-99-99", "9999-12-31", "0001-01-01", "²", "(", "1" * 5000]
CANNOT_BE = [
    HUGE,
    "9223372036854775808",
    "-1",
    "abc",
    "²",
    "９",
    "1e3",
    "1.0",
    "%201",
    "%00",
    "_5F",
    "a/b",
    "1" * 5000,
    "%FF",
]
READ = [
    "page",
    "q",
    "term",
    "act",
    "article",
    "old",
    "new",
    "after",
    "with",
    "object",
    "kind",
    "outcome",
    "next",
    "field",
    "title",
]


@pytest.fixture
def client(everything: None) -> Client:
    Picture.objects.update(widths=[400])
    user = apps.get_model("auth", "User").objects.get(username="administrator")
    user.is_superuser = True
    user.save()
    found = Client()
    found.force_login(user)
    return found


def status(client: Client, address: str, /, **asked: str) -> int:
    """The status of an answer; what a database refuses is taken back, as it is after a request."""
    with transaction.atomic():
        answer = client.get(address, asked)
        if "change" in answer.headers.get("Location", ""):  # Django's former address of an object
            answer = client.get(answer.headers["Location"])
        transaction.set_rollback(True)
    where = answer.headers.get("Location", "")
    return LED_BACK if where.endswith("?e=1") else answer.status_code


def lists() -> Iterator[tuple[str, "admin.ModelAdmin[Model]"]]:
    for model, ours in admin.site._registry.items():
        yield f"/admin/{model._meta.app_label}/{model._meta.model_name}/", ours


def parameters(ours: "admin.ModelAdmin[Model]") -> set[str]:
    """What an address may say of a list: Django's own words, its filters, and any column with any lookup."""
    found = {"p", "o", "q", "all", "_facets", "page", "_changelist_filters"}
    for each in ours.list_filter:
        name = each if isinstance(each, str) else getattr(each, "parameter_name", "")
        found |= {
            name,
            f"{name}__exact",
            f"{name}__isnull",
            f"{name}__gte",
            f"{name}__lt",
            f"{name}__in",
            f"{name}__id__exact",
        }
    return found | {column.name for column in ours.opts.concrete_fields} - {"", "password"}


def test_no_list_fails_whatever_its_address_says(client: Client) -> None:
    wrong = [
        (address, name, value[:20])
        for address, ours in lists()
        for number, name in enumerate(sorted(parameters(ours)))
        for value in ({HUGE, VALUES[number % len(VALUES)]} if "__" in name else {HUGE})
        if status(client, address, **{name: value}) not in (200, LED_BACK, 400)
    ]
    assert wrong == []


HAS_NOT = [
    ("age", HUGE), ("age", "2"), ("heat_band", "abc"), ("quality_band", "91"), ("story", "3"), ("picture", "maybe"),
    ("conflicts", "closed"), ("shown", "then"), ("status__exact", "abc"), ("keywords_of", "nothing"),
]  # fmt: skip
NO_FILTERS = [
    ("title__regex", "(a+)+$"), ("title", "abc"), ("body__contains", "a"), ("published_at__year", HUGE), ("id__in", "1"),
    ("published_at__year", "2023"), ("nothing", "1"), ("provider__name", "nothing"), ("status", "draft"), ("status__in", "draft"),
    ("age__exact", "7"), ("topics__id__exact", "1"), ("provider__owner__password__regex", "a"), ("page", "2"), ("", "1"),
    ("_secured", "1"), ("title__nothing", "1"), ("pk__in", HUGE),
]  # fmt: skip
HAS = [
    ("age", "7"), ("age", "older"), ("heat_band", "none"), ("status__exact", "draft"), ("of_provider", "Nobody at all"),
    ("with_topic", "sea"), ("p", "abc"), ("o", HUGE), ("o", "2.-5.x"), ("q", HUGE), ("e", "1"), ("keywords_of", "sea"),
]  # fmt: skip


def test_a_value_that_a_filter_has_not_leads_to_the_whole_list(client: Client) -> None:
    assert {each: status(client, LIST, **dict([each])) for each in HAS_NOT} == dict.fromkeys(HAS_NOT, LED_BACK)


def test_a_filter_that_a_list_does_not_have_is_refused(client: Client) -> None:
    assert {each: status(client, LIST, **dict([each])) for each in NO_FILTERS} == dict.fromkeys(NO_FILTERS, 400)
    assert "such as a filter that a list never had" in markup(client.get(LIST, {"title__regex": "a"}))


def test_a_list_that_is_chosen_from_says_so_and_keeps_its_filters(client: Client) -> None:
    asked = {
        "_popup": "1",
        "_changelist_filters": "status__exact=draft",
        "_facets": "True",
        "all": "",
        "status__exact": "draft",
    }
    assert status(client, LIST, **asked) == 200


@pytest.mark.parametrize(
    ("place", "name", "has", "has_not"),
    [
        ("articles/act", "by_name", "administrator", "somebody"), ("articles/duplicate", "why__exact", "headline", "abc"),
        ("articles/import", "state__exact", "waiting", "abc"), ("auth/user", "is_staff__exact", "1", "5"),
    ],
)  # fmt: skip
def test_a_list_of_few_values_has_no_others(client: Client, place: str, name: str, has: str, has_not: str) -> None:
    address = f"/admin/{place}/"
    assert (status(client, address, **{name: has}), status(client, address, **{name: has_not})) == (200, LED_BACK)


def test_a_list_says_why_it_shows_all_or_nothing(client: Client) -> None:
    for name, kind in (("of_provider", "provider"), ("with_topic", "topic")):
        assert f"No {kind} is called “<bdi>Nobody &lt;at&gt; all</bdi>”." in markup(
            client.get(LIST, {name: "Nobody <at> all"})
        )
    assert "that this list does not have, so it shows all articles" in markup(
        client.get(LIST, {"age": "2"}, follow=True)
    )
    page = markup(client.get(LIST, {"with_topic": "sea"}))
    assert "is called" not in page
    assert "does not have" not in page


def test_what_a_filter_has_or_takes_as_it_is_typed_is_a_list(client: Client) -> None:
    assert {each: status(client, LIST, **dict([each])) for each in HAS} == dict.fromkeys(HAS, 200)


@pytest.mark.any_server  # it is the route that refuses them
def test_an_object_that_cannot_be_is_not_there(client: Client) -> None:
    wrong = []
    for address, ours in lists():
        for pattern in ours.get_urls():
            route = str(pattern.pattern)
            if "<" not in route or pattern.name is None:
                continue
            for key in CANNOT_BE:
                found = status(client, address + re.sub(r"<[^>]+>", key, route))
                # Nobody deletes records or writes them by hand, whatever the key is.
                if found not in (403, 404, 405, 400 if key == "%00" else 404):
                    wrong.append((address, route, key[:20], found))
    assert wrong == []


def test_no_page_fails_whatever_its_address_says(client: Client) -> None:
    wrong = []
    for address, ours in lists():
        row = ours.model._default_manager.first()
        for pattern in ours.get_urls():
            route = str(pattern.pattern)
            if row is None or pattern.name is None or not route or route.endswith("import/"):
                continue
            page = address + re.sub(r"<[^>]+>", str(row.pk), route)
            if status(client, page) not in (200, 302):
                continue
            wrong += [
                (page, value)
                for value in (HUGE, "abc", "²")
                if status(client, page, **dict.fromkeys(READ, value)) >= 500
            ]
    assert wrong == []


def test_django_s_own_pages_of_no_object_are_none(client: Client) -> None:
    for page in ("/admin/r/{0}/{0}/", "/admin/autocomplete/?app_label={0}", "/admin/articles/{0}/", "/admin/{0}/"):
        for key in (HUGE, "abc", "²", "-1"):
            assert status(client, page.format(key)) in (403, 404), (page, key)


@pytest.mark.parametrize("words", ["a" * 60_000, "https://[", "https://[::1]:99999/a"])
def test_a_search_for_what_cannot_be_finds_nothing(client: Client, words: str) -> None:
    searches = [place for place, ours in lists() if ours.search_fields]
    assert len(searches) > 8
    for place in [*searches, "/admin/go/", f"{LIST}suggestions/", f"{LIST}triage/"]:
        assert status(client, place, q=words) == 200, place

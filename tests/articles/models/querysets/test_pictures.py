"""Which of our copies is shown."""

from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from articles.models import Picture, Provider
from tests.rows import NOW

LOGOS = [{"url": f"https://i.example.org/{width}.png", "width": width} for width in (80, 640, 320)]


def copy_of(url: str) -> Picture:
    return Picture.objects.create(url=url, state="cached", name=url[-32:], tried_at=NOW)


@pytest.mark.django_db
@pytest.mark.parametrize(("copied", "shown"), [((80, 320, 640), 640), ((80, 320), 320), ((80,), 80), ((), None)])
def test_a_providers_logo_is_the_largest_of_which_there_is_a_copy(copied: tuple[int, ...], shown: int | None) -> None:
    copies = {width: copy_of(f"https://i.example.org/{width}.png") for width in copied}
    provider = Provider(images=[*LOGOS, {"title": "of no address"}])
    assert Picture.objects.logo_of(provider) == (copies[shown] if shown else None)


@pytest.mark.django_db
@pytest.mark.parametrize("images", [None, [], [{"url": "", "width": 5}, {"width": 9}]])
def test_a_provider_without_a_logo_costs_no_query(
    images: Any, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(0):
        assert Picture.objects.logo_of(Provider(images=images)) is None


@pytest.mark.django_db
def test_many_urls_are_asked_for_in_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("articles.models.querysets.pictures._A_QUERY", 2)
    copies = {url: copy_of(url) for url in (f"https://i.example.org/{number}.png" for number in range(5))}
    assert Picture.objects.of([*copies, "https://i.example.org/none.png", *copies]) == copies

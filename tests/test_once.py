"""Rows that a module's tests share are there for those that ask for them, as they were written, and for no others."""

from collections.abc import Iterator

import pytest

from articles.models import Topic
from tests.once import Once

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def sea(once: Once) -> Iterator[None]:
    with once():
        Topic.objects.create(name="Sea", slug="sea")
        yield


@pytest.fixture(scope="module")
def quay(sea: None, once: Once) -> Iterator[None]:
    with once():
        Topic.objects.create(name="Quay", slug="quay")
        yield


def names() -> list[str]:
    return list(Topic.objects.order_by("name").values_list("name", flat=True))


@pytest.mark.parametrize("number", range(3))
def test_who_asks_for_both_has_both_whatever_others_did(quay: None, number: int) -> None:
    assert names() == ["Quay", "Sea"]
    Topic.objects.filter(name="Sea").update(name=f"Sea {number}")


@pytest.mark.parametrize("number", range(3))
def test_who_asks_for_one_has_it_alone(sea: None, number: int) -> None:
    assert names() == ["Sea"]
    Topic.objects.all().delete()


@pytest.mark.parametrize("number", range(3))
def test_who_asks_for_none_has_none(number: int) -> None:
    assert names() == []
    Topic.objects.create(name=f"Pier {number}", slug="pier")

"""Fields have one name for editors, whatever names them: a problem by numbers, a conflict by what an item is called."""

import pytest

from articles.seed.labels import label_of_conflict, label_of_place
from articles.seed.merge import merge
from tests.seed.texts import article, problems_of, seed_with

RELATED = "related:\n  - title: One\n    webUrl: https://a.example/1\n    images: [{url: /a, width: %s}]"


@pytest.mark.parametrize(
    ("place", "label"),
    [
        ("title", "Headline"), ("publishedDateTime", "Published"), ("body", "Body"), ("file", "File"), ("status", "Status"),
        ("provider.name", "Provider, Name"), ("topics[0]", "Topics 1"), ("images[1].width", "Pictures 2, Width"),
        ("related[2].images[0].url", "Related coverage 3, Pictures 1, URL"),
        ("related[0].provider.domain", "Related coverage 1, Provider, Domain"),
        ("shortname", "Short name"), ("otherNames", "Other names"), ("odd", "odd"), ("odd.deep[3]", "odd, deep 4"),
        ("a key", "a key"),
        ('""', '""'), ("", ""),
    ],
)  # fmt: skip
def test_the_place_of_a_problem(place: str, label: str) -> None:
    assert label_of_place(place) == label


@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("title", "Headline"), ("status", "Status"), ("topics[2024]", "Topics: 2024"), ("topics order", "Topics, their order"),
        ("images[https://a.example/1].width", "Pictures: https://a.example/1, Width"), ("images[/a].odd", "Pictures: /a, odd"),
        ("images[/a[1].jpg].isCached", "Pictures: /a[1].jpg, Cached by the crawler"),
        ("related[https://a.example/1][2].title", "Related coverage: https://a.example/1 (2), Headline"),
        ("related[https://a.example/1].images[/a].width", "Related coverage: https://a.example/1, Pictures: /a, Width"),
        ("related[https://a.example/1].images order", "Related coverage: https://a.example/1, Pictures, their order"),
        ("provider.images[/a].width", "Provider, Logos: /a, Width"), ("otherNames", "Other names"), ("odd key", "odd key"),
        ("images[/a", "Pictures: /a"),
    ],
)  # fmt: skip
def test_the_name_of_a_conflict(name: str, label: str) -> None:
    assert label_of_conflict(name) == label


def test_a_conflict_in_a_file_of_names_has_the_label_of_its_table() -> None:
    assert label_of_conflict("images[/a].width", "organization") == "Logos: /a, Width"
    assert label_of_conflict("name", "topic") == "Name"


def test_what_the_codec_names_has_a_label() -> None:
    base, ours, theirs = (article(seed_with(RELATED % width, f"quality: {width}")) for width in (1, 2, 3))
    assert [label_of_conflict(each.field) for each in merge(base, ours, theirs).conflicts] == [
        "Quality", "Related coverage: https://a.example/1, Pictures: /a, Width",
    ]  # fmt: skip
    assert [label_of_place(each.field) for each in problems_of(seed_with(RELATED % -1, "quality: x"))] == [
        "Related coverage 1, Pictures 1, Width", "Quality",
    ]  # fmt: skip

"""Two drafts of which one names the other, and what was done last, for tests that take it back."""

from articles.models import Act
from tests.seeds import Archive, entry

OTHER = "2023-01-25-moon"


def two(archive: Archive) -> None:
    archive.write_article(published="false", heat="30")
    archive.write_article(OTHER, title='"The moon"', webUrl='"https://news.example.org/moon"', published="false",
                          related=entry("A tide table for editors", "https://news.example.org/tides"))  # fmt: skip
    archive.bring()


def last() -> Act:
    found = Act.objects.latest_first().first()
    assert found is not None
    return found

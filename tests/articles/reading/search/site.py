"""A small site of our own words to search in."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.once import Once
from tests.seeds import Archive

# Name: (headline, excerpt, topics, provider); each on a day of its own, the later the fresher.
ARTICLES: dict[str, tuple[str, str, list[str], str]] = {
    "2021-03-01-harbour": ("The harbour clock is right again", "After eleven years somebody wound it.", ["Time"], ""),
    "2021-05-02-clocks": (
        "Clockmakers of the coast meet",
        "They wind harbour clocks and organize a fair.",
        ["Time", "Crafts"],
        "",
    ),
    "2022-01-03-tides": ("Spring tides and what they bring", "Tide tables for editors, explained.", ["Sea"], ""),
    "2022-02-04-tables": (
        "How to read a tide table",
        "A guide to the spring and its tide.",
        ["Sea", "Machine Learning"],
        "",
    ),
    "2022-06-05-cafe": ("Café Zürich opens: a naïve experiment", "Coffee for sailors.", ["Crafts"], "Der Kai"),
    "2023-01-06-moon": ("The moon pulls, the sea follows", "Organizations measure policies of the tide.", ["Moon"], ""),
    "2023-02-07-gpt": ("GPT-4 writes a tide table", "An AI model learns the coast.", ["Machine Learning"], ""),
    "2023-03-08-japan": ("沿岸の編集者が新しい潮汐表を発表した", "潮の話", ["Sea"], ""),
    "2023-04-09-arabic": ("جدول المد والجزر الجديد", "للمحررين", ["Sea"], ""),
    "2023-05-10-german": ("Neue Gezeitentafeln für Redaktionen", "Über Ebbe und Flut.", ["Sea"], "Der Kai"),
    "2023-06-11-markup": ("<b>Bold</b> & <MSFT.O> 'quoted'", "]]> and other marks", ["Crafts"], ""),
    "2023-07-12-lighthouse": ("A lighthouse for sale", "Its keeper’s policy: no visitors, no clocks.", ["Crafts"], ""),
    "2023-08-13-body": ("A long story", "Told by a sailor.", ["Crafts"], ""),
}


@pytest.fixture(scope="module")
def site_once(shared_archive: Archive, once: Once) -> Iterator[Archive]:
    with once():
        write_site(shared_archive)
        yield shared_archive


@pytest.fixture
def site(site_once: Archive, tmp_path: Path) -> Archive:
    return site_once.copied(tmp_path)


def write_site(archive: Archive) -> None:
    for slug, (title, excerpt, topics, provider) in ARTICLES.items():
        path = archive.write_article(
            slug, title=f'"{title}"', excerpt=f'"{excerpt}"', topics="".join(f"\n  - {topic}" for topic in topics),
            provider=f"\n  name: {provider or 'Example'}\n  domain: {'kai' if provider else 'news'}.example.org",
            webUrl=f'"https://{slug}.example.org/"', publishedDateTime=f"{slug[:10]}T08:00:00Z",
        )  # fmt: skip
    path.write_text(path.read_text() + "Once there was a barnacle on every quay.\n")
    archive.bring()

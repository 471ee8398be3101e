"""What is taken from a page: the values that a publisher means, as an editor would type them."""

from datetime import UTC, datetime

import pytest

from articles.originals.choosing import Original, OriginalPicture
from tests.articles.originals.pages import facts_of, head, linked_data, meta, original

YOAST = """{"@context": "https://schema.org", "@graph": [
  {"@type": "WebPage", "@id": "#page", "name": "Flood | The Harbour", "datePublished": "2020-01-01T00:00:00Z"},
  {"@type": ["NewsArticle", "Thing"], "headline": "The flood of the century", "datePublished": "2026-03-05T22:10:00.123+01:00",
   "dateModified": "2026-03-06T08:00:00+01:00", "inLanguage": "de-DE", "description": "It came at night.",
   "image": {"@id": "#image"}, "publisher": {"@id": "#us"}},
  {"@type": "ImageObject", "@id": "#image", "url": "/img/flood.jpg", "width": 1200, "height": "800px", "creditText": "A. Diver"},
  {"@type": "Organization", "@id": "#us", "name": "The Harbour"}]}"""


def test_a_graph_of_linked_data_says_all_of_it() -> None:
    page = head(
        "<title>Flood | The Harbour</title>", linked_data(YOAST), '<link rel="canonical" href="/news/the-flood">'
    )
    assert original(page) == Original(
        web_url="https://www.harbour.example/news/the-flood", title="The flood of the century", excerpt="It came at night.",
        published_at=datetime(2026, 3, 5, 21, 10, tzinfo=UTC), updated_at=datetime(2026, 3, 6, 7, tzinfo=UTC), locale="de-de",
        site_name="The Harbour",
        picture=OriginalPicture("https://www.harbour.example/img/flood.jpg", 1200, 800, "A. Diver"),
    )  # fmt: skip


def test_tags_alone_do_as_behind_a_paywall() -> None:
    page = head(
        meta(og_title="Tides", og_description="Higher than ever.", og_site_name="Harbour News", og_locale="en_GB"),
        meta(og_image="//img.example/a.jpg", article_published_time="2026-03-05T22:10:00-0500"),
        '<meta property="og:image:width" content="640"><meta property="og:image:alt" content="A wave">',
        '<link rel="amphtml" href="amp/flood">',
    )
    assert original(page) == Original(
        web_url="https://www.harbour.example/news/flood", title="Tides", excerpt="Higher than ever.", locale="en-gb",
        published_at=datetime(2026, 3, 6, 3, 10, tzinfo=UTC), amp_url="https://www.harbour.example/news/amp/flood",
        site_name="Harbour News", picture=OriginalPicture("https://img.example/a.jpg", 640, title="A wave"),
    )  # fmt: skip


def test_a_page_that_says_nothing_is_known_by_its_address() -> None:
    assert original("<p>Text") == Original("https://www.harbour.example/news/flood")


@pytest.mark.parametrize(
    ("title", "shown"),
    [
        ("Flood at the quay | Harbour News", "Flood at the quay"),
        ("Flood at the quay - Harbour News", "Flood at the quay"),
        ("Flood – at the quay — HARBOUR NEWS", "Flood – at the quay"),
        ("Harbour News | Flood at the quay", "Flood at the quay"),
        ("Flood at the quay | harbour.example", "Flood at the quay"),
        ("Flood at the quay | Elsewhere", "Flood at the quay | Elsewhere"),
        ("What Harbour News saw", "What Harbour News saw"),
        ("FLOOD AT THE QUAY", "FLOOD AT THE QUAY"),
        ("It&#8217;s &amp;amp; will be", "It’s & will be"),
        ("R&amp;D for &lt;MSFT.O&gt;", "R&D for <MSFT.O>"),
        ("A\u200b &lt;b&gt;bold&lt;/b&gt;\n word\x01", "A bold word"),
    ],
)
def test_a_headline_is_what_the_publisher_wrote_without_the_site_s_name(title: str, shown: str) -> None:
    assert original(head(f"<title>{title}</title>", meta(og_site_name="Harbour News"))).title == shown


def test_a_title_that_is_only_the_site_s_name_gives_way_to_the_headline() -> None:
    page = f"{head(meta(og_site_name='Harbour News', og_title='Harbour News'))}<h1>The <i>flood</i></h1>"
    assert original(page).title == "The flood"


@pytest.mark.parametrize(
    ("date", "taken", "doubted"),
    [
        ("2026-03-05T22:10:00Z", "2026-03-05T22:10:00+00:00", ""),
        ("2026-03-05T22:10+0100", "2026-03-05T21:10:00+00:00", ""),
        ("20260305T221000Z", "2026-03-05T22:10:00+00:00", ""),
        ("Thu, 05 Mar 2026 22:10:00 EST", "2026-03-06T03:10:00+00:00", ""),
        ("2026-03-05 22:10:00", "2026-03-05T22:10:00+00:00", "no time zone"),
        ("2026-03-05", "2026-03-05T00:00:00+00:00", "no time zone or no time"),
        ("2026-11-24T14:15:00Z", "2026-11-24T14:15:00+00:00", ""),  # a clock that is ahead
        ("2026-11-25T14:15:00Z", None, "which is to come"),
        ("9999-12-31T23:59:59-12:00", None, ""),
        ("0001-01-01T00:00:00+14:00", None, ""),
        ("0001-01-02T00:00:00Z", None, "no date of an article"),
        ("1970-01-01T00:00:00Z", None, "no date of an article"),
        ("1923-05-01T00:00:00Z", "1923-05-01T00:00:00+00:00", ""),
        ("yesterday", None, ""), ("2026-13-45T99:99:99Z", None, ""), ("9" * 5000, None, ""), ("", None, ""),
    ],
)  # fmt: skip
def test_the_date_is_the_page_s_own_with_its_zone(date: str, taken: str | None, doubted: str) -> None:
    found = original(head(meta(article_published_time=date)))
    assert found.published_at == (datetime.fromisoformat(taken) if taken else None)
    assert doubted in " ".join(found.doubts)
    assert bool(found.doubts) == bool(doubted)


def test_an_update_is_after_the_publication_and_not_to_come() -> None:
    def updated(date: str) -> datetime | None:
        times = meta(article_published_time="2026-03-05T10:00:00Z", article_modified_time=date)
        return original(head(times)).updated_at

    assert updated("2026-03-05T10:00:00Z") is None
    assert updated("2026-03-04T10:00:00Z") is None
    assert updated("2027-03-05T10:00:00Z") is None
    assert updated("2026-03-05T11:00:00Z") == datetime(2026, 3, 5, 11, tzinfo=UTC)


@pytest.mark.parametrize(
    ("canonical", "web_url", "original_url"),
    [
        ("/news/the-flood?utm_medium=x&id=7", "https://www.harbour.example/news/the-flood?id=7", ""),
        ("https://harbour.example/news/the-flood#top", "https://harbour.example/news/the-flood", ""),
        ("https://agency.example/1", "https://www.harbour.example/news/flood", "https://agency.example/1"),
        ("https://www.harbour.example/", "https://www.harbour.example/news/flood", ""),
        ("javascript:alert(1)", "https://www.harbour.example/news/flood", ""),
        ("https://u:p@harbour.example/a", "https://www.harbour.example/news/flood", ""),
        ("http://[broken", "https://www.harbour.example/news/flood", ""),
        ("ftp://harbour.example/a", "https://www.harbour.example/news/flood", ""),
        (f"/{'a' * 5000}", "https://www.harbour.example/news/flood", ""),
    ],
)
def test_the_address_is_the_one_that_the_page_gives_itself(canonical: str, web_url: str, original_url: str) -> None:
    found = original(head(f'<link rel="canonical" href="{canonical}">'))
    assert facts_of(found, "web_url", "original_url") == {"web_url": web_url, "original_url": original_url}


@pytest.mark.parametrize("picture", ["javascript:alert(1)", "data:image/png;base64,AAAA", "", " ", "http://"])
def test_what_is_no_picture_s_address_is_not_taken(picture: str) -> None:
    assert original(head(meta(og_image=picture))).picture is None
    page = head(meta(og_image=picture), '<meta name="twitter:image" content="a b.jpg">')
    assert original(page).picture == OriginalPicture("https://www.harbour.example/news/a%20b.jpg")


def test_addresses_are_relative_to_the_page_s_base() -> None:
    page = head('<base href="https://cdn.example/x/">', meta(og_image="a.jpg"))
    assert original(page).picture == OriginalPicture("https://cdn.example/x/a.jpg")


@pytest.mark.parametrize(
    ("said", "locale"),
    [
        ("de", "de"),
        ("pt_BR", "pt-br"),
        ("not a language", ""),
        ("x" * 500, ""),
        ("zh-" + "a1-" * 60 + "b2", ""),
        ("", ""),
    ],
)
def test_the_language_is_a_locale_of_the_codec(said: str, locale: str) -> None:
    assert original(f'<html lang="{said}"><p>Text').locale == locale


def test_an_excerpt_is_cut_where_a_sentence_ends_or_else_a_word() -> None:
    sentences = original(head(meta(og_description="A sentence of words. " * 100))).excerpt
    assert (len(sentences), sentences[-6:]) == (986, "words.")
    words = original(head(meta(og_description="word " * 500))).excerpt
    assert (len(words), words[-6:]) == (1000, " word…")
    letters = original(head(meta(og_description="x" * 5000))).excerpt
    assert (len(letters), letters[-1]) == (1000, "…")


def test_an_excerpt_that_repeats_the_headline_is_none() -> None:
    page = head(meta(og_title="Tides", og_description="Tides"), '<meta name="description" content="Of the sea.">')
    assert original(page).excerpt == "Of the sea."

"""Which URLs are one page."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.texts.pages import same_page

PLAIN = "https://www.example.com/2023/01/tides"


@pytest.mark.parametrize(
    "url",
    [
        "http://www.example.com/2023/01/tides",
        "//example.com/2023/01/tides",
        "HTTPS://Example.COM/2023/01/tides",
        "https://example.com./2023/01/tides",
        "https://example.com:443/2023/01/tides",
        "https://m.example.com/2023/01/tides",
        "https://amp.example.com/2023/01/tides",
        "https://www.example.com/2023/01/tides/",
        "https://www.example.com//2023/01/tides",
        "https://www.example.com/2023/01/tides#comments",
        "https://www.example.com/2023/01/tides/index.html",
        "https://www.example.com/2023/01/tides/amp/",
        "https://www.example.com/amp/2023/01/tides",
        "https://www.example.com/google-amp/2023/01/tides",
        "https://www.example.com/2023/01/tides.amp",
        "https://www.example.com/2023/01/tides?amp",
        "https://www.example.com/2023/01/tides?amp=1&outputType=amp",
        "https://www.example.com/2023/01/tides?utm_source=x&utm_medium=y",
        "https://www.example.com/2023/01/tides/?fbclid=abc",
        "https://www.example.com/2023/01/tides?gclid=1&msclkid=2&mc_cid=3&_hsenc=4&ref=rss&igshid=5",
        "https://www-example-com.cdn.ampproject.org/c/s/www.example.com/2023/01/tides",
        "https://www-example-com.cdn.ampproject.org/v/s/www.example.com/2023/01/tides/amp/?amp_js_v=0.1",
        "https://www.google.com/amp/s/www.example.com/2023/01/tides/amp",
        "https://www.example.com/2023/01/%74ides",
        " https://www.example.com/2023/01/tides ",
    ],
)
def test_spellings_of_one_page_are_one(url: str) -> None:
    assert same_page(url) == same_page(PLAIN) == "example.com/2023/01/tides"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://example.com/a", "https://example.com/b"),
        ("https://example.com/watch?v=1", "https://example.com/watch?v=2"),
        ("https://example.com/a?id=1", "https://example.com/a"),
        ("https://example.com/a?page=2", "https://example.com/a"),
        ("https://example.com/A", "https://example.com/a"),
        ("https://blog.example.com/a", "https://example.com/a"),
        ("https://example.com:8443/a", "https://example.com/a"),
        ("https://example.com/#!/a", "https://example.com/#!/b"),
        ("https://amp.dev/a", "https://dev/a"),
        ("https://example.com/amplifiers", "https://example.com/lifiers"),
        ("https://example.com/amp", "https://example.com/"),
        ("https://example.com/refs?ref=", "https://example.com/refs?reference=1"),
    ],
)
def test_what_may_be_another_page_stays_another(one: str, other: str) -> None:
    assert same_page(one) != same_page(other)


@pytest.mark.parametrize(
    "url",
    ["https://straße.example/a", "https://STRASSE.example/a".replace("SS", "ẞ"), "https://stra%C3%9Fe.example/a",
     "http://www.xn--strae-oqa.example/a", "https://straße。example/a"],
)  # fmt: skip
def test_a_host_is_one_in_all_its_spellings_and_no_other(url: str) -> None:
    assert same_page(url) == "xn--strae-oqa.example/a"
    assert same_page(url) != same_page("https://strasse.example/a")


def test_the_order_of_a_query_does_not_matter() -> None:
    assert same_page("https://example.com/?b=2&a=1&utm_id=3") == same_page("https://example.com?a=1&b=2")


@pytest.mark.parametrize("url", [None, "", "  "])
def test_no_url_is_no_page(url: str | None) -> None:
    assert same_page(url) == ""


@given(st.text() | st.from_regex(r"https?://[^/]*/.*"))
def test_any_text_has_a_page_and_that_is_its_own(url: str) -> None:
    page = same_page(url)
    page.encode()
    assert same_page(url.strip()) == page

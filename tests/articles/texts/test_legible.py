"""Seeds' values as readers see them."""

import pytest

from articles.models import Article, Image
from articles.reading.shown import alternative_text
from articles.texts.addresses import address
from articles.texts.legible import language, paragraphs, tidy


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (None, ""),
        ("  edges\u00a0\r\n", "edges"),
        ("zero\u200bwidth\ufeff", "zerowidth"),
        ("Today we&#8217;re &amp; you", "Today we’re & you"),
        ("<MSFT.O> rose", "<MSFT.O> rose"),
        ("a \u2028 b\rc", "a b c"),
        ("family 👩\u200d👧", "family 👩\u200d👧"),
        ("&#0;&#xD800;", "\ufffd\ufffd"),
        ("&#x1F600; &#128512; &AMP; &NotEqualTilde;", "😀 😀 & ≂̸"),
        ("&amp;eacute;", "é"),
        ("Barnes&notable, and x?a=1&copy=2", "Barnes&notable, and x?a=1&copy=2"),
        ("http://shop.example/?id=1&para=7&region=eu&lt", "http://shop.example/?id=1&para=7&region=eu&lt"),
        ("&notit; &nosuch; &#; &#x; &#8217", "&notit; &nosuch; &#; &#x; &#8217"),
    ],
)
def test_a_text_is_tidied_and_never_stripped_as_html(text: str | None, shown: str) -> None:
    assert tidy(text) == shown


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://e.example/a?b=c&d=%20#f", "https://e.example/a?b=c&d=%20#f"),
        ("https://e.example/a b ", "https://e.example/a%20b%20"),
        ("https://e.example/é\u2028", "https://e.example/%C3%A9%E2%80%A8"),
        ("https://e.example/100%/50%zz", "https://e.example/100%25/50%25zz"),
        ('https://e.example/"<>', "https://e.example/%22%3C%3E"),
        ("https://bücher.example:8000/bücher.example", "https://xn--bcher-kva.example:8000/b%C3%BCcher.example"),
        ("https://straße.example/nachricht", "https://xn--strae-oqa.example/nachricht"),
        ("https://BÜCHER.example:80?ß#ß", "https://xn--bcher-kva.example:80?%C3%9F#%C3%9F"),
        ("https://b%C3%BCcher.example/", "https://xn--bcher-kva.example/"),
        ("https://ﬁne.example。org/", "https://fine.example.org/"),
        ("https://i❤.example/", "https://xn--i-7iq.example/"),
        ("https://a%2Fb.example/", "https://a%2Fb.example/"),
        ("https://ü@bücher.example/", "https://%C3%BC@b%C3%BCcher.example/"),
        ("https://foo_bar.bücher.example/", "https://foo_bar.xn--bcher-kva.example/"),
        ("https://" + "ü" * 70 + ".example/", "https://" + "%C3%BC" * 70 + ".example/"),
        ("HTTP://E.example/", "HTTP://E.example/"),
        ("http://[::1/", "http://[::1/"),
        ("javascript:alert(1)", ""),
        (" https://e.example/", ""),
        ("//e.example/", ""),
        ("/assets/a.jpg", ""),
        ("", ""),
        (None, ""),
    ],
)
def test_only_web_addresses_are_shown_and_odd_characters_are_encoded(url: str | None, shown: str) -> None:
    assert address(url) == shown


def test_a_body_falls_into_paragraphs() -> None:
    assert paragraphs("\n\n one\r\ntwo \r\r\u200b&lt;b&gt; \n \n\nthree\n") == ["one\ntwo", "<b>", "three"]
    assert paragraphs("\n") == []


@pytest.mark.parametrize(
    ("locale", "shown"),
    [("en-us", "en-us"), ("pt_BR", "pt-BR"), ("zh-Hant-TW", "zh-Hant-TW"), ("", ""), (None, ""), ('x" onload="', "")],
)
def test_a_locale_is_shown_where_it_is_one(locale: str | None, shown: str) -> None:
    assert language(locale) == shown


@pytest.mark.parametrize(
    ("title", "shown"), [(None, ""), ("The  tide &amp; time", ""), ("A tide gauge", "A tide gauge")]
)
def test_a_pictures_words_are_not_the_headline_again(title: str | None, shown: str) -> None:
    assert alternative_text(Image(title=title), Article(title="The tide & Time")) == shown

"""Bodies as HTML: what Markdown means, and nothing that could harm."""

import pytest

from articles.models import Picture
from articles.reading.prose import as_html, pictures_in, with_whole_links
from tests.rows import NOW


@pytest.mark.parametrize(
    ("body", "html"),
    [
        ("", ""),
        ("\n\n", ""),
        ("One.\n\nTwo *three*.", "<p>One.</p>\n<p>Two <em>three</em>.</p>"),
        ("# Title", "<h2>Title</h2>"),
        ("###### Deep", "<h2>Deep</h2>"),
        ("# One\n## Two", "<h2>One</h2>\n<h3>Two</h3>"),
        ("- a\n- b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>"),
        ("> said", "<blockquote>\n<p>said</p>\n</blockquote>"),
        ("R&D <MSFT.O> up", "<p>R&amp;D &lt;MSFT.O&gt; up</p>"),
        ("don&#8217;t", "<p>don’t</p>"),
        ("a\u200bb\ufeff", "<p>ab</p>"),
        ("[ok](https://a.example/)", '<p><a href="https://a.example/" rel="noopener nofollow">ok</a></p>'),
    ],
)
def test_what_a_body_says(body: str, html: str) -> None:
    assert as_html(body) == html


@pytest.mark.parametrize(
    "body",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "[x](javascript:alert(1))",
        "[x](data:text/html,<script>alert(1)</script>)",
        "![x](https://spy.example/pixel.gif)",
        "<iframe src=https://evil.example></iframe>",
        '<a href="https://a.example" onclick="alert(1)">x</a>',
        "<javascript:alert(1)>",
        "<style>*{display:none}</style>",
        '```"><script>\nalert(1)\n```',
    ],
)
def test_nothing_in_a_body_runs_or_loads(body: str) -> None:
    html = as_html(body)
    for harmful in ("<script", "<img", "<iframe", "<style", 'href="javascript', 'href="data'):
        assert harmful not in html
    assert not any(f"<a {word}" in html for word in ("onclick", "onerror"))


BASE = "https://origin.example/2026/a.html"


@pytest.mark.parametrize(
    ("body", "html"),
    [
        ("[a](/tables/)", '<a href="https://origin.example/tables/" rel="noopener nofollow">a</a>'),
        ("[a](part2.html)", '<a href="https://origin.example/2026/part2.html" rel="noopener nofollow">a</a>'),
        ("[a](../b?c=1&d#e)", '<a href="https://origin.example/b?c=1&amp;d#e" rel="noopener nofollow">a</a>'),
        ("[a](#part)", f'<a href="{BASE}#part" rel="noopener nofollow">a</a>'),
        ("[a](//b.example/c)", '<a href="https://b.example/c" rel="noopener nofollow">a</a>'),
        ("[a][1]\n\n[1]: /b", '<a href="https://origin.example/b" rel="noopener nofollow">a</a>'),
        ("[a](https://straße.example/ß)", '<a href="https://xn--strae-oqa.example/%C3%9F" rel="noopener nofollow">a</a>'),
        ("[a](mailto:a@b.example)", '<a href="mailto:a@b.example" rel="noopener nofollow">a</a>'),
        ("[a](ftp://b.example/)", '<a rel="noopener nofollow">a</a>'),
        ("![A *tide*](/img/t.png)", '<a href="https://origin.example/img/t.png" rel="noopener nofollow">A tide</a>'),
        ("![A\ntide](/t.png)", '<a href="https://origin.example/t.png" rel="noopener nofollow">A tide</a>'),
        ("![R&amp;D](x.png 'title')", '<a href="https://origin.example/2026/x.png" rel="noopener nofollow">R&amp;D</a>'),
        ("![](/x.png)", '<a href="https://origin.example/x.png" rel="noopener nofollow">https://origin.example/x.png</a>'),
        ("[![Small](/s.png)](/large/)", '<a href="https://origin.example/large/" rel="noopener nofollow">Small</a>'),
    ],
)  # fmt: skip
def test_what_is_relative_leads_to_where_the_article_is(body: str, html: str) -> None:
    assert as_html(body, BASE) == f"<p>{html}</p>"


def test_a_picture_of_which_we_have_a_copy_is_ours() -> None:
    url = "https://origin.example/img/tides ü.png"
    copy = Picture(url=url, name="ab12", widths=[320, 640], width=640, height=480, jpeg_width=640, tried_at=NOW)
    body = "![Tides & <b>](</img/tides ü.png>) [![x](</img/tides ü.png>)](/large/)"
    assert url in pictures_in(body, BASE)
    image = '<img src="/media/pictures/ab/ab12-640.webp" alt="{}" width="640" height="480" loading="lazy">'
    assert as_html(body, BASE, {url: copy}) == (
        f"<p>{image.format('Tides &amp; &lt;b&gt;')} "
        f'<a href="https://origin.example/large/" rel="noopener nofollow">{image.format("x")}</a></p>'
    )


def test_without_an_address_of_the_article_nothing_leads_into_our_own_site() -> None:
    assert as_html("[a](/b) ![c](d.png)") == '<p><a rel="noopener nofollow">a</a> c</p>'


@pytest.mark.parametrize(
    ("body", "whole"),
    [
        ("See [a](/b), ![c](d.png) and [e]( <f> ).", "See [a](https://origin.example/b), ![c](https://origin.example/2026/d.png)"
         " and [e]( <https://origin.example/2026/f> )."),
        ("[a][1]\n\n[1]: /b 'c'", "[a][1]\n\n[1]: https://origin.example/b 'c'"),
        ("[a](https://b.example/c) a](b (c) [d]", "[a](https://b.example/c) a](https://origin.example/2026/b (c) [d]"),
        ("No links (at all).", "No links (at all)."),
    ],
)  # fmt: skip
def test_in_a_feed_what_is_relative_can_be_followed(body: str, whole: str) -> None:
    assert with_whole_links(body, BASE) == whole

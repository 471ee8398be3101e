"""Bodies as HTML: what Markdown means, and nothing that could harm."""

import pytest

from articles.reading.prose import as_html


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

"""Bodies that would take too long: shown as paragraphs, within a bound of work that no clock decides; long ones rendered once."""

from typing import Any

import pytest
from django.core.cache import cache
from django.utils import timezone
from django.utils.safestring import SafeString
from markdown_it.ruler import StateBase

from articles.models import Picture
from articles.reading import prose
from articles.reading.bodies import body_of
from articles.reading.players import player
from articles.reading.prose import as_html, pictures_in
from tests.rows import make_article

LONGEST = 100_000


@pytest.mark.parametrize(
    "mark", ["[", "![", "[a](", "*a_", "`", "|a", "<a ", "> ", "# a\n", "- a\n", "a\n\n", "[a]: http://x\na"]
)
def test_a_text_of_marks_is_bounded_work(mark: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Counted, as no test asserts a time: nobody is asked for more than the bound, whatever the text."""
    asked = 0
    really = prose._count

    def counting(state: StateBase, *where: object) -> bool:
        nonlocal asked
        asked += 1
        return really(state, *where)

    for rules in (prose._markdown.block.ruler, prose._markdown.inline.ruler):
        rules.at("count", counting)
    try:
        html = as_html(mark * (LONGEST // len(mark)))
    finally:
        for rules in (prose._markdown.block.ruler, prose._markdown.inline.ruler):
            rules.at("count", really)
    assert asked <= prose._MOST_WORK + 1
    assert html


def test_what_is_too_much_work_is_shown_as_its_paragraphs() -> None:
    html = as_html("First *words*\n\n" + "[" * 60_000 + "\n\n<b>Last</b>")
    assert html.startswith("<p>First *words*</p>")
    assert html.endswith("<p>&lt;b&gt;Last&lt;/b&gt;</p>")


def test_what_is_too_long_is_shown_as_its_paragraphs_and_the_longest_article_is_not() -> None:
    words = "harbour tide *engine* " * (LONGEST // 22)
    assert "<em>engine</em>" in as_html(words)
    longer = words + "more words than that" * 100
    assert as_html(longer).startswith("<p>harbour tide *engine* harbour")
    assert pictures_in(longer + " ![a](http://a.example/b.png)", "http://a.example/") == []


def test_quotations_within_quotations_end_somewhere() -> None:
    html = as_html("> " * 500 + "deep")
    assert html.count("<blockquote>") <= 20


def test_a_page_of_frames_without_an_address_is_no_player() -> None:
    assert player("<iframe " * 100_000) is None


@pytest.mark.django_db
def test_a_long_body_is_rendered_once_until_it_or_a_picture_in_it_changes(monkeypatch: pytest.MonkeyPatch) -> None:
    cache.clear()
    rendered = []
    really = prose.as_html

    def counting(body: str, *rest: Any) -> SafeString:
        rendered.append(len(body))
        return really(body, *rest)

    monkeypatch.setattr(prose, "as_html", counting)
    url = "https://img.example.org/a.jpg"
    article = make_article("2026-harbour", body=f"![A crane]({url})\n\n" + "Words of a long article. " * 400)
    first = body_of(article)
    assert body_of(article) == first
    assert len(rendered) == 1
    Picture.objects.create(
        url=url, name="a", width=1200, height=800, widths=[640], tried_at=timezone.now(), state="cached"
    )
    assert "<img" in body_of(article)
    assert len(rendered) == 2
    article.body += "More."
    assert "More." in body_of(article)
    assert len(rendered) == 3

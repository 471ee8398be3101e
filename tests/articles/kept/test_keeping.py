"""What is kept, for whom, how it is sent, and where it lies."""

import gzip
import re
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import brotli
import pytest
from django.conf import settings
from django.contrib.auth.models import AnonymousUser, User
from django.core.management import call_command
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from pytest_django import Settings

from articles.kept import keeping
from articles.kept.turns import one_at_a_time
from articles.models import Article, Masthead
from articles.store import register
from tests.articles.kept.asking import Drawing, ask, empty_shelves
from tests.rows import make_article

__all__ = ["empty_shelves"]

pytestmark = pytest.mark.usefixtures("empty_shelves")


@pytest.mark.django_db
class TestTheSameAnswer:
    @pytest.mark.parametrize(
        ("first", "second", "drawn"),
        [
            ("/latest/", "/latest/", 1),
            ("/latest/", "/latest/?utm_source=a", 1),  # nothing reads it
            ("/search/?q=a", "/search/?x=1&q=a", 1),
            ("/search/?q=a", "/search/?q=b", 2),
            ("/search/?q=a", "/search/?q=a&page=2", 2),
            ("/topics/a/?after=x", "/topics/a/", 2),
            ("/latest/?after=", "/latest/", 2),
            ("/a/", "/a", 2),
            ("/search/%3Fq=a", "/search/?q=a", 2),
            ("/search/%3Fq=a", "/search/%253Fq=a", 2),
        ],
    )  # fmt: skip
    def test_is_drawn_once(self, first: str, second: str, drawn: int) -> None:
        page = Drawing()
        assert ask(first, page).content == ask(second, page).content
        assert page.number == drawn

    def test_is_not_asked_for_over_http_and_https(self, settings: Settings) -> None:
        page = Drawing()
        ask("/", page)
        keeping.answer_of(RequestFactory().get("/", SERVER_NAME="127.0.0.1", secure=True), page)
        assert page.number == 2

    @pytest.mark.parametrize("path", ["/admin/", "/preview/token/", "/static/a.css", "/media/a.webp", "/" + "a" * 1000])
    def test_is_not_kept_where_it_is_not_a_page_for_everybody(self, path: str) -> None:
        request = RequestFactory().get(path, SERVER_NAME="127.0.0.1")
        assert [keeping.answer_of(request, lambda request: HttpResponse("x")).content for _ in "12"] == [b"x"] * 2
        assert keeping.memory.get(f"http {path}") is None

    @pytest.mark.parametrize("status", [301, 302, 400, 403, 500, 503])
    def test_is_kept_only_where_a_page_was_found_or_is_missing(self, status: int) -> None:
        request = RequestFactory().get("/", SERVER_NAME="127.0.0.1")
        calls = [keeping.answer_of(request, lambda request: HttpResponse("x", status=status)).status_code for _ in "12"]
        assert calls == [status] * 2
        assert keeping.memory.get("http /") is None

    @pytest.mark.parametrize(
        "headers",
        [{"Cache_Control": "private"}, {"Cache_Control": "no-store"}, {"Vary": "Accept-Language"}, {"Vary": "*"}],
    )
    def test_is_not_kept_where_it_says_so(self, headers: dict[str, str]) -> None:
        page = Drawing(**headers)
        ask("/", page), ask("/", page)
        assert page.number == 2

    def test_with_a_cookie_is_not_kept(self) -> None:
        def draw(request: HttpRequest) -> HttpResponse:
            answer = HttpResponse("x")
            answer.set_cookie("a", "b")
            return answer

        keeping.answer_of(RequestFactory().get("/", SERVER_NAME="127.0.0.1"), draw)
        assert keeping.memory.get("http /") is None

    def test_of_a_host_that_is_not_ours_is_refused_each_time(self, client: Client) -> None:
        assert client.get("/", SERVER_NAME="127.0.0.1").status_code == 200
        assert client.get("/", SERVER_NAME="evil.example").status_code == 400


@pytest.mark.django_db
class TestSending:
    @pytest.mark.parametrize(
        ("accepted", "encoding"),
        [
            ("", ""), ("gzip", "gzip"), ("br", "br"), ("gzip, deflate, br", "br"), ("gzip;q=1.0, br;q=0", "gzip"),
            ("gzip;q=0", ""), ("*", ""), ("brx", ""),
        ],
    )  # fmt: skip
    def test_each_client_gets_what_it_takes(self, accepted: str, encoding: str) -> None:
        opened: dict[str, Any] = {"": bytes, "gzip": gzip.decompress, "br": brotli.decompress}
        page = Drawing()
        for _ in range(2):
            found = ask("/", page, Accept_Encoding=accepted)
            assert found.get("Content-Encoding", "") == encoding
            assert opened[encoding](found.content) == page.text.encode()
            assert found["Content-Length"] == str(len(found.content))
            assert found["Vary"] == "Accept-Encoding, Cookie"
        assert page.number == 1

    def test_a_short_text_is_sent_as_it_is(self) -> None:
        assert not ask("/", Drawing("short"), Accept_Encoding="gzip").has_header("Content-Encoding")

    @pytest.mark.parametrize("tags", ['"tag"', 'W/"tag"', '"other", W/"tag"', "*"])
    @pytest.mark.parametrize("accepted", ["", "gzip"])
    def test_who_has_it_is_told_so(self, tags: str, accepted: str) -> None:
        page = Drawing()
        for _ in range(2):
            found = ask("/", page, If_None_Match=tags, Accept_Encoding=accepted)
            assert (found.status_code, found.content) == (304, b"")
            assert found["ETag"] == ('W/"tag"' if accepted else '"tag"')
            assert found["Cache-Control"] == "public, max-age=0, s-maxage=10, stale-while-revalidate=30"
        assert page.number == 1

    @pytest.mark.parametrize("tags", ['"other"', "tag", "nonsense"])
    def test_who_has_another_gets_it(self, tags: str) -> None:
        assert ask("/", Drawing(), If_None_Match=tags).status_code == 200

    def test_head_says_what_get_would(self) -> None:
        page = Drawing()
        whole = ask("/", page)
        head = ask("/", page, "HEAD")
        assert (head.content, head["Content-Length"], page.number) == (b"", whole["Content-Length"], 1)

    def test_a_part_is_answered_with_the_whole(self) -> None:
        assert ask("/", Drawing(), Range="bytes=0-3").status_code == 200

    def test_a_missing_page_is_not_given_by_others(self, client: Client) -> None:
        found = client.get("/nowhere/")
        assert (found.status_code, found.has_header("Cache-Control")) == (404, False)


@pytest.mark.django_db
class TestReadersAndEditors:
    def test_an_editor_never_gets_a_readers_page_and_a_reader_never_an_editors(self, client: Client) -> None:
        make_article("draft", status="draft")
        editor = Client()
        editor.force_login(User.objects.create_superuser("editor"))
        for _ in range(2):
            assert client.get("/news/draft/").status_code == 404
            assert editor.get("/news/draft/").status_code == 200

    def test_what_an_editor_sees_is_kept_by_nobody_between(self, client: Client) -> None:
        make_article("draft", status="draft")
        client.force_login(User.objects.create_superuser("editor"))
        assert "no-store" in client.get("/news/draft/")["Cache-Control"]
        assert not client.get("/").has_header("Cache-Control")

    def test_who_has_an_account_elsewhere_is_not_looked_at(self) -> None:
        page = Drawing()
        request = RequestFactory(headers={"Authorization": "Basic eDp5"}).get("/", SERVER_NAME="127.0.0.1")
        request.user = AnonymousUser()
        for _ in range(2):
            keeping.answer_of(request, page)
        assert page.number == 2


@pytest.mark.django_db
class TestHolding:
    def test_nothing_holds_after_migrating(self) -> None:
        page = Drawing()
        ask("/", page)
        call_command("migrate", verbosity=0)
        ask("/", page)
        assert page.number == 2

    def test_nothing_is_kept_where_the_database_does_not_say(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(register, "last_change", lambda: None)
        page = Drawing()
        ask("/", page), ask("/", page)
        assert page.number == 2

    def test_what_a_later_state_drew_does_not_hold_in_an_earlier_one(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """As where a database comes from a backup."""
        page = Drawing()
        ask("/", page)
        before = register.last_change()
        assert before
        monkeypatch.setattr(register, "last_change", lambda: before._replace(number=before.number - 1))
        ask("/", page)
        assert page.number == 2

    def test_a_page_without_its_masthead_is_not_kept(self, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
        """The database failed for a moment: a missing page needs nothing else of it, and would stay as it is."""
        Masthead.objects.create(name="The Tide")
        with monkeypatch.context() as failing:

            def fail() -> None:
                raise OperationalError("database is locked")

            failing.setattr("articles.reading.masthead._ROW", fail)
            assert "The Tide" not in client.get("/nowhere/").content.decode()
        assert "The Tide" in client.get("/nowhere/").content.decode()

    def test_a_change_while_it_is_drawn_makes_it_stale(self) -> None:
        class Meanwhile(Drawing):
            def __call__(self, request: HttpRequest) -> HttpResponse:
                found = super().__call__(request)
                Masthead.objects.update_or_create(pk=1, defaults={"name": f"{self.number}"})
                return found

        page = Meanwhile()
        ask("/", page), ask("/", page)
        assert page.number == 2

    def test_a_change_of_something_else_leaves_an_article_alone(
        self, client: Client, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        make_article("one", published_at="2026-01-01T00:00Z")
        make_article("two", published_at="2026-03-01T00:00Z")
        make_article("three", published_at="2026-05-01T00:00Z")
        drawn: list[str] = []
        real = keeping._drawn
        monkeypatch.setattr(keeping, "_drawn", lambda *given: drawn.append(given[1].key) or real(*given))  # type: ignore[func-returns-value]
        client.get("/news/one/")
        Article.objects.filter(slug="three").update(title="other")
        client.get("/news/one/")
        assert drawn == ["http /news/one/"]
        Article.objects.filter(slug="two").update(title="other")  # its neighbour
        client.get("/news/one/")
        assert drawn == ["http /news/one/"] * 2


def test_a_stampede_draws_a_page_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(register, "last_change", lambda: register.LastChange(1, 1))
    monkeypatch.setattr(keeping, "_next_turn", lambda state, now: now.replace(year=9999))
    entered = threading.Event()

    class Slow(Drawing):
        def __call__(self, request: HttpRequest) -> HttpResponse:
            entered.wait(0.2)
            return super().__call__(request)

    page, answers = Slow(), []
    threads = [threading.Thread(target=lambda: answers.append(ask("/", page).content)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (page.number, len(answers), len(set(answers))) == (1, 8, 1)


def test_a_turn_that_takes_too_long_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("articles.kept.turns._LONGEST", 0.01)
    with one_at_a_time("a"), one_at_a_time("a"):
        pass


def test_all_that_pages_read_of_a_request_is_part_of_its_name() -> None:
    """A new parameter has to become part of `kept_under`, else all values of it would get one answer."""
    read = re.compile(
        r"request\.(GET(?:\.get\(\"\w+\"|\b)|user|META|headers|COOKIES|session|get_full_path|build_absolute_uri)"
    )
    rooms = ("articles/views", "articles/feeds", "articles/api", "articles/sitemaps.py", "templates/articles")
    texts = (file.read_text() for room in rooms for file in files_of(settings.BASE_DIR / room))
    found = {words for text in texts for words in read.findall(text)}
    # Media have no answer of a page, and an account none that is kept.
    assert found == {'GET.get("after"', 'GET.get("q"', 'GET.get("page"', "user", "headers"}


def files_of(place: Path) -> Iterator[Path]:
    yield from (file for file in (place.rglob("*") if place.is_dir() else [place]) if file.suffix in (".py", ".html"))

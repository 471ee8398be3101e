"""What every answer tells browsers, by the rules of Mozilla's Observatory.

https://github.com/mozilla/http-observatory/blob/main/httpobs/docs/scoring.md
"""

from collections.abc import Callable, Iterator
from http.cookies import SimpleCookie
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from pytest_django import Settings

from articles.headers import Headers, policy
from articles.models import Article
from articles.reading import frontpage
from tests.lengths import tell
from tests.rows import make_article

PICTURE = "pictures/00/" + "0" * 32 + "-400.jpg"
HALF_A_YEAR = 15_768_000
PRIVATE = {"no-referrer", "same-origin", "strict-origin", "strict-origin-when-cross-origin"}


@pytest.fixture
def https(settings: Settings) -> None:
    settings.SECURE_HSTS_SECONDS, settings.SECURE_SSL_REDIRECT = 31_536_000, True
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = True
    settings.DEBUG_PROPAGATE_EXCEPTIONS = False


@pytest.fixture
def article(db: None) -> Article:
    return make_article("2026-harbour", status="published", title="Harbour opens")


@pytest.fixture
def editor(article: Article) -> Client:
    found = Client(raise_request_exception=False)
    found.force_login(User.objects.create_superuser("kim"))
    return found


@pytest.fixture
def picture(settings: Settings) -> Iterator[None]:
    name = default_storage.save(PICTURE, ContentFile(b"a picture"))
    yield
    default_storage.delete(name)


def ask(client: Client, address: str, **headers: str) -> Any:
    """Ask over https; a file is read to its end, which closes it."""
    answer = client.get(address, secure=True, headers=headers or None)
    if answer.streaming:
        _ = answer.getvalue()
    return answer


def cookies_score(cookies: "SimpleCookie") -> int:
    safe = [all((each["secure"], each["httponly"], each["samesite"])) for each in cookies.values()]
    return 0 if not safe else (5 if all(safe) else -40)


def score(answer: Any) -> int:
    """Return the points of an answer over https; 100 and more is A+."""
    found, headers = 100, answer.headers
    rules = dict(each.split(" ", 1) for each in headers.get("Content-Security-Policy", "").split("; ") if " " in each)
    if "unsafe" in str(rules) or not rules.keys() & {"default-src", "script-src"}:
        found -= 25
    elif rules.get("default-src") == "'none'":
        found += 10
    found += cookies_score(answer.cookies)
    if headers.get("Access-Control-Allow-Origin", "*") != "*" or "Access-Control-Allow-Credentials" in headers:
        found -= 50
    transport = headers.get("Strict-Transport-Security", "").partition("max-age=")[2].partition(";")[0]
    if int(transport or 0) < HALF_A_YEAR:
        found -= 20
    found += 5 if headers.get("Referrer-Policy") in PRIVATE else -5
    if headers.get("X-Content-Type-Options") != "nosniff":
        found -= 5
    if rules.get("frame-ancestors") == "'none'":
        found += 5
    elif headers.get("X-Frame-Options") not in ("DENY", "SAMEORIGIN"):
        found -= 20
    if headers.get("Cross-Origin-Resource-Policy") in ("same-origin", "same-site"):
        found += 10
    return found


KINDS = {
    "a page": ("/", 200), "an article": ("/news/2026-harbour/", 200), "a search": ("/search/?q=harbour", 200),
    "none": ("/no/", 404), "moved": ("/latest/?after=MjAyNi0wMS0wMVQwMDowMDowMFp8YQ", 301), "no slash": ("/latest", 301),
    "a bad name": ("/%00", 404),
    "nor in a list": ("/topics/%00/", 404), "a file": ("/static/admin/css/base.css", 200), "no file": ("/static/no.css", 404),
    "a picture": (f"/media/{PICTURE}", 200), "no picture": ("/media/no.jpg", 404), "a feed": ("/feed.atom", 200),
    "API": ("/api/news/index.json", 200), "not in the API": ("/api/no.json", 404), "a sitemap": ("/sitemap.xml", 200),
    "robots": ("/robots.txt", 200), "live": ("/healthz", 200), "ready": ("/readyz", 200), "sign in": ("/admin/login/", 200),
    "signed out": ("/admin/", 302), "the desk": ("/admin/", 200), "a form": ("/admin/articles/article/1/change/", 302),
    "a bad filter": ("/admin/articles/article/?title__regex=a", 400), "a NUL": ("/admin/articles/article/?q=%00", 400),
}  # fmt: skip
FOR_OTHERS = {"a file", "no file", "a picture", "no picture", "a feed", "API", "not in the API", "a sitemap", "robots"}
SIGNED_IN = {"the desk", "a form", "a bad filter", "a NUL"}


@pytest.mark.usefixtures("https", "picture")
@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_answer_has_all_headers(kind: str, editor: Client, article: Article) -> None:
    address, status = KINDS[kind]
    client = editor if kind in SIGNED_IN else Client(raise_request_exception=False)
    answer = ask(client, address.replace("/1/", f"/{article.pk + 9}/"))
    assert answer.status_code == status
    said = answer.headers
    assert said["Cross-Origin-Resource-Policy"] == ("cross-origin" if kind in FOR_OTHERS else "same-origin")
    tell(f"{kind}: {score(answer)} points")
    assert score(answer) >= (115 if kind in FOR_OTHERS else 125), dict(said)
    assert said["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "camera=()" in said["Permissions-Policy"]
    assert ("no-store" in said.get("Cache-Control", "")) == address.startswith("/admin/") or kind in ("live", "ready")


@pytest.mark.usefixtures("https", "picture")
def test_an_answer_that_nothing_changed_has_all_headers(article: Article) -> None:
    for address in ("/", f"/media/{PICTURE}", "/feed.atom"):
        for _ in range(2):  # drawn, and kept
            whole = ask(Client(), address)
            answer = ask(Client(), address, **{"If-None-Match": whole.headers["ETag"]})
            assert (answer.status_code, score(answer) >= 115) == (304, True)


@pytest.mark.usefixtures("https")
def test_redirects_to_https_and_refused_hosts_have_all_but_its_own(article: Article, settings: Settings) -> None:
    for answer, status in ((Client().get("/"), 301), (Client().get("/admin/", headers={"Host": "evil.example"}), 400)):
        assert (answer.status_code, score(answer)) == (status, 110)
        assert "Strict-Transport-Security" not in answer.headers


@pytest.mark.usefixtures("https")
def test_a_page_that_failed_has_all_headers(article: Article, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*args: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(frontpage, "front_at", fail)
    answer = ask(Client(raise_request_exception=False), "/")
    assert (answer.status_code, score(answer)) == (500, 130)


def test_a_picture_does_nothing_wherever_it_is_opened() -> None:
    sent: Callable[[HttpRequest], HttpResponse] = Headers(lambda request: HttpResponse())
    answer = sent(RequestFactory().get(f"/media/{PICTURE}"))
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox; frame-ancestors 'none'"


def test_the_policy_allows_nothing_inline() -> None:
    assert "unsafe" not in policy()
    assert policy().startswith("default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; ")


def test_pictures_come_from_their_store_and_from_elsewhere_only_where_the_site_wants_it(settings: Settings) -> None:
    settings.MEDIA_URL = "https://media.example.org/a/"
    assert "img-src 'self' data: https://media.example.org; " in policy()
    settings.REMOTE_PICTURES = True
    assert "img-src 'self' data: https://media.example.org https: http:; " in policy()

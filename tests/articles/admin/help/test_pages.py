"""The help: every page of the admin leads to its part of it, and it names nothing that is not there."""

import ast
import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib import admin
from django.test import Client, RequestFactory
from django.urls import URLPattern, URLResolver, get_resolver, resolve, reverse

from articles.admin.help.places import CHAPTERS, PLACES, place_of
from articles.editing.roles import ROLES
from articles.templatetags.help import PICTURES
from tests.articles.admin.signed_in import as_role
from tests.browser.shots import MOST_BYTES

pytestmark = [pytest.mark.django_db, pytest.mark.any_server]
EVERY_ROLE = [*ROLES, "administrator"]
TEMPLATES = settings.BASE_DIR / "templates" / "admin"
DJANGO = Path(admin.__file__).parent.parent
# They show no page of the admin's: they answer scripts, or a form and lead on to a page.
NO_PAGES = {
    "login", "sign-in-code", "sign-in-passkey", "logout", "autocomplete", "jsi18n", "view_on_site",
    "articles_article_presence", "articles_article_preview",
    "articles_article_related_row", "articles_article_suggestions", "articles_article_save_filter",
    "articles_article_forget_filter",
}  # fmt: skip
# What tells about all of the admin.
IN_GENERAL = {"help", "help-page", "index", "app_list"}


def named(patterns: list[URLPattern | URLResolver]) -> Iterator[str]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from named(pattern.url_patterns)
        elif pattern.name:
            yield pattern.name


def the_names() -> set[str]:
    """The addresses of all pages of the admin, by name."""
    below = [each for each in get_resolver().url_patterns if str(each.pattern).startswith("admin/")]
    return set(named(below)) - NO_PAGES


def asked(name: str, method: str = "GET") -> Any:
    """A request for the page of that name."""

    class Match:
        url_name = name

    request = RequestFactory().generic(method, "/admin/")
    request.resolver_match = Match  # type: ignore[assignment]
    return request


def of_the_help() -> dict[str, str]:
    client = as_role("contributor")
    return {name: client.get(reverse("help-page", args=[name])).content.decode() for name in CHAPTERS}


def test_every_part_of_the_admin_has_its_part_of_the_help() -> None:
    without = {name for name in the_names() if place_of(asked(name)).address == reverse("help")}
    assert without == IN_GENERAL


def test_no_row_of_the_table_is_of_a_page_that_is_gone() -> None:
    known = the_names() | {name.rpartition("_")[0] for name in the_names()}
    assert [name for name in PLACES if name.partition(" ")[0] not in known] == []


def test_every_question_mark_leads_to_a_heading_that_is_there() -> None:
    pages = of_the_help()
    places = [place.partition("#") for place in PLACES.values()]
    assert [(page, at) for page, _, at in places if at and f'<h2 id="{at}"' not in pages[page]] == []


@pytest.mark.parametrize("role", EVERY_ROLE)
def test_every_role_reads_every_page(role: str) -> None:
    client = as_role(role)
    answers = {name: client.get(reverse("help-page", args=[name])).status_code for name in CHAPTERS}
    assert answers == dict.fromkeys(CHAPTERS, 200)


@pytest.mark.parametrize("address", ["/admin/help/", "/admin/help/desk/"])
def test_nobody_else_does(address: str) -> None:
    answer = Client().get(address)
    assert (answer.status_code, answer["Location"]) == (302, f"/admin/login/?next={address}")


def test_there_is_no_other_page() -> None:
    assert as_role("editor").get("/admin/help/nothing/").status_code == 404


@pytest.mark.parametrize(
    ("address", "leads_to"),
    [
        ("/admin/", "/admin/help/desk/"),
        ("/admin/articles/article/", "/admin/help/list/"),
        ("/admin/articles/article/triage/", "/admin/help/triage/"),
        ("/admin/articles/topic/tree/", "/admin/help/topics/#tree"),
        ("/admin/password_change/", "/admin/help/roles/#password"),
        ("/admin/help/triage/", "/admin/help/"),
    ],
)
def test_the_question_mark_of_a_page_leads_to_its_part(address: str, leads_to: str) -> None:
    page = as_role("editor").get(address).content.decode()
    found = re.findall(r'<a class="help-link" href="([^"]+)" aria-label="Help[^"]*"', page)
    assert found == [leads_to]


def test_a_form_that_asks_before_it_acts_has_a_part_of_its_own() -> None:
    assert place_of(asked("articles_article_changelist", "POST")).address == "/admin/help/many/#ask"


def test_every_link_in_it_leads_somewhere() -> None:
    pages = of_the_help()
    wrong = []
    for name, page in pages.items():
        for address, at in re.findall(r'href="(/admin/help/[^"#]*)(?:#([^"]*))?"', page):
            other = resolve(address).kwargs.get("name")
            if at and f'<h2 id="{at}"' not in pages[str(other)]:
                wrong.append(f"{name}: {address}#{at}")
    assert wrong == []


def words_of_templates() -> Iterator[str]:
    for folder in (TEMPLATES, DJANGO / "admin", DJANGO / "auth"):
        for path in folder.rglob("*.html"):
            if TEMPLATES / "help" not in path.parents:
                page = path.read_text()
                yield from re.findall(r"(?:>|%\}|\}\}|\s)([^<>{}]+?)(?=<|\{)", page)
                yield from re.findall(r"""(?:value|translate|aria-label)[= ]["']([^"']+)["']""", page)


def words_of_modules() -> Iterator[str]:
    for folder in (settings.BASE_DIR / "articles", DJANGO / "admin", DJANGO / "auth"):
        for path in folder.rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text())):
                if isinstance(node, ast.Constant) and isinstance(node.value, str):
                    yield node.value
                    yield from re.findall(r">([^<>{}]+)<", node.value)


def words_of_fields() -> Iterator[str]:
    for model in admin.site._registry:
        yield from (f"New {model._meta.verbose_name}", str(model._meta.verbose_name_plural))
        yield from (str(getattr(field, "verbose_name", "")) for field in model._meta.get_fields())


def plain(words: str) -> str:
    """Without what a value takes the place of, and without the dots of what asks first."""
    return " ".join(unescape(words).partition("%(")[0].split()).removesuffix("…").strip().lower()


def test_it_names_no_button_that_is_not_there() -> None:
    there = {plain(words) for source in (words_of_templates, words_of_modules, words_of_fields) for words in source()}
    named_in_it = [
        (path.name, words)
        for path in (TEMPLATES / "help").glob("*.html")
        for words in re.findall(r"<b>([^<]+)</b>", path.read_text())
    ]
    assert len(named_in_it) > 100
    assert [(page, words) for page, words in named_in_it if plain(words) not in there] == []


def test_the_keys_of_triage_are_those_that_it_has() -> None:
    page = of_the_help()["triage"]
    keys = re.findall(r'data-switch="([^"]+)"', (TEMPLATES / "articles" / "_keys.html").read_text())
    assert sorted(re.findall(r'<th scope="row"><kbd>([^<]+)</kbd>', page)) == sorted(keys)


def test_the_rights_are_those_that_the_roles_have() -> None:
    rows = re.findall(r'<tr data-right="(\w+)">.*?</th>(.*?)</tr>', of_the_help()["roles"])
    told = {right: [cell == "yes" for cell in re.findall(r"<td>([^<]+)</td>", cells)] for right, cells in rows}
    assert told == {right: [right in ROLES[role] for role in ROLES] for right in told}
    assert told


def test_its_pictures_are_small_and_each_is_shown() -> None:
    shown = set(re.findall(r"/([\w-]+)\.webp", "".join(of_the_help().values())))
    sizes = {path.stem: path.stat().st_size for path in PICTURES.iterdir()}
    assert set(sizes) == shown
    assert [name for name, size in sizes.items() if size > MOST_BYTES] == []

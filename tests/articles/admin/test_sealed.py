"""An account without the right to sealed payloads hears nothing of one: neither what it says nor that there is one."""

import re

import pytest
from django.test import Client

from articles.models import Conflict, Import, Revision
from tests.articles.admin.imports.uploading import planned
from tests.articles.admin.signed_in import LIST, as_role, change
from tests.articles.requests import Generator
from tests.seeds import SEALED, Archive, archive, edit, seed_text, the_article

__all__ = ["archive"]
pytestmark = pytest.mark.django_db
OTHER, THIRD = (
    "QUJDREVGR0hJSktMTU5PUA==;MDEyMzQ1Njc4OWFiY2RlZg==",
    "UVVJQ0tCUk9XTkZPWEpVTQ==;MDEyMzQ1Njc4OWFiY2RlZg==",
)
SAYS = re.compile(r"seal|secured|MDEyMzQ1|QUJDREVG|UVVJQ0tC", re.IGNORECASE)


@pytest.fixture
def sealed(archive: Archive) -> None:
    """An article whose payload an editor and a file changed, and an upload that would change it again."""
    archive.write_article(secured=f'"{SEALED}"')
    archive.bring()
    edit(secured=OTHER)
    archive.write_article(secured=f'"{THIRD}"')
    archive.bring()
    planned(as_role("administrator"), {"_news/2023-01-24-tides.md": seed_text(secured=f'"{SEALED}"', heat="81")})


def pages(client: Client) -> dict[str, str]:
    """What each page of the admin says whose address has the article's, the import's or no key."""
    key = {
        "article": the_article().pk,
        "import": Import.objects.latest("pk").pk,
        "conflict": Conflict.objects.latest("pk").pk,
    }
    found = {}
    for route in Generator(0, {}).routes:
        of = re.match(r"/admin/articles/(\w+)/", route)
        if of:
            address = re.sub(r"<[^>]+>", str(key.get(of[1], 1)), route)
            found[address] = client.get(address).content.decode()
    old, *_, new = Revision.objects.order_by("pk").values_list("pk", flat=True)
    compare = change().replace("change/", f"history/compare/?old={old}&new={new}")
    asked = {compare, "/admin/articles/conflict/?q=tides", f"{LIST}?q=tides", "/admin/"}
    return found | {address: client.get(address).content.decode() for address in asked}


@pytest.mark.parametrize("role", ["contributor", "editor"])
def test_no_page_says_anything_of_it(sealed: None, role: str) -> None:
    assert {address: SAYS.findall(page) for address, page in pages(as_role(role)).items() if SAYS.search(page)} == {}


def test_pages_say_of_it_to_who_may_know(sealed: None) -> None:
    """Else the test above would find nothing wherever it looked."""
    told = [address for address, page in pages(as_role("publisher")).items() if SAYS.search(page)]
    assert {re.sub(r"\d+|\?.*", "", address).removeprefix("/admin/articles/") for address in told} >= {
        "article//change/", "article//history/compare/", "article//conflicts/", "import//change/",
    }  # fmt: skip


@pytest.mark.parametrize(("role", "done"), [("contributor", False), ("editor", False), ("publisher", True)])
def test_files_go_to_who_may_know_alone(sealed: None, role: str, done: bool) -> None:
    client = as_role(role)
    assert ("Export as seed files" in client.get(LIST).content.decode()) is done
    answer = client.post(LIST, {"action": "export", "_selected_action": [the_article().pk]})
    assert (answer.headers["Content-Type"] == "application/zip") is done


def test_no_search_of_conflicts_finds_one_by_its_field(sealed: None) -> None:
    found = as_role("editor").get("/admin/articles/conflict/?q=secured").content.decode()
    assert "A tide table" not in found
    assert "A tide table" in as_role("publisher").get("/admin/articles/conflict/?q=secured").content.decode()


def test_who_may_not_know_settles_nothing_about_it(sealed: None) -> None:
    address = change().replace("change/", "conflicts/")
    form = {"field": ["secured"], "take-all": "x", "version": the_article().version}
    assert as_role("editor").post(address, form).status_code == 403
    assert as_role("publisher").post(address, form).status_code == 302

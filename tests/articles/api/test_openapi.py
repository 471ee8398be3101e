"""The description of the API holds for its answers."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from jsonschema import Draft202012Validator
from openapi_spec_validator import validate

from tests.once import Once
from tests.seeds import SEALED, Archive, entry

pytestmark = pytest.mark.django_db

ANSWERS = [
    ("/api/news/index.json", "/api/news/index.json"),
    ("/api/news/page/{number}/index.json", "/api/news/page/2/index.json"),
    ("/api/news/{name}/index.json", "/api/news/2023-01-24-tides/index.json"),
    ("/api/news/{name}/index.json", "/api/news/2023-01-24-t3/index.json"),
    ("/api/news/{name}/index.json", "/api/news/ai/index.json"),
    ("/api/news/{topic}/page/{number}/index.json", "/api/news/ai/page/1/index.json"),
    ("/api/topics/index.json", "/api/topics/index.json"),
    ("/api/news/page/{number}/index.json", "/api/news/page/9/index.json"),
    ("/api/news/{name}/index.json", "/api/news/none/index.json"),
    ("/api/news/{topic}/page/{number}/index.json", "/api/news/ai/page/9/index.json"),
]


@pytest.fixture(scope="module")
def described(shared_archive: Archive, once: Once) -> Iterator[Any]:
    with once():
        write_all_kinds(shared_archive)
        yield Client().get("/api/openapi.json").json()


def write_all_kinds(archive: Archive) -> None:
    archive.write("_data/topics/00-ai.yaml", "taxonomy: topic\n_id: ai\nname: AI\nhashtags:\n  - '#AI'\nimages: []\n")
    archive.write_article(
        images='\n  - url: "/a.jpg"\n    width: 1', tags="\n  - one", secured=f'"{SEALED}"',
        featuredContent='"<iframe></iframe>"', updatedDateTime="2023-01-24T11:00:00.5Z",
        provider="\n  name: E\n  domain: news.example.org\n  images:\n    - url: /l.png\n  authors:\n    - name: A",
        related=entry("Elsewhere", "https://elsewhere.example/", quality="7", publishedDateTime="2023-01-20T14:08:00Z"),
    )  # fmt: skip
    for n in range(27):
        empty = {"category": None, "heat": None, "excerpt": None, "type": None}
        archive.write_article(f"2023-01-24-t{n}", webUrl=f'"https://news.example.org/{n}"', **(empty if n % 2 else {}))
    archive.bring()


def test_the_description_is_openapi(described: Any) -> None:
    validate(described)


@pytest.mark.parametrize(("path", "address"), ANSWERS)
def test_an_answer_is_as_it_is_described(client: Client, described: Any, path: str, address: str) -> None:
    response = client.get(address)
    told = described["paths"][path]["get"]["responses"][str(response.status_code)]
    schema = told["content"]["application/json"]["schema"] | {"components": described["components"]}
    errors = [
        f"{error.json_path}: {error.message}" for error in Draft202012Validator(schema).iter_errors(response.json())
    ]
    assert errors == []


def test_what_is_not_for_the_public_is_not_described(described: Any) -> None:
    item = described["components"]["schemas"]["Article"]["properties"]
    assert not {"secured", "quality", "published", "removed", "goLiveAt"} & set(item)

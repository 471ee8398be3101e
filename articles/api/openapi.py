"""Describes the JSON API in OpenAPI 3.1, from the same field table as the answers. Queries nothing.

Source: https://spec.openapis.org/oas/v3.1.0.
"""

from typing import Any

from articles.seed.schema import (
    API_IMAGE,
    API_ITEM,
    API_PROVIDER,
    ARTICLE,
    IMAGE,
    PROVIDER,
    RELATED,
    Field,
    Kind,
)

Schema = dict[str, Any]

_ANY: Schema = {}
_TEXTS: Schema = {"type": "array", "items": {"type": "string"}, "minItems": 1}
_OF_KIND: dict[Kind, Schema] = {
    Kind.WHOLE: {"type": "integer"},
    Kind.FLAG: {"type": "boolean"},
    Kind.MOMENT: {"type": "string", "format": "date-time"},
    Kind.TEXTS: _TEXTS,
    Kind.DATA: _ANY,
}
_SAID_OTHERWISE: dict[str, Schema] = {
    "content": {
        "type": "string",
        "description": "The body, without surrounding white space; empty where there is none.",
    },
    "locale": {"type": "string", "description": "The article's, else the site's."},
    "categories": {"description": "The category, as a list of one."} | {"anyOf": [_TEXTS, {"type": "null"}]},
}
_TABLE_OF_API = {"image": "Image", "provider": "Provider", "credit": "Credit"}


def _field(field: Field, *, nullable: bool = True) -> Schema:
    """Return the schema of a field's value, which includes null where the field may be absent but the key is always there."""
    if field.table:
        reference = {"$ref": f"#/components/schemas/{_TABLE_OF_API[field.table]}"}
        found = {"type": "array", "items": reference, "minItems": 1} if field.kind is Kind.RECORDS else reference
    else:
        found = _OF_KIND.get(field.kind, {"type": "string"})
    told = {"description": field.help} if field.help else {}
    if nullable and not field.required and found:
        return told | {"anyOf": [found, {"type": "null"}]}
    return told | found


def _whole(keys: tuple[str, ...], fields: tuple[Field, ...], otherwise: dict[str, Schema] | None = None) -> Schema:
    """Return the schema of an object that always has all its keys and no others."""
    known = {field.key: field for field in fields}
    properties = {key: (otherwise or {}).get(key) or _field(known[key]) for key in keys}
    return {"type": "object", "properties": properties, "required": list(keys), "additionalProperties": False}


def _partial(fields: tuple[Field, ...]) -> Schema:
    """Return the schema of an object with only the keys that the seed has; an empty value of a seed may be null."""
    properties = {field.key: _field(field) for field in fields}
    return {"type": "object", "properties": properties, "required": [f.key for f in fields if f.required]}


def _schemas() -> dict[str, Schema]:
    path = {"path": {"type": "string", "description": "The article's file, `_news/<slug>.md`."}}
    item = _whole(("path", *API_ITEM), ARTICLE, path | _SAID_OTHERWISE)
    logos = {
        "images": {"anyOf": [{"type": "array", "items": {"$ref": "#/components/schemas/Image"}}, {"type": "null"}]}
    }
    image = {"isCached": {"type": "boolean", "description": "Whether the seed says that the crawler keeps a copy."}}
    related = tuple(field for field in RELATED if field.key != "quality")
    coverage = {"type": "array", "items": {"$ref": "#/components/schemas/Related"}, "minItems": 1}
    article = item | {
        "properties": item["properties"] | {"related": {"anyOf": [coverage, {"type": "null"}]}},
        "required": [*item["required"], "related"],
    }
    return {
        "Image": _whole(API_IMAGE, IMAGE, image),
        "Provider": _whole(API_PROVIDER, PROVIDER, logos),
        "Credit": {"type": "object"},
        "Item": item,
        "Article": article,
        "Related": _partial(tuple(field for field in related if not field.table)),
        "Topic": _topic(),
        "News": _page("Item"),
        "Topics": _page("Topic"),
        "Error": {"type": "object", "properties": {"error": {"type": "string"}}, "required": ["error"]},
    }


def _topic() -> Schema:
    names = ("id", "name", "shortname", "parent", "keywords", "hashtags", "images", "services")
    text, texts = {"type": ["string", "null"]}, {"anyOf": [_TEXTS, {"type": "null"}]}
    values = (*({"type": "string"},) * 2, text, text, texts, texts, {"type": ["array", "null"]}, _ANY)
    return {
        "type": "object",
        "properties": dict(zip(names, values, strict=True)),
        "required": list(names),
        "additionalProperties": False,
    }


def _page(item: str) -> Schema:
    return {
        "type": "object",
        "properties": {
            "page": {"type": "integer", "minimum": 1},
            "value": {"type": "array", "items": {"$ref": f"#/components/schemas/{item}"}},
            "nextPage": {"type": ["integer", "null"], "description": "Null on the last page."},
        },
        "required": ["page", "value", "nextPage"],
        "additionalProperties": False,
    }


def _answer(name: str) -> Schema:
    return {"content": {"application/json": {"schema": {"$ref": f"#/components/schemas/{name}"}}}}


def _get(summary: str, *answers: str, missing: bool = True) -> Schema:
    schemas = [{"$ref": f"#/components/schemas/{name}"} for name in answers]
    found = {"schema": schemas[0] if len(schemas) == 1 else {"oneOf": schemas}}
    responses = {
        "200": {"description": summary, "content": {"application/json": found}},
        "304": {"description": "Nothing changed since the answer with the `ETag` of `If-None-Match`."},
    }
    if missing:
        responses["404"] = {"description": "There is no such page, topic or article."} | _answer("Error")
    return {"get": {"summary": summary, "responses": responses}}


def _named(path: Schema, **kinds: Schema) -> Schema:
    parameters = [{"name": name, "in": "path", "required": True, "schema": kind} for name, kind in kinds.items()]
    return {"parameters": parameters} | path


def openapi_document(site_name: str, site_url: str) -> Schema:
    """Return the whole document."""
    number, name = {"type": "integer", "minimum": 1}, {"type": "string", "minLength": 1}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": site_name,
            "version": "1",
            "description": "The published articles. Read only, for everybody.",
        },
        "servers": [{"url": site_url}],
        "paths": {
            "/api/news/index.json": _get("The newest articles, 25 per page", "News", missing=False),
            "/api/news/page/{number}/index.json": _named(_get("A page of all articles", "News"), number=number),
            "/api/news/{name}/index.json": _named(
                _get("The newest articles on a topic, 30 per page; or one article", "News", "Article"), name=name
            ),
            "/api/news/{topic}/page/{number}/index.json": _named(
                _get("A page of a topic's articles", "News"), topic=name, number=number
            ),
            "/api/topics/index.json": _get("All topics, by name", "Topics", missing=False),
        },
        "components": {"schemas": _schemas()},
    }

"""Documents as items of the JSON API, in the shape that existing clients of the format read. Queries nothing.

Every key is always there, null where there is nothing; values are the seed's, character for character. Fields that are not
for the public (quality, the sealed payload, the flags) have no key here.
"""

from collections.abc import Mapping
from datetime import datetime

from django.conf import settings
from django.utils import timezone

from articles import seed
from articles.models import Article, Topic
from articles.seed.plain import Json, data_as_mapping, data_from_json, in_table_order
from articles.seed.schema import API_IMAGE, API_ITEM, API_PROVIDER


def item(article: Article, document: seed.Article) -> dict[str, Json]:
    """Return one article as lists show it."""
    plain = seed.as_json(document) | {
        "content": document.body.strip(),
        "publishedDateTime": iso_moment(document.published_at),
        "updatedDateTime": iso_moment(document.updated_at),
        "provider": provider_item(document.provider),
        "images": image_items(document.images),
        "locale": document.locale or settings.SITE_LOCALE,
        "categories": [document.category] if document.category else None,
        "tags": list(document.tags or ()) or None,
        "topics": list(document.topics or ()) or None,
    }
    return {"path": f"_news/{article.path}"} | {key: plain.get(key) for key in API_ITEM}


def related_entry(entry: Mapping[str, Json]) -> Json:
    """Return an entry of related coverage as in a seed, without its quality and unknown keys."""
    return _known({key: value for key, value in in_table_order(entry, "related").items() if key != "quality"})


def _known(value: Json) -> Json:
    """Return a value of `seed.plain` for readers: without unknown keys (under `+`), free values as ordinary JSON."""
    if isinstance(value, dict) and "pairs" in value:
        return data_as_mapping(data_from_json(value))
    if isinstance(value, dict):
        return {key: _known(item) for key, item in value.items() if key != "+"}
    return [_known(item) for item in value] if isinstance(value, list) else value


def iso_moment(value: datetime | None) -> str | None:
    """Return ISO 8601 in the site's time zone, with `Z` for UTC."""
    if value is None:
        return None
    text = value.astimezone(timezone.get_current_timezone()).isoformat()
    return text.replace("+00:00", "Z") if timezone.get_current_timezone_name() == "UTC" else text


def image_items(found: tuple[seed.Image, ...] | None) -> list[dict[str, Json]] | None:
    return [_image(image) for image in found] if found else None


def _image(image: seed.Image) -> dict[str, Json]:
    plain = seed.as_json(image) | {"isCached": bool(image.is_cached)}
    return {key: plain.get(key) for key in API_IMAGE}


def provider_item(block: seed.Provider) -> dict[str, Json]:
    plain = seed.as_json(block) | {
        "images": image_items(block.images),
        "publishers": data_as_mapping(block.publishers) or None,
        "authors": data_as_mapping(block.authors) or None,
    }
    return {key: plain.get(key) for key in API_PROVIDER}


def topic_item(topic: Topic) -> dict[str, Json]:
    return {
        "id": topic.slug,
        "name": topic.name,
        "shortname": topic.shortname,
        "parent": topic.parent.name if topic.parent else topic.parent_name,
        "keywords": topic.keywords or None,
        "hashtags": topic.hashtags or None,
        "images": _known([in_table_order(image, "data_image") for image in topic.images or ()]) or None,
        "services": _known(topic.services) or None,
    }

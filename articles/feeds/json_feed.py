"""A channel as JSON Feed 1.1. Source: https://www.jsonfeed.org/version/1.1/."""

import json
from datetime import datetime
from typing import Any

from articles.feeds.channel import Channel, Item


def json_feed(channel: Channel) -> str:
    said = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": channel.title,
        "home_page_url": channel.page,
        "feed_url": channel.url,
        "description": channel.description,
        "language": channel.language,
        "hubs": [{"type": "WebSub", "url": channel.hub}] if channel.hub else None,
        "items": [_item(item) for item in channel.items],
    }
    return json.dumps({key: value for key, value in said.items() if value is not None}, indent=2, ensure_ascii=False)


def _item(item: Item) -> dict[str, Any]:
    said = {
        "id": item.url,
        "url": item.url,
        "external_url": item.original,
        "title": item.title,
        "content_text": item.body or item.summary or item.title,
        "summary": item.summary,
        "image": item.picture.url if item.picture else None,
        "date_published": _moment(item.published_at),
        "date_modified": _moment(item.updated_at),
        "authors": [{"name": item.provider, "url": item.provider_site}],
        "tags": list(item.topics),
        "language": item.language,
    }
    return {key: value for key, value in said.items() if value}


def _moment(value: datetime) -> str:
    return value.isoformat().replace("+00:00", "Z")

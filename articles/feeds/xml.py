"""Writes a channel as RSS 2.0 and Atom 1.0 with Django's writers, and adds what they lack: pictures, sources, the hub.

Sources: https://www.rssboard.org/rss-specification, RFC 4287, https://www.rssboard.org/media-rss.
"""

from datetime import datetime
from typing import Any
from xml.sax.xmlreader import AttributesImpl

from django.utils.feedgenerator import Atom1Feed, Rss201rev2Feed, rfc3339_date
from django.utils.html import escape
from django.utils.xmlutils import SimplerXMLGenerator

from articles.feeds.channel import Channel, Item

_MEDIA = {"xmlns:media": "http://search.yahoo.com/mrss/"}


class _Feed:
    """What both formats need from a channel. `feed` and `items` are those of Django's writers."""

    feed: dict[str, Any]

    def latest_post_date(self) -> datetime:
        updated: datetime = self.feed["channel"].updated_at
        return updated

    def add_picture(self, handler: SimplerXMLGenerator, item: Item) -> None:
        if item.picture is None:
            return
        sizes = {"width": item.picture.width, "height": item.picture.height}
        attributes = {"url": item.picture.url, "medium": "image"}
        attributes |= {name: str(size) for name, size in sizes.items() if size}
        handler.startElement("media:content", AttributesImpl(attributes))
        if item.picture.credit:
            handler.addQuickElement("media:credit", item.picture.credit)
        handler.endElement("media:content")


class Rss(_Feed, Rss201rev2Feed):
    def rss_attributes(self) -> dict[str, str]:
        return super().rss_attributes() | _MEDIA

    def add_root_elements(self, handler: SimplerXMLGenerator) -> None:
        super().add_root_elements(handler)
        if hub := self.feed["channel"].hub:
            handler.addQuickElement("atom:link", None, {"rel": "hub", "href": hub})

    def add_item_elements(self, handler: SimplerXMLGenerator, item: dict[str, Any]) -> None:
        super().add_item_elements(handler, item)
        told: Item = item["item"]
        handler.addQuickElement("source", told.provider, {"url": told.provider_site})
        if told.original:
            handler.addQuickElement("atom:link", None, {"rel": "related", "href": told.original})
        self.add_picture(handler, told)


class Atom(_Feed, Atom1Feed):
    def root_attributes(self) -> dict[str, str]:
        return super().root_attributes() | _MEDIA

    def add_root_elements(self, handler: SimplerXMLGenerator) -> None:
        super().add_root_elements(handler)
        if hub := self.feed["channel"].hub:
            handler.addQuickElement("link", None, {"rel": "hub", "href": hub})

    def item_attributes(self, item: dict[str, Any]) -> dict[str, str]:
        language = item["item"].language
        return {"xml:lang": language} if language else {}

    def add_item_elements(self, handler: SimplerXMLGenerator, item: dict[str, Any]) -> None:
        super().add_item_elements(handler, item)
        told: Item = item["item"]
        if told.original:
            handler.addQuickElement("link", None, {"rel": "via", "href": told.original})
        handler.startElement("source", AttributesImpl({}))
        handler.addQuickElement("id", told.provider_site)
        handler.addQuickElement("title", told.provider)
        handler.addQuickElement("updated", rfc3339_date(told.updated_at))
        handler.addQuickElement("link", None, {"rel": "alternate", "href": told.provider_site})
        handler.endElement("source")
        self.add_picture(handler, told)


def rss(channel: Channel) -> str:
    return _written(Rss, channel)


def atom(channel: Channel) -> str:
    return _written(Atom, channel)


def _written(kind: type[Rss] | type[Atom], channel: Channel) -> str:
    feed = kind(
        channel.title, channel.page, channel.description, language=channel.language, feed_url=channel.url,
        subtitle=channel.description, author_name=channel.title, feed_guid=channel.url, channel=channel,
    )  # fmt: skip
    for item in channel.items:
        feed.add_item(
            item.title, item.url, str(escape(item.summary)),  # titles are text, descriptions HTML
            author_name=item.provider, author_link=item.provider_site, unique_id=item.url, unique_id_is_permalink=True,
            pubdate=item.published_at, updateddate=item.updated_at, categories=item.topics, item=item,
        )  # fmt: skip
    written: str = feed.writeString("utf-8")
    return written

"""The public addresses. Others rely on them: change none."""

from django.urls import path, re_path, register_converter
from django.urls.converters import IntConverter, StringConverter

from articles import feeds, sitemaps
from articles.api import views as api
from articles.views import archive, article, front, opml, provider, robots, search, theme, topic


class Name(StringConverter):
    """A part of an address, without NUL, for which PostgreSQL refuses to search."""

    regex = r"[^/\x00]+"


class FeedFormat(StringConverter):
    regex = "|".join(feeds.FEED_FORMATS)


class Sitemap(StringConverter):
    regex = "|".join(sitemaps.OTHERS)


class Year(IntConverter):
    regex = "[0-9]{4}"

    def to_url(self, value: int | str) -> str:
        return f"{int(value):04}"


class TwoDigits(IntConverter):
    regex = "[0-9]{2}"

    def to_url(self, value: int | str) -> str:
        return f"{int(value):02}"


register_converter(Year, "year")
register_converter(TwoDigits, "two")
register_converter(Name, "name")
register_converter(FeedFormat, "format")
register_converter(Sitemap, "sitemap")

urlpatterns = [
    path("", front.front, name="front"),
    path("latest/", front.latest, name="latest"),
    path("latest/after/<name:after>/", front.latest, name="latest-after"),
    path("news/<name:slug>/", article.article, name="article"),
    path("preview/<str:token>/", article.preview, name="preview"),
    path("topics/", topic.topics, name="topics"),
    path("topics/<name:slug>/", topic.topic, name="topic"),
    path("topics/<name:slug>/after/<name:after>/", topic.topic, name="topic-after"),
    path("providers/", provider.providers, name="providers"),
    path("providers.opml", opml.providers, name="opml"),
    path("providers/<name:domain>/", provider.provider, name="provider"),
    path("providers/<name:domain>/after/<name:after>/", provider.provider, name="provider-after"),
    path("feed.<format:kind>", feeds.site, name="feed"),
    path("topics/<name:slug>/feed.<format:kind>", feeds.topic, name="topic-feed"),
    path("providers/<name:domain>/feed.<format:kind>", feeds.provider, name="provider-feed"),
    path("archive/", archive.years, name="archive"),
    path("archive/<year:year>/", archive.year, name="archive-year"),
    path("archive/<year:year>/<two:month>/", archive.month, name="archive-month"),
    path("archive/<year:year>/<two:month>/<two:day>/", archive.day, name="archive-day"),
    re_path(r"^theme-(?P<tag>[0-9a-f]{12})\.css$", theme.theme, name="theme"),
    path("search/", search.results, name="search"),
    path("sitemap.xml", sitemaps.index, name="sitemap"),
    path("sitemap/<sitemap:name>.xml", sitemaps.others, name="sitemap-of"),
    path("sitemap/<int:year>-<int:month>.xml", sitemaps.month, name="sitemap-month"),
    path("sitemap/<int:year>-<int:month>-<int:part>.xml", sitemaps.month, name="sitemap-part"),
    path("news-sitemap.xml", sitemaps.news, name="news-sitemap"),
    path("robots.txt", robots.robots, name="robots"),
    path("api/news/index.json", api.news, name="api-news"),
    path("api/news/page/<int:number>/index.json", api.news, name="api-news-page"),
    path("api/news/<name:slug>/index.json", api.topic_or_article, name="api-topic-or-article"),
    path("api/news/<name:slug>/page/<int:number>/index.json", api.topic_page, name="api-topic-page"),
    path("api/openapi.json", api.description, name="api-description"),
    path("api/topics/index.json", api.topics, name="api-topics"),
    re_path("^api/", api.missing, name="api-missing"),
]

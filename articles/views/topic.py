"""The tree of topics, and one topic with its subtopics' articles."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from articles.models import Article, Topic
from articles.reading.cards import add_reports, cards_of
from articles.reading.drawn import only_from
from articles.reading.links import link, moved_to
from articles.reading.named import public_topic
from articles.reading.structured import breadcrumbs, collection, of_articles
from articles.reading.trees import public_around, tree, tree_order
from articles.store import Prepared
from articles.views.pages import Listed, led_by_path, list_page

LEADING, REPORTS = 3, 5

_ON = Listed(lambda at, topics: Article.objects.published(at).on_topic(topics))
_LEADING = Prepared(lambda at, topics: Article.objects.published(at).on_topic(topics).hottest().pks()[:LEADING])


@require_safe
def topics(request: HttpRequest) -> HttpResponse:
    found = tree_order(Topic.objects.public().with_counts())
    here = link("topics")
    members = [(topic.name, link("topic", topic.slug)) for topic in found]
    context = {
        "branches": tree(found),
        "heading": "Topics",
        "structured": [collection("Topics", here, members), breadcrumbs([("Topics", here)])],
    }
    return render(request, "articles/topics.html", context)


@require_safe
def topic(request: HttpRequest, slug: str, after: str | None = None) -> HttpResponse:
    if (moved := led_by_path(request, "topic", slug)) is not None:
        return moved
    found = public_topic(slug)
    if found is None:
        into = get_object_or_404(Topic.objects.public().in_place_of(slug))
        return moved_to("topic", into.slug)
    above, all_below, others = public_around(found)
    topics = [each.pk for each in all_below]
    context = list_page(_ON, after, "topic", found.slug, topics=topics)
    if after is not None:  # the first page has leading stories of all times
        only_from(topics=others, of_topics=[(found.pk, *context["span"])])
    else:
        now = timezone.now()
        context["leading"] = cards_of(_LEADING(at=now, topics=topics))
        add_reports(context["leading"], REPORTS, now)
    children = tree_order(topic for topic in all_below if topic.parent_id == found.pk)
    here = link("topic", found.slug)
    steps = [(each.name, link("topic", each.slug)) for each in (above, found) if each]
    way = breadcrumbs([("Topics", link("topics")), *steps])
    context |= {
        "heading": str(found),
        "structured": [collection(found.name, here, of_articles(context["articles"])), way],
    }
    return render(request, "articles/topic.html", context | {"topic": found, "above": above, "children": children})

"""Topics, one per name, in a tree, and their ordered places on articles (our versions of taggit's two models)."""

import re

from django.db import models
from taggit.models import ItemBase, TagBase

from articles.models.querysets import ArticleTopicQuerySet, TopicQuerySet
from articles.texts.legible import tidy

_RESERVED = re.compile(r"page|\d{4}-\d{2}-\d{2}-.*")


def is_free_slug(slug: str) -> bool:
    """Return whether a topic may have this slug: the JSON API has articles and pages at the same place."""
    return bool(slug) and not _RESERVED.fullmatch(slug)


class Topic(TagBase):
    """`parent_name` is the parent as the topic's file spells it; `parent` is the topic of that name, once there is one."""

    name = models.CharField(max_length=500, unique=True)
    slug = models.SlugField(max_length=255, unique=True, allow_unicode=True)
    parent = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="children", limit_choices_to={"merged_into": None}
    )
    position = models.PositiveIntegerField(
        default=0, editable=False
    )  # among the children of one parent; no file has it
    parent_name = models.TextField(null=True, blank=True, editable=False)
    seed_id = models.TextField(null=True, blank=True, editable=False)
    shortname = models.TextField(null=True, blank=True, help_text="Where room is short.")
    keywords = models.JSONField(null=True, blank=True)
    hashtags = models.JSONField(null=True, blank=True)
    images = models.JSONField(null=True, blank=True)
    services = models.JSONField(null=True, blank=True, editable=False)
    extra = models.JSONField(null=True, blank=True, editable=False)
    body = models.TextField(blank=True, default="", editable=False)

    # The topic that took this one's place: its articles are now the other's, and its address leads there; see
    # `articles.editing.synonyms`.
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, editable=False, related_name="merged")
    # What it was merged into itself: that may have been merged since, and takes this one along when the two are parted.
    first_into = models.ForeignKey("self", models.SET_NULL, null=True, editable=False, related_name="+")

    # Its name as its file spells it, which is perhaps another spelling of Unicode.
    spelled = models.TextField(null=True, editable=False)
    in_data = models.BooleanField(default=False, editable=False)
    file_name = models.TextField(blank=True, default="", editable=False)
    source_key = models.BigIntegerField(null=True, editable=False)
    imported = models.ForeignKey("Revision", models.SET_NULL, null=True, editable=False, related_name="+")
    imported_digest = models.BinaryField(null=True, editable=False, max_length=16)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = TopicQuerySet.as_manager()

    article_count: int  # set by `with_counts`, `carried_by` and for the front page of a past day

    class Meta:
        ordering = ["name"]
        indexes = [models.Index(fields=["source_key"], name="topic_source")]

    def __str__(self) -> str:
        return tidy(self.name) or tidy(self.slug) or "untitled"


class TopicAlias(models.Model):
    """A former name of a topic: seeds that still use it find the topic."""

    name = models.CharField(max_length=500, unique=True)
    topic = models.ForeignKey(Topic, models.CASCADE, related_name="aliases")

    def __str__(self) -> str:
        return self.name


class ArticleTopic(ItemBase):
    """A topic's place on an article. `name` is the spelling in that article's file."""

    content_object = models.ForeignKey("Article", models.CASCADE, related_name="topic_links")
    tag = models.ForeignKey(
        Topic,
        models.PROTECT,
        related_name="article_links",
        verbose_name="topic",
        limit_choices_to={"merged_into": None},
    )
    position = models.PositiveSmallIntegerField(default=0)
    name = models.CharField(max_length=500, blank=True)

    objects = ArticleTopicQuerySet.as_manager()

    class Meta:
        ordering = ["position", "pk"]
        verbose_name = "topic of an article"
        verbose_name_plural = "topics of an article"
        indexes = [models.Index(fields=["tag", "content_object"], name="topic_articles")]

    def __str__(self) -> str:
        return self.name

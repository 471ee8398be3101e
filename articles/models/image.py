"""The pictures of articles as seeds name them, in order. Fetches and shows nothing."""

from django.db import models

from articles.models.querysets import ImageQuerySet
from articles.models.querysets.pictures import beginning_of


class Image(models.Model):
    article = models.ForeignKey("Article", models.CASCADE, related_name="images")
    position = models.PositiveSmallIntegerField(default=0)
    url = models.TextField("URL", help_text="https://…, or a path from the site's root such as /assets/a.jpg.")
    width = models.IntegerField(null=True, blank=True)
    height = models.IntegerField(null=True, blank=True)
    is_cached = models.BooleanField("cached by the crawler", null=True, blank=True)
    title = models.TextField(null=True, blank=True)
    attribution = models.TextField("credit", null=True, blank=True)
    extra = models.JSONField(null=True, blank=True, editable=False)
    # No column: our copy, where there is one, is found by its URL.
    copy = models.ForeignObject(
        "Picture", models.DO_NOTHING, from_fields=["url"], to_fields=["url"], null=True, related_name="+"
    )

    objects = ImageQuerySet.as_manager()

    class Meta:
        ordering = ["position", "pk"]
        verbose_name = "picture"
        indexes = [
            models.Index(fields=["article", "position"], name="image_place"),
            models.Index(beginning_of("url"), name="image_url"),
        ]

    def __str__(self) -> str:
        return self.url

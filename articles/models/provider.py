"""Providers: one per domain, with what pages show of them and what their organization file says."""

from django.core.validators import MinLengthValidator
from django.db import models

from articles.models.querysets import ProviderQuerySet
from articles.texts.legible import tidy


class Provider(models.Model):
    """`domain`, in lower case, is the identity. `other_names`, `images` and `description` are the seed's values as JSON."""

    domain = models.CharField(max_length=253, unique=True, help_text="Its site's domain, such as news.example.org.")
    name = models.TextField(validators=[MinLengthValidator(1)], help_text="As readers see it.")
    seed_id = models.TextField(null=True, blank=True, editable=False)
    seed_domain = models.TextField(null=True, blank=True, editable=False)
    other_names = models.JSONField(null=True, blank=True)
    description = models.TextField(null=True, blank=True)
    images = models.JSONField(null=True, blank=True)
    extra = models.JSONField(null=True, blank=True, editable=False)
    body = models.TextField(blank=True, default="", editable=False)

    # The provider that took this one's place: its articles are now the other's, and its address leads there; see
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

    objects = ProviderQuerySet.as_manager()

    class Meta:
        ordering = ["name", "domain"]
        indexes = [models.Index(fields=["source_key"], name="provider_source")]

    def __str__(self) -> str:
        return tidy(self.name) or tidy(self.domain) or "unnamed"

    @property
    def logos(self) -> list[dict[str, object]]:
        """Its pictures, smallest first, as the JSON of the seed's images."""
        return sorted(self.images or [], key=lambda image: image.get("width") or 0)

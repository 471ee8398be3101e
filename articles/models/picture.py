"""Our copies of the pictures that seeds name, one row per URL. Fetches nothing; the files are in the media storage."""

from django.core.files.storage import default_storage
from django.db import models

from articles.models.querysets import PictureQuerySet, PictureServerQuerySet

LONGEST_URL = 2000  # bytes in UTF-8: an index of PostgreSQL takes about 2,700
FOLDER = "pictures"


class Picture(models.Model):
    """`url` is spelled as in the seed. Without a row nobody has tried to fetch it; a failed one may have an older copy.

    `name` derives from the bytes of the copies. `widths` are those of the AVIF and WebP copies, `jpeg_width` is that of the
    one JPEG. `focus_x` and `focus_y`, per cent from the left and the top, are the point that a crop keeps in view.
    """

    class State(models.TextChoices):
        CACHED = "cached", "cached"
        FAILED = "failed", "failed"

    url = models.TextField("URL", unique=True, editable=False)
    state = models.CharField(max_length=6, choices=State.choices, editable=False)
    reason = models.TextField(blank=True, editable=False)
    name = models.CharField(max_length=32, blank=True, editable=False)
    width = models.PositiveIntegerField(default=0, editable=False)
    height = models.PositiveIntegerField(default=0, editable=False)
    widths = models.JSONField(default=list, editable=False)
    jpeg_width = models.PositiveIntegerField(default=0, editable=False)
    focus_x = models.PositiveSmallIntegerField("focus from the left", default=50)
    focus_y = models.PositiveSmallIntegerField("focus from the top", default=50)
    stamp = models.TextField(blank=True, editable=False)
    failures = models.PositiveSmallIntegerField(default=0, editable=False)
    tried_at = models.DateTimeField(editable=False)
    retry_at = models.DateTimeField(null=True, editable=False)

    objects = PictureQuerySet.as_manager()

    class Meta:
        ordering = ["-tried_at", "pk"]
        verbose_name = "cached picture"
        indexes = [models.Index("state", models.F("tried_at").desc(), name="picture_state")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(focus_x__lte=100, focus_y__lte=100), name="picture_focus_in_per_cent"
            )
        ]

    def __str__(self) -> str:
        return self.url

    @property
    def has_copy(self) -> bool:
        return bool(self.name)

    def file(self, width: int, ending: str) -> str:
        """Return the copy's name in the storage."""
        return f"{FOLDER}/{self.name[:2]}/{self.name}-{width}.{ending}"

    def address(self, width: int, ending: str) -> str:
        return default_storage.url(self.file(width, ending))

    @property
    def small(self) -> str:
        """The address of a WebP that fits the place of a logo."""
        return self.address(next((width for width in self.widths if width >= 80), self.widths[-1]), "webp")

    @property
    def jpeg(self) -> str:
        """The address of the JPEG, which every program can show."""
        return self.address(self.jpeg_width, "jpg")


class PictureServer(models.Model):
    """A server that asked us to wait for a while."""

    host = models.CharField(max_length=255, unique=True)
    left_alone_until = models.DateTimeField()

    objects = PictureServerQuerySet.as_manager()

    def __str__(self) -> str:
        return self.host

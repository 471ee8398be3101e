"""Records of imports: who, when, how many, each problem, and the uploads that wait for an import. Reads no file."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import models

from articles.models.querysets import ImportFileQuerySet, ImportProblemQuerySet, ImportQuerySet

SILENT = timedelta(hours=1)  # a run writes to its record every second: a command that is silent for so long was killed


class Import(models.Model):
    """One import. `position` counts how many of its `files` are done or, during planning, how many are planned.

    The counts are those of the report. `claims`, packed by `articles.exchange.importer.staged`, says what the files so far are.
    """

    class State(models.TextChoices):
        RECEIVING = "receiving", "Being uploaded"
        PLANNING = "planning", "Being planned"
        WAITING = "waiting", "Waiting for confirmation"
        RUNNING = "running", "Running"
        FINISHED = "finished", "Finished"
        STOPPED = "stopped", "Stopped"
        FAILED = "failed", "Failed"

    UNCONFIRMED = (State.RECEIVING, State.PLANNING, State.WAITING)
    COUNTS = ("created", "updated", "unchanged", "conflicts", "rejected")

    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    by_name = models.TextField("who", blank=True, default="")
    began_at = models.DateTimeField("began")
    touched_at = models.DateTimeField()
    finished_at = models.DateTimeField("ended", null=True)
    state = models.CharField(max_length=10, choices=State.choices)
    why = models.TextField(blank=True, default="", help_text="Why it stopped or failed.")
    sources = models.JSONField(default=list, help_text="The paths or uploads that it was given.")
    take_theirs = models.BooleanField(default=False)
    assume_published = models.BooleanField(default=False)

    files = models.PositiveIntegerField(default=0)
    position = models.PositiveIntegerField(default=0)
    created = models.PositiveIntegerField(default=0)
    updated = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    conflicts = models.PositiveIntegerField(default=0)
    rejected = models.PositiveIntegerField(default=0)
    warnings = models.PositiveIntegerField(default=0)
    settled = models.PositiveIntegerField(default=0)  # conflicts open from before that were decided for the file
    claims = models.BinaryField(null=True)

    objects = ImportQuerySet.as_manager()

    class Meta:
        ordering = ["-began_at", "-pk"]
        default_permissions = ()  # the permission `import_seeds` covers everything
        indexes = [models.Index(fields=["state", "touched_at"], name="import_state")]

    def __str__(self) -> str:
        return f"Import of {self.began_at:%Y-%m-%d %H:%M} by {self.by_name or 'somebody'}"

    @property
    def is_under_way(self) -> bool:
        """Whether its next step may be requested."""
        return self.state in (self.State.PLANNING, self.State.RUNNING)

    @property
    def is_unconfirmed(self) -> bool:
        return self.state in self.UNCONFIRMED

    def is_silent(self, at: datetime) -> bool:
        """Return whether its run is silent for too long: a command was then killed, uploads wait for somebody to continue."""
        return self.state == self.State.RUNNING and self.touched_at < at - SILENT


class ImportFile(models.Model):
    """An uploaded seed, packed, that waits for its import and is deleted when that ends. `plan` is what the import would do."""

    record = models.ForeignKey(Import, models.CASCADE, related_name="uploads", db_index=False)
    position = models.PositiveIntegerField()
    name = models.TextField(help_text="Its path in the upload.")
    size = models.PositiveIntegerField()
    data = models.BinaryField()
    outcome = models.CharField(max_length=10, blank=True, default="")
    plan = models.BinaryField(null=True)

    objects = ImportFileQuerySet.as_manager()

    class Meta:
        ordering = ["position"]
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["record", "position"], name="import_file_place")]

    def __str__(self) -> str:
        return self.name


class ImportProblem(models.Model):
    """What an import said about a file; see `articles.seed.Problem`."""

    record = models.ForeignKey(Import, models.CASCADE, related_name="problems", db_index=False)
    path = models.TextField()
    line = models.PositiveIntegerField()
    field = models.TextField()
    code = models.TextField()
    message = models.TextField()
    severity = models.CharField(max_length=10)

    objects = ImportProblemQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        default_permissions = ()
        indexes = [models.Index(fields=["record", "id"], name="import_problem_place")]

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.field}: {self.message}"

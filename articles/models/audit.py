"""The audit: who did what from where, a line each. Lines are added and, when they are old, deleted; nobody changes one."""

import uuid
from typing import Any

from django.conf import settings
from django.db import models

from articles.models.querysets import AuditQuerySet
from articles.models.querysets.audit import AppendOnlyError


class Audited(models.TextChoices):
    """The kinds of acts of which a line is kept."""

    SIGNED_IN = "signed_in", "Signed in"
    REFUSED = "refused", "Sign-in refused"
    SIGNED_OUT = "signed_out", "Signed out"
    SESSIONS = "sessions", "Sessions ended"
    UNLOCKED = "unlocked", "Unlocked"
    PASSWORD = "password", "Password changed"
    FACTOR = "factor", "Second factor changed"
    ACCOUNT = "account", "Account made, changed or deleted"
    RIGHTS = "rights", "Roles and rights"
    PUBLISH = "publish", "Published"
    SCHEDULE = "schedule", "Going live changed"
    WITHDRAW = "withdraw", "Taken from readers"
    DELETE = "delete", "Deleted"
    MERGE = "merge", "Merged or split"
    RESTORE = "restore", "Restored or undone"
    PREVIEW = "preview", "Preview links"
    IMPORT = "import", "Imported"
    EXPORT = "export", "Exported"
    BACKUP = "backup", "Backed up"
    SITE_RESTORED = "site_restored", "Site restored"
    SETTINGS = "settings", "Site settings"
    LOOKED_UP = "looked_up", "Page elsewhere looked up"

    @property
    def counts(self) -> str:
        """What the number of a line counts; empty where it is always one act."""
        return _COUNTS.get(self, "")


_COUNTS: dict[str, str] = {
    Audited.REFUSED: "try", Audited.SESSIONS: "session", Audited.EXPORT: "file",
    **dict.fromkeys(
        (Audited.PUBLISH, Audited.SCHEDULE, Audited.WITHDRAW, Audited.DELETE, Audited.MERGE, Audited.RESTORE, Audited.IMPORT),
        "article",
    ),
}  # fmt: skip


# What everybody sees of their own.
AT_THE_DOOR = (
    Audited.SIGNED_IN, Audited.REFUSED, Audited.SIGNED_OUT, Audited.SESSIONS, Audited.PASSWORD, Audited.FACTOR,
)  # fmt: skip


class AuditLine(models.Model):
    """`about` names in words what `subject` and `subject_id` point to, which may be gone; `key` knows the line in any backup.

    All but the number, which only grows, stays as it was written; an account that is deleted leaves its name.
    """

    at = models.DateTimeField()
    kind = models.CharField(max_length=16)  # an `Audited`: not its choices, so that another one needs no migration
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    by_name = models.CharField(max_length=160, blank=True, default="")
    address = models.GenericIPAddressField(null=True)
    words = models.CharField(max_length=300)
    about = models.CharField(max_length=300, blank=True, default="")
    subject = models.CharField(max_length=60, blank=True, default="")
    subject_id = models.BigIntegerField(null=True)
    number = models.PositiveIntegerField(default=1)
    details = models.JSONField(default=dict)
    request = models.CharField(max_length=64, null=True)
    key = models.UUIDField(unique=True, default=uuid.uuid4)

    objects = AuditQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "audit"
        default_permissions = ("view",)
        ordering = ["-at", "-pk"]
        indexes = [
            models.Index(fields=["-at", "-id"], name="audit_at"),
            models.Index(fields=["kind", "-at", "-id"], name="audit_kind"),
            models.Index(fields=["by_name", "-at", "-id"], name="audit_by"),
            models.Index(fields=["address", "-at", "-id"], name="audit_address"),
            models.Index(fields=["subject", "subject_id"], name="audit_subject"),
        ]

    def __str__(self) -> str:
        return ": ".join(filter(None, (self.words, self.about)))

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise AppendOnlyError
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise AppendOnlyError

    @property
    def counted(self) -> str:
        """Return the number in words where it says something: `12 articles`."""
        thing = Audited(self.kind).counts
        return f"{self.number:,} {'tries' if thing == 'try' else thing + 's'}" if thing and self.number != 1 else ""

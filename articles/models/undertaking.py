"""Long acts on their way: each is carried out in short transactions, so that nobody waits for it, and can be gone on with."""

from django.db import models

from articles.models.querysets import UndertakingQuerySet


class Undertaking(models.Model):
    """Only its row says how far it is: `done` of `number`, and which `steps` came before the next.

    `waiting` are primary keys, in order, of what it is about, and `change` says what is done to it; both are read by
    `articles.editing.undertakings` alone. `left` tells what stays as it is: headlines, each with why.
    """

    class State(models.TextChoices):
        GOING = "going", "Under way"
        STOPPED = "stopped", "Stopped"
        FINISHED = "finished", "Finished"

    act = models.OneToOneField("Act", models.CASCADE, related_name="undertaking")
    state = models.CharField(max_length=10, choices=State.choices, default=State.GOING)
    why = models.TextField(blank=True, default="", help_text="Why it stopped.")
    change = models.JSONField()
    waiting = models.JSONField(default=list)
    number = models.PositiveIntegerField()
    done = models.PositiveIntegerField(default=0)
    steps = models.PositiveIntegerField(default=0)
    pace = models.PositiveSmallIntegerField(default=25, help_text="How many the next step takes.")
    left = models.JSONField(default=list)
    left_number = models.PositiveIntegerField(default=0)
    touched_at = models.DateTimeField()

    objects = UndertakingQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        indexes = [models.Index(fields=["state"], name="undertaking_state")]

    def __str__(self) -> str:
        return f"{self.act}: {self.done} of {self.number}"

    @property
    def is_open(self) -> bool:
        return self.state != self.State.FINISHED


class EntriesToPutBack(models.Model):
    """Rows that related entries are given when an undertaking is at its end, because articles that they follow come later."""

    undertaking = models.ForeignKey(Undertaking, models.CASCADE, related_name="entries")
    rows = models.JSONField()

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"{len(self.rows)} entries"

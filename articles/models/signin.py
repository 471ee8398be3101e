"""Where accounts have signed in, and where they are. Decides nothing: `articles.signin` does."""

from django.conf import settings
from django.db import models


class KnownAddress(models.Model):
    """An address from which an account has signed in: who guesses its password elsewhere cannot bar it there."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", db_index=False)
    address = models.GenericIPAddressField(db_index=True)
    used_at = models.DateTimeField()

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["user", "address"], name="known_address_once")]

    def __str__(self) -> str:
        return f"{self.user} at {self.address}"


class SignIn(models.Model):
    """What an account is told of one of its sessions, which it goes with. Known by its own number, never by the session's key."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    session = models.OneToOneField("sessions.Session", models.CASCADE, related_name="sign_in")
    address = models.GenericIPAddressField()
    browser = models.CharField(max_length=80)
    since = models.DateTimeField()
    seen_at = models.DateTimeField()

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.user} with {self.browser}"


class StrictRole(models.Model):
    """A role whose members sign in with a second factor, or set one up before anything else."""

    group = models.OneToOneField("auth.Group", models.CASCADE, primary_key=True, related_name="+")

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.group)


class Passkey(models.Model):
    """A key pair of somebody's device or password manager, of which we have the public half. `digest` finds it by its id."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    name = models.CharField(max_length=80)
    credential = models.TextField()
    digest = models.CharField(max_length=64, unique=True)
    public_key = models.BinaryField()
    sign_count = models.BigIntegerField(default=0)
    made_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return self.name

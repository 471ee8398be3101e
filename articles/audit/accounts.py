"""Lines about accounts and roles, wherever they are changed: by a form, by a command or by Django's own. Changes none.

What is changed in bulk sends no signal, and nothing in the house changes an account so.
"""

from collections.abc import Iterable
from typing import Any

from django.contrib.auth.models import Group, Permission, User
from django.db.models import Model
from django.db.models.signals import m2m_changed, post_delete, post_save, pre_save

from articles.audit.lines import write
from articles.models import Audited, StrictRole

_QUIET = {"id", "last_login", "date_joined", "password"}
_FLAGS = {
    "is_superuser": ("Made a superuser", "No superuser any more"),
    "is_staff": ("Let into the admin", "Not let into the admin any more"),
    "is_active": ("Opened the account again", "Closed the account"),
}
_BEFORE = "_audited_before"


def listen() -> None:
    """Listen from now on. Asking again changes nothing."""
    for signal, heard, sender in (
        (pre_save, _before_account, User), (post_save, _account_saved, User), (post_delete, _account_deleted, User),
        (pre_save, _before_role, Group), (post_save, _role_saved, Group), (post_delete, _role_deleted, Group),
        (post_save, _role_is_strict, StrictRole), (post_delete, _role_is_lax, StrictRole),
        (m2m_changed, _roles_changed, User.groups.through), (m2m_changed, _rights_changed, User.user_permissions.through),
        (m2m_changed, _rights_changed, Group.permissions.through),
    ):  # fmt: skip
        signal.connect(heard, sender=sender, dispatch_uid=f"audit {heard.__name__} {sender.__name__}")


def _before_account(
    instance: User, raw: bool = False, update_fields: Iterable[str] | None = None, **kwargs: object
) -> None:
    names = _watched(update_fields)
    stored = User.objects.filter(pk=instance.pk).values(*names).first() if names and instance.pk and not raw else None
    setattr(instance, _BEFORE, stored)


def _watched(update_fields: Iterable[str] | None) -> list[str]:
    names = [field.name for field in User._meta.concrete_fields if field.name not in _QUIET]
    return names if update_fields is None else [name for name in names if name in set(update_fields)]


def _account_saved(instance: User, created: bool, raw: bool = False, **kwargs: object) -> None:
    if raw:
        return
    if created:
        kind = "superuser" if instance.is_superuser else "account"
        write(Audited.ACCOUNT, f"Made the {kind}", subject=instance)
        return
    stored: dict[str, Any] = getattr(instance, _BEFORE, None) or {}
    changed = [name for name, value in stored.items() if getattr(instance, name) != value]
    # Django keeps the new password until it is stored; one that is only hashed anew does not come this way.
    if getattr(instance, "_password", None) is not None:
        write(Audited.PASSWORD, "Changed the password, which ends all other sessions of", subject=instance)
    if changed:
        told = [_FLAGS[name][not getattr(instance, name)] for name in changed if name in _FLAGS]
        was = {"called until now": stored["username"]} if "username" in changed else {}
        words = "; ".join(told) or "Changed the account"
        rest = [_label(name) for name in changed if name not in _FLAGS]
        write(Audited.ACCOUNT, words, subject=instance, details={"changed": rest, **was})


def _label(name: str) -> str:
    return str(User._meta.get_field(name).verbose_name)  # type: ignore[union-attr]


def _account_deleted(instance: User, **kwargs: object) -> None:
    write(Audited.ACCOUNT, "Deleted the account", about=instance)


def _before_role(instance: Group, raw: bool = False, **kwargs: object) -> None:
    stored = (
        Group.objects.filter(pk=instance.pk).values_list("name", flat=True).first() if instance.pk and not raw else None
    )
    setattr(instance, _BEFORE, stored)


def _role_saved(instance: Group, created: bool, raw: bool = False, **kwargs: object) -> None:
    was = getattr(instance, _BEFORE, None)
    if created and not raw:
        write(Audited.RIGHTS, "Made the role", subject=instance)
    elif was not in (None, instance.name):
        write(Audited.RIGHTS, f"Renamed the role {was}", subject=instance)


def _role_deleted(instance: Group, **kwargs: object) -> None:
    write(Audited.RIGHTS, "Deleted the role", about=instance)


def _role_is_strict(instance: StrictRole, created: bool, raw: bool = False, **kwargs: object) -> None:
    if created and not raw:
        write(Audited.RIGHTS, "Demanded a second factor of the role", subject=instance.group)


def _role_is_lax(instance: StrictRole, **kwargs: object) -> None:
    role = Group.objects.filter(pk=instance.pk).first()
    if role:  # a role that is deleted has its own line
        write(Audited.RIGHTS, "Demanded no second factor any more of the role", subject=role)


def _moved(
    sender: type[Model], instance: Model, action: str, model: type[Model], pk_set: set[int] | None
) -> tuple[str, list[Any]]:
    """Return whether something was given or taken away, and what; all of it before it is cleared."""
    pks: Iterable[Any] = pk_set or ()
    if action == "pre_clear":
        beside = {str(instance._meta.model_name): instance.pk}
        pks = sender._default_manager.filter(**beside).values_list(f"{model._meta.model_name}_id", flat=True)
    word = {"post_add": "Given", "post_remove": "Taken", "pre_clear": "Taken"}.get(action, "")
    return word, list(model._default_manager.filter(pk__in=pks)) if word else []


def _roles_changed(
    sender: type[Model], instance: Model, action: str, reverse: bool, model: type[Model], pk_set: set[int] | None, **rest: object
) -> None:  # fmt: skip
    word, others = _moved(sender, instance, action, model, pk_set)
    for account in others if reverse else [instance] * bool(others):
        roles = [instance] if reverse else others
        write(Audited.RIGHTS, f"{word} the role {', '.join(sorted(map(str, roles)))}:", subject=account)


def _rights_changed(
    sender: type[Model], instance: Model, action: str, reverse: bool, model: type[Model], pk_set: set[int] | None, **rest: object
) -> None:  # fmt: skip
    word, others = _moved(sender, instance, action, model, pk_set)
    for whose in others if reverse else [instance] * bool(others):
        rights = [each.codename for each in ([instance] if reverse else others) if isinstance(each, Permission)]
        kind = "role" if isinstance(whose, Group) else "account"
        write(Audited.RIGHTS, f"{word} rights: the {kind}", subject=whose, details={"rights": rights})

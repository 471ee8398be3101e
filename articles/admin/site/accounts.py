"""Accounts and roles as Django shows them, in lists that check their addresses as ours do."""

from collections.abc import Iterable
from typing import Any

from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.models import Group, User
from django.db.models import Exists, ManyToManyField, OuterRef, QuerySet
from django.forms import BooleanField, ModelForm, ModelMultipleChoiceField
from django.http import HttpRequest
from django_otp.plugins.otp_totp.models import TOTPDevice

from articles.admin.kit.lists import Checked
from articles.history.rights import RefusedError
from articles.models import Passkey, StrictRole
from articles.signin.factor import lacks_second_factor
from articles.signin.sessions import end_all

for model in (User, Group):
    admin.site.unregister(model)


# Their tables have no page here, so that a right to them would allow nothing.
_WITHOUT_PAGES = ("axes", "otp_static", "otp_totp")


class OffersRights:
    """Of a model's admin: it offers no right that would allow nothing."""

    def formfield_for_manytomany(
        self, db_field: "ManyToManyField[Any, Any]", request: HttpRequest, **kwargs: Any
    ) -> "ModelMultipleChoiceField[Any] | None":
        found: ModelMultipleChoiceField[Any] | None = super().formfield_for_manytomany(db_field, request, **kwargs)  # type: ignore[misc]
        if found and db_field.name in ("permissions", "user_permissions") and found.queryset is not None:
            rights = found.queryset.exclude(content_type__app_label__in=_WITHOUT_PAGES)
            found.queryset = rights.select_related("content_type")
        return found


@admin.register(User)
class AccountAdmin(Checked, OffersRights, UserAdmin):  # type: ignore[type-arg]
    """Who is closed, loses a role, or gets one that demands a second factor, is signed out everywhere.

    Only superusers make superusers, or change or delete one: whoever could set a superuser's password would be one.
    """

    list_name, new_name = "People", "New person"
    list_display = ("username", "email", "first_name", "last_name", "is_staff", "second_factor")

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        apps = TOTPDevice.objects.filter(user=OuterRef("pk"), confirmed=True)
        found: QuerySet[User] = super().get_queryset(request)
        return found.annotate(_has_one=Exists(apps) | Exists(Passkey.objects.filter(user=OuterRef("pk"))))

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> Any:
        found = super().get_readonly_fields(request, obj)
        return found if _is_superuser(request) else [*found, "is_superuser"]

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return super().has_change_permission(request, obj) and _may_touch(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return super().has_delete_permission(request, obj) and _may_touch(request, obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        if not all(_may_touch(request, each) for each in queryset):
            raise RefusedError("One of these accounts is a superuser's, which only a superuser deletes.")
        super().delete_queryset(request, queryset)

    @admin.display(boolean=True, description="second factor", ordering="_has_one")
    def second_factor(self, user: User) -> bool:
        return bool(getattr(user, "_has_one", False))

    def save_related(
        self, request: HttpRequest, form: "ModelForm[User]", formsets: Iterable[Any], change: bool
    ) -> None:
        super().save_related(request, form, formsets, change)
        if change and (_takes_away(form) or lacks_second_factor(form.instance)):
            end_all([form.instance])


def _is_superuser(request: HttpRequest) -> bool:
    return bool(getattr(request.user, "is_superuser", False))


def _may_touch(request: HttpRequest, account: User | None) -> bool:
    return account is None or not account.is_superuser or _is_superuser(request)


def _takes_away(form: "ModelForm[User]") -> bool:
    """Return whether a form takes a right from an account, or a role, whatever rights it has."""
    was, now = form.initial, form.cleaned_data
    flags = (name for name in ("is_active", "is_staff", "is_superuser") if name in now)
    sets = (name for name in ("groups", "user_permissions") if name in now)
    return any(was.get(name) and not now[name] for name in flags) or any(
        set(was.get(name) or ()).difference(now[name]) for name in sets
    )


class RoleForm(ModelForm):  # type: ignore[type-arg]
    demands_second_factor = BooleanField(
        required=False, label="Second factor",
        help_text="Members sign in with a second factor. Whoever has none is signed out, and sets it up at the next sign-in.",
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["demands_second_factor"] = StrictRole.objects.filter(pk=self.instance.pk).exists()


@admin.register(Group)
class RoleAdmin(Checked, OffersRights, GroupAdmin):  # type: ignore[misc]
    """Who had a role that is deleted is signed out everywhere."""

    list_name, new_name = "Roles", "New role"
    form = RoleForm
    fields = ("name", "demands_second_factor", "permissions")

    def save_related(
        self, request: HttpRequest, form: "ModelForm[Group]", formsets: Iterable[Any], change: bool
    ) -> None:
        super().save_related(request, form, formsets, change)
        if form.cleaned_data["demands_second_factor"]:
            StrictRole.objects.get_or_create(group=form.instance)
            end_all(filter(lacks_second_factor, User.objects.filter(groups=form.instance)))
        else:
            StrictRole.objects.filter(group=form.instance).delete()

    def delete_model(self, request: HttpRequest, obj: Group) -> None:
        members = list(User.objects.filter(groups=obj))
        super().delete_model(request, obj)
        end_all(members)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Group]) -> None:
        members = list(User.objects.filter(groups__in=queryset).distinct())
        super().delete_queryset(request, queryset)
        end_all(members)

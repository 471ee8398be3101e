"""Accounts and roles as Django shows them, in lists that check their addresses as ours do."""

from typing import Any

from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.models import Group, User
from django.db.models import ManyToManyField
from django.forms import ModelMultipleChoiceField
from django.http import HttpRequest

from articles.admin.kit.lists import Checked

for model in (User, Group):
    admin.site.unregister(model)


# Their tables have no page here, so that a right to them would allow nothing.
_WITHOUT_PAGES = ("axes",)


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
    pass


@admin.register(Group)
class RoleAdmin(Checked, OffersRights, GroupAdmin):  # type: ignore[misc]
    pass

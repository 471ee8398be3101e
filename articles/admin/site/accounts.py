"""Accounts and roles as Django shows them, in lists that check their addresses as ours do."""

from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.models import Group, User

from articles.admin.kit.lists import Checked

for model in (User, Group):
    admin.site.unregister(model)


@admin.register(User)
class AccountAdmin(Checked, UserAdmin):  # type: ignore[type-arg]
    pass


@admin.register(Group)
class RoleAdmin(Checked, GroupAdmin):
    pass

"""Records that the site keeps by itself: editors see them, and never write or delete them."""

from django.db.models import Model
from django.http import HttpRequest

from articles.admin.kit.pages import MountedAdmin


class RecordAdmin(MountedAdmin):
    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

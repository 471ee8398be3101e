"""Django's admin as an application whose pages are registered with the addresses: most commands ask for neither."""

from collections.abc import Sequence

from django.apps import AppConfig
from django.contrib.admin.apps import SimpleAdminConfig
from django.contrib.admin.checks import check_admin_app, check_dependencies
from django.core.checks import CheckMessage, Tags, register
from django.urls import get_resolver


class DeskConfig(SimpleAdminConfig):
    default_site = "articles.admin.kit.desksite.DeskSite"

    def ready(self) -> None:
        register(check_dependencies, Tags.admin)
        register(pages_are_sound, Tags.admin)


def pages_are_sound(app_configs: Sequence[AppConfig] | None, **kwargs: object) -> list[CheckMessage]:
    """Check the admin's pages as Django does, which would find none before somebody asks for an address."""
    _ = get_resolver().url_patterns
    return check_admin_app(app_configs, **kwargs)

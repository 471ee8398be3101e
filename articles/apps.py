"""The application's name, and the checks that it adds to Django's."""

from collections.abc import Sequence

from django.apps import AppConfig
from django.core.checks import Tags, register
from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models.signals import post_migrate, pre_migrate

from articles import checks


class ArticlesConfig(AppConfig):
    name = "articles"
    verbose_name = "Newsroom"

    def ready(self) -> None:
        register(checks.https_comes_through_a_proxy, Tags.security)
        register(checks.debugging_stays_at_home, Tags.security)
        register(checks.the_site_answers_at_its_own_address, Tags.security)
        pre_migrate.connect(_before_tables_change, sender=self)
        post_migrate.connect(_after_tables_changed, sender=self)


def _before_tables_change(using: str, plan: Sequence[object], **_: object) -> None:
    if plan and using == DEFAULT_DB_ALIAS:
        from articles.store import tallies  # noqa: PLC0415 - it reads the models, which are not there yet above

        tallies.remove()


def _after_tables_changed(using: str, **_: object) -> None:
    """Migrations and `flush` end here. The table may be one of a later version."""
    if using != DEFAULT_DB_ALIAS or "articles_tally" not in connection.introspection.table_names():
        return
    from articles.store import tallies  # noqa: PLC0415

    tallies.install()

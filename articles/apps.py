"""The application's name, and the checks that it adds to Django's."""

from importlib import import_module

from django.apps import AppConfig
from django.core.checks import Tags, register
from django.db.backends.signals import connection_created

from articles import checks


class ArticlesConfig(AppConfig):
    name = "articles"
    verbose_name = "Newsroom"

    def ready(self) -> None:
        # Accounts are models of Django's, which are not there yet when this module is read.
        import_module("articles.audit.accounts").listen()
        connection_created.connect(import_module("articles.store.cutoff").bound_statements)
        register(checks.https_comes_through_a_proxy, Tags.security)
        register(checks.debugging_stays_at_home, Tags.security)
        register(checks.the_site_answers_at_its_own_address, Tags.security)

"""The admin's pages are registered where addresses are asked for, and only there."""

import subprocess
import sys
from typing import Any

from django.apps import apps
from django.conf import settings

from articles.admin import ArticleAdmin
from newsroom.desk import pages_are_sound


def loaded(code: str) -> bool:
    """Return whether a process of its own has read the admin's pages after this code."""
    asked = f"import django, sys; django.setup(); {code}; print('articles.admin' in sys.modules)"
    run = [sys.executable, "-c", asked]
    return subprocess.run(run, cwd=settings.BASE_DIR, capture_output=True, text=True, check=True).stdout == "True\n"


def test_commands_on_seeds_do_without_it() -> None:
    assert not loaded("import articles.management.commands.import_seeds")


def test_a_server_has_read_it_before_the_first_reader_asks() -> None:
    assert loaded("import newsroom.wsgi")
    assert loaded("import newsroom.asgi")


def test_its_checks_see_all_of_its_pages(monkeypatch: Any) -> None:
    assert loaded("from newsroom.desk import pages_are_sound; pages_are_sound(None)")
    assert pages_are_sound(None) == []
    monkeypatch.setattr(ArticleAdmin, "list_display", ("nothing_of_that_name",))
    assert "admin.E108" in [found.id for found in pages_are_sound([apps.get_app_config("articles")])]

"""The README against what is there: its two commands, its seed, its tables."""

import re

import pytest
from django.conf import settings
from django.core.management import get_commands

from articles import seed

README = (settings.BASE_DIR / "README.md").read_text(encoding="utf-8")
CONTRACT = [
    "python3 -m venv .venv && .venv/bin/pip install -e . && .venv/bin/python manage.py quickstart",
    "python3 -m venv .venv && .venv/bin/pip install -e '.[test]' && .venv/bin/pytest",
]


def test_it_opens_with_the_two_commands() -> None:
    assert re.findall(r"```\n(.*)\n```", README)[:2] == CONTRACT


def test_the_seed_that_it_shows_is_a_seed_of_twelve_lines_and_more() -> None:
    found = re.search(r"```\n(---\n.*?\n---\n)```", README, re.DOTALL)
    assert found
    document, warnings = seed.parse_with_warnings(found[1].encode())
    assert isinstance(document, seed.Article)
    assert not warnings


def test_its_pictures_are_there() -> None:
    pictures = re.findall(r"!\[[^\]]+\]\(([^)]+)\)", README)
    assert pictures
    assert all((settings.BASE_DIR / picture).is_file() for picture in pictures)


@pytest.mark.parametrize("command", re.findall(r"^\| `([a-z_]+)[ `]", README, re.MULTILINE))
def test_each_command_that_it_names_exists(command: str) -> None:
    assert command in get_commands()


@pytest.mark.parametrize(
    "place", sorted(set(re.findall(r"`((?:articles|newsroom|templates|fixtures|tests)/[\w./]*)`", README)))
)
def test_each_place_that_it_names_exists(place: str) -> None:
    assert (settings.BASE_DIR / place).exists()


def test_each_dependency_earns_its_line() -> None:
    wanted = re.findall(r'^  "([A-Za-z-]+)[\[>]', (settings.BASE_DIR / "pyproject.toml").read_text(), re.MULTILINE)
    paragraph = README[README.index("**Dependencies**") :].lower()
    runtime = wanted[: wanted.index("whitenoise") + 1]
    assert runtime
    assert [name for name in runtime if name.lower() not in paragraph] == []


@pytest.mark.parametrize(
    "variable",
    sorted(set(re.findall(r'env\.\w+\("([A-Z_]+)"', (settings.BASE_DIR / "newsroom/settings.py").read_text()))),
)
def test_each_variable_is_named(variable: str) -> None:
    assert f"`{variable}`" in README

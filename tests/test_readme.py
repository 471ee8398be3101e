"""The READMEs against what is there: their commands are run, and their seed, tables, pictures and links are looked at."""

import re
import shlex
from argparse import ArgumentParser
from functools import partial
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.core.management import call_command, get_commands, load_command_class
from django.core.management.base import BaseCommand

from articles import pictures, seed
from articles.management.commands import cache_images
from articles.models import Picture
from tests.articles.pictures.files import picture
from tests.browser.pictures import readme_seed

FRONT_DOOR, RUNNING = (
    (settings.BASE_DIR / place / "README.md").read_text(encoding="utf-8") for place in ("", "newsroom")
)
READMES = {"": FRONT_DOOR, "newsroom": RUNNING}
CONTRACT = [
    "python3 -m venv .venv && .venv/bin/pip install -e . && .venv/bin/python manage.py quickstart",
    "python3 -m venv .venv && .venv/bin/pip install -e '.[test]' && .venv/bin/pytest",
]
# What every command of Django's has.
COMMON = {option for action in BaseCommand().create_parser("", "")._actions for option in action.option_strings}


def test_the_front_door_opens_with_the_two_commands() -> None:
    assert re.findall(r"```\n(.*)\n```", FRONT_DOOR)[:2] == CONTRACT


def test_the_front_door_is_small() -> None:
    lines = FRONT_DOOR.splitlines()
    assert len(lines) <= 120
    assert [line for line in lines if len(line) > 120] == []


def test_the_seed_that_it_shows_is_a_seed_of_twelve_lines_and_more() -> None:
    document, warnings = seed.parse_with_warnings(readme_seed().encode())
    assert isinstance(document, seed.Article)
    assert not warnings


def leads_to(text: str) -> set[str]:
    """Files that its links and pictures lead to, without the heading behind them."""
    found = re.findall(r"\]\(([^)]+)\)", text) + re.findall(r"^\[\w+\]: (\S+)$", text, re.MULTILINE)
    return {place.partition("#")[0] for place in found if not place.startswith("#")}


@pytest.mark.parametrize("place", READMES)
def test_its_links_and_pictures_lead_to_what_is_there(place: str) -> None:
    assert [each for each in leads_to(READMES[place]) if not (settings.BASE_DIR / place / each).is_file()] == []


@pytest.mark.parametrize("place", READMES)
def test_its_links_lead_to_headings_that_are_there(place: str) -> None:
    for file, heading in re.findall(r"\]\(([^)#]*)#([^)]+)\)", READMES[place]):
        page = settings.BASE_DIR / place / file if file else settings.BASE_DIR / place / "README.md"
        titles = re.findall(r"^#+ (.+)$", page.read_text(), re.MULTILINE)
        assert heading in [title.lower().replace(" ", "-") for title in titles]


def test_no_picture_is_kept_that_the_front_door_does_not_show() -> None:
    kept = {f".readme/{path.name}" for path in (settings.BASE_DIR / ".readme").iterdir()}
    assert kept == {place for place in leads_to(FRONT_DOOR) if place.startswith(".readme/")}


@pytest.mark.parametrize(
    "place",
    sorted(set(re.findall(r"`((?:articles|newsroom|templates|fixtures|tests)/[\w./]*)`", FRONT_DOOR + RUNNING))),
)
def test_each_place_that_they_name_exists(place: str) -> None:
    assert (settings.BASE_DIR / place).exists()


def test_each_dependency_earns_its_line() -> None:
    text = (settings.BASE_DIR / "pyproject.toml").read_text()
    needed = text[text.index("dependencies = [") : text.index("test = [")]
    wanted = re.findall(r'"([A-Za-z][A-Za-z0-9-]+)[\[>]', needed)
    rows = re.findall(r"^\| ([^|]+) \|", FRONT_DOOR[FRONT_DOOR.index("## Dependencies") :], re.MULTILINE)
    assert sorted(name for row in rows[1:] for name in row.split(", ")) == sorted(wanted)


def variables() -> list[str]:
    """What the settings read from the environment."""
    calls = re.findall(r"env\.\w+\(([^)]*)\)", (settings.BASE_DIR / "newsroom/settings.py").read_text())
    return sorted({name for call in calls for name in re.findall(r'"([A-Z][A-Z0-9_]{4,})"', call)})


@pytest.mark.parametrize("variable", variables())
def test_each_variable_has_a_row(variable: str) -> None:
    assert re.search(rf"^\| `{variable}` \|", RUNNING, re.MULTILINE)


def ours() -> list[str]:
    """Our own commands, and Django's that we change."""
    return sorted(name for name, app in get_commands().items() if app == "articles")


def parser_of(command: str) -> ArgumentParser:
    return load_command_class("articles", command).create_parser("manage.py", command)


def told(command: str) -> str:
    found = re.search(rf"^### {command}\n(.*?)(?=^#|\Z)", RUNNING, re.MULTILINE | re.DOTALL)
    return found[1] if found else ""


def test_the_front_door_has_a_row_for_each_command() -> None:
    assert sorted(re.findall(r"^\| `([a-z_]+)` \|", FRONT_DOOR, re.MULTILINE)) == ours()


@pytest.mark.parametrize("command", ours())
def test_each_option_of_a_command_is_told_and_no_other(command: str) -> None:
    synopsis = re.search(rf"`({command}[^`]*)`", told(command))
    assert synopsis
    has = {option for action in parser_of(command)._actions for option in action.option_strings} - COMMON
    assert set(re.findall(r"--[a-z-]+", synopsis[1])) == (set() if command == "migrate" else has)


def commands_in(text: str) -> list[str]:
    """What stands behind `manage.py`, wherever it does; COMMAND is none."""
    return [found.strip() for found in re.findall(r"manage\.py ((?!COMMAND)[^`\n&|]+)", text)]


def test_each_command_stands_in_an_example() -> None:
    assert set(ours()) - {each.split()[0] for each in commands_in(RUNNING)} == set()


@pytest.fixture
def a_site(tmp_path: Path, db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """A site with an article, and beside it what the examples name; nobody's server is asked for pictures."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SITE_URL", settings.SITE_URL)
    monkeypatch.setattr(cache_images, "cache", partial(pictures.cache, fetch=lambda url: picture()))
    Path("seeds").mkdir()
    Path("2024-05-02-harbour-clock.md").write_text(readme_seed())
    pictured = readme_seed().replace("topics:", 'images:\n  - url: "https://images.example.org/clock.jpg"\ntopics:')
    Path("seeds/2024-05-03-another-clock.md").write_text(pictured)
    Path("advisories").mkdir()
    Path("advisories/OSV-2026-1.json").write_text('{"id": "OSV-2026-1", "affected": []}')
    User.objects.create_user("ada")
    # A site that has articles takes no other seeds when it is started; `quickstart` has tests of its own for that.
    call_command("import_seeds", "2024-05-02-harbour-clock.md", "--jobs", "1")


def test_every_command_that_stands_in_them_ends_well(a_site: None, capfd: pytest.CaptureFixture[str]) -> None:
    for line in [*commands_in(FRONT_DOOR), *commands_in(RUNNING)]:
        command, *arguments = shlex.split(line)
        serves = command == "quickstart" and "--no-serve" not in arguments
        call_command(command, *arguments, *(["--no-serve"] if serves else []))
    assert sorted(path.name for path in Path("archive/_news").iterdir()) == [
        "2024-05-02-harbour-clock.md", "2024-05-03-another-clock.md",
    ]  # fmt: skip
    assert Path("public/_news/2024-05-02-harbour-clock.md").read_text() == readme_seed()
    assert [image.state for image in Picture.objects.all()] == ["cached"]

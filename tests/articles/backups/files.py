"""The file of a backup, and one that somebody has changed."""

import json
import zipfile
from collections.abc import Callable, Collection
from pathlib import Path
from typing import Any

import pytest
from pytest_django import Settings

Edit = Callable[[dict[str, Any]], object]


@pytest.fixture
def file(tmp_path: Path, settings: Settings) -> Path:
    settings.MEDIA_ROOT = tmp_path / "media"
    return tmp_path / "site.backup"


def changed(path: Path, edit: Edit, without: Collection[str] = (), /, **members: bytes) -> Path:
    """The backup with another manifest, and with other members or fewer."""
    other = path.with_name("changed.backup")
    with zipfile.ZipFile(path) as read, zipfile.ZipFile(other, "w") as written:
        for name in [each for each in read.namelist() if each not in without]:
            data = members.get(name, read.read(name))
            if name == "manifest.json":
                manifest = json.loads(data)
                edit(manifest)
                data = json.dumps(manifest).encode()
            written.writestr(name, data)
    return other

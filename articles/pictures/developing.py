"""Turns untrusted bytes into our copies: the darkroom makes them in a process of its own, the storage keeps them."""

import hashlib
import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from articles.bridge import mark_showing
from articles.models import LONGEST_URL, Picture
from articles.pictures import darkroom

# Twice the processor time that the process has, because others may use the machine as well.
_SECONDS = 2 * darkroom.DECODING_SECONDS
_TOO_LONG = "it takes too long to decode"
_places = threading.BoundedSemaphore(os.cpu_count() or 1)


class PictureError(Exception):
    """Says in an editor's words why the picture is refused."""


@dataclass(frozen=True)
class Developed:
    """A picture's copies: their bytes by name, such as `640.avif`."""

    width: int
    height: int
    files: dict[str, bytes]

    @property
    def name(self) -> str:
        """A name that only these copies have: it derives from their bytes."""
        digest = hashlib.sha256()
        for name in sorted(self.files):
            digest.update(f"{name}:{len(self.files[name])}\n".encode() + self.files[name])
        return digest.hexdigest()[:32]

    def widths(self, ending: str) -> list[int]:
        return sorted(int(name.partition(".")[0]) for name in self.files if name.endswith(f".{ending}"))


def developed(source: bytes) -> Developed:
    """Return clean copies of a picture. Raises PictureError."""
    if len(source) > darkroom.MOST_PICTURE_BYTES:
        raise PictureError("larger than 10 MB")
    with _places, tempfile.TemporaryDirectory() as folder:
        told = _told(source, folder)
        if "refused" in told:
            raise PictureError(told["refused"])
        files = {name: Path(folder, name).read_bytes() for name in told["files"]}
    return Developed(told["width"], told["height"], files)


def _told(source: bytes, folder: str) -> dict[str, Any]:
    command = [sys.executable, "-I", darkroom.__file__, folder]
    quiet = {"LC_ALL": "C.UTF-8"}  # none of the site's secrets is in its environment
    try:
        done = subprocess.run(
            command, input=source, capture_output=True, timeout=_SECONDS, env=quiet, cwd=folder, check=False
        )
    except subprocess.TimeoutExpired:
        raise PictureError(_TOO_LONG) from None
    try:
        told: dict[str, Any] = json.loads(done.stdout)
    except ValueError:
        raise PictureError(_TOO_LONG if done.returncode == -signal.SIGXCPU else "it cannot be decoded") from None
    return told


def keep(url: str, copies: Developed, at: datetime, *, stamp: str = "") -> Picture:
    """Store the files, then the row that names them, so that a killed process leaves no row with missing files."""
    picture = Picture(
        name=copies.name, width=copies.width, height=copies.height,
        widths=copies.widths("avif"), jpeg_width=copies.widths("jpg")[0],
    )  # fmt: skip
    for name, content in copies.files.items():
        width, ending = name.split(".")
        file = picture.file(int(width), ending)
        if not default_storage.exists(file):
            default_storage.save(file, ContentFile(content))
    columns = ("name", "width", "height", "widths", "jpeg_width")
    values = {column: getattr(picture, column) for column in columns} | {
        "state": Picture.State.CACHED, "reason": "", "failures": 0, "tried_at": at, "retry_at": None, "stamp": stamp,
    }  # fmt: skip
    had = Picture.objects.filter(url=url).values_list("name", flat=True).first()
    kept = Picture.objects.update_or_create(url=url, defaults=values)[0]
    if had != kept.name:
        mark_showing(url, at)
    return kept


def keep_upload(copies: Developed, at: datetime) -> Picture:
    """Store a picture that an editor uploaded; its URL is the address of our copy."""
    name, jpeg = copies.name, copies.widths("jpg")[0]
    return keep(Picture(name=name).address(jpeg, "jpg"), copies, at)


def is_lost(picture: Picture) -> bool:
    """Return whether its files are gone, as after a database was restored. A remote store is not asked: it would be too slow."""
    if not picture.has_copy or not getattr(default_storage, "looks_quickly", False):
        return False
    return not default_storage.exists(picture.file(picture.jpeg_width, "jpg"))


def can_be_kept(url: str) -> bool:
    return 0 < len(url.encode()) <= LONGEST_URL

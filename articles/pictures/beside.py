"""Takes pictures from next to the seeds, where the file of a root-relative URL is below the imported folder.

It never takes one from outside: no `..` and no link leads out, however it is spelled.
"""

import os
import stat
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote

from django.utils import timezone

from articles.models import Image, Picture, Provider, Topic
from articles.pictures.caching import Counts, note_failure, urls_of
from articles.pictures.darkroom import MOST_PICTURE_BYTES
from articles.pictures.developing import Developed, PictureError, can_be_kept, developed, is_lost, keep

_SEEDS = ("_news", "_data")


@dataclass(frozen=True)
class File:
    url: str
    path: str
    stamp: str


def roots(paths: Iterable[str]) -> list[str]:
    """Return the folders to which root-relative URLs may refer: those named, or the archive of which one is a part."""
    found = []
    for path in paths:
        if path == "-":
            continue
        place = Path(os.path.realpath(path))
        inner = next((n for n, part in enumerate(place.parts) if part in _SEEDS), None)
        whole = Path(*place.parts[:inner]) if inner else place if place.is_dir() else place.parent
        found.append(str(whole))
    return list(dict.fromkeys(found))


def take_beside(paths: Iterable[str]) -> Counts:
    """Keep the pictures below the roots of these imported paths that are new or have changed since."""
    counts = Counts()
    fresh = _fresh(roots(paths))
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        for file, copies in zip(fresh, pool.map(_developed, fresh), strict=True):
            if isinstance(copies, Developed):
                keep(file.url, copies, timezone.now(), stamp=file.stamp)
                counts.cached += 1
            else:
                note_failure(file.url, copies, timezone.now(), stamp=file.stamp)
                counts.failed += 1
                counts.problems.append((file.path, copies))
    return counts


def _fresh(places: list[str]) -> list[File]:
    urls = [url for url in dict.fromkeys(_root_relative()) if can_be_kept(url)] if places else []
    files = [file for url in urls if (file := _first_of(url, places))]
    known = Picture.objects.of([file.url for file in files])
    return [file for file in files if _is_new(file, known.get(file.url))]


def _is_new(file: File, known: Picture | None) -> bool:
    return known is None or known.stamp != file.stamp or is_lost(known)


def _root_relative() -> Iterator[str]:
    yield from Image.objects.root_relative()
    for owners in (Provider.objects, Topic.objects):
        for images in owners.exclude(images=None).values_list("images", flat=True):
            yield from (url for url in urls_of(images) if url.startswith("/") and not url.startswith("//"))


def _first_of(url: str, places: list[str]) -> File | None:
    return next((file for place in places if (file := file_of(url, place))), None)


def file_of(url: str, root: str) -> File | None:
    """Return the regular file below a root that a root-relative URL means; None if there is none or the path leads out."""
    parts = [unquote(part) for part in url.partition("?")[0].partition("#")[0].split("/") if part]
    if not parts or any(part in (".", "..") or "/" in part or "\0" in part for part in parts):
        return None
    path = os.path.realpath(os.path.join(root, *parts))
    try:
        found = os.lstat(path)
    except (OSError, ValueError):
        return None
    if not path.startswith(root.rstrip(os.sep) + os.sep) or not stat.S_ISREG(found.st_mode):
        return None
    return File(url, path, f"{found.st_size}:{found.st_mtime_ns}")


def _developed(file: File) -> Developed | str:
    try:
        with open(os.open(file.path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK), "rb") as source:
            return developed(source.read(MOST_PICTURE_BYTES + 1))
    except (PictureError, OSError) as fault:
        return str(fault)

"""Which files an import reads, and their bytes. Knows no document and no database."""

import os
import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from articles.seed.frontmatter import MOST_BYTES

STANDARD_INPUT = "-"
_ARTICLE_ENDINGS = (".md", ".markdown", ".txt", ".yaml", ".yml")
_PLAIN_ENDINGS = (".yaml", ".yml")
_PASSED_OVER = re.compile(r"\..*|(?:README|LICENSE|CHANGELOG).*|_config\.yml", re.IGNORECASE)
_DATED = re.compile(r"(\d{4}-\d{2}-\d{2}-.+?)(?:\.md|\.markdown|\.txt|\.yaml|\.yml)", re.IGNORECASE)


@dataclass(frozen=True)
class SeedFile:
    """`shown` is the path as the user gave it; `place` tells the file apart from all others, empty for standard input."""

    shown: str
    place: str = ""

    @property
    def is_named_in_utf8(self) -> bool:
        """Python keeps other bytes of a name as lone surrogates, which no database and no report takes."""
        return not any("\ud800" <= letter <= "\udfff" for letter in self.place)

    @property
    def name(self) -> str:
        return os.path.basename(self.place)

    @property
    def slug(self) -> str | None:
        """The article's slug where the name is dated, which it then is."""
        found = _DATED.fullmatch(self.name)
        return found[1] if found else None

    @property
    def may_lack_fences(self) -> bool:
        """Topic files are YAML without fences; and so may be what stands beside them."""
        return self.name.lower().endswith(_PLAIN_ENDINGS) or "_data" in Path(self.place).parts

    def read(self) -> bytes:
        """The file's bytes, of a file that is too large only enough to say so."""
        if not self.place:
            return sys.stdin.buffer.read(MOST_BYTES + 1)
        with open(self.place, "rb") as file:
            return file.read(MOST_BYTES + 1)


def missing(paths: Iterable[str]) -> list[str]:
    return [path for path in paths if path != STANDARD_INPUT and not os.path.exists(path)]


def find(paths: Iterable[str]) -> Iterator[SeedFile]:
    """Files as named, and the seeds in folders to any depth, in the order of their paths; each file once."""
    seen: set[str] = set()
    for path in paths:
        for file in _in(path):
            if file.place not in seen:
                seen.add(file.place)
                yield file


def _in(path: str) -> Iterator[SeedFile]:
    if path == STANDARD_INPUT:
        yield SeedFile("<stdin>")
    elif not os.path.isdir(path):
        yield _named(path)
    else:
        for folder, folders, names in os.walk(path):
            folders[:] = sorted(name for name in folders if not name.startswith("."))
            anything = Path(folder).resolve().parts[-2:] == ("_data", "organizations")
            for name in sorted(names):
                wanted = anything or name.lower().endswith(_ARTICLE_ENDINGS)
                shown = os.path.join(folder, name)
                if wanted and not _PASSED_OVER.fullmatch(name) and os.path.isfile(shown):
                    yield _named(shown)


def _named(path: str) -> SeedFile:
    shown = os.fsencode(path).decode("utf-8", "backslashreplace")
    return SeedFile(shown, os.path.realpath(path))

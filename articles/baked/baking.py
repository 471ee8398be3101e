"""Brings a folder up to date with the site: draws what changed, puts it in place before what leads there, removes what is gone.

Everything is drawn from one moment of the database, and nothing is put in place before all of it is drawn.
"""

import posixpath
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from django.conf import settings
from django.utils import timezone

from articles.baked.addresses import PublicPlace, public_places
from articles.baked.answers import MISSING, Server, files_in, is_answered, page_at
from articles.baked.folder import HEADERS, REDIRECTS, BakeError, Folder, file_at
from articles.baked.record import BakedFile, LastBake, only_one
from articles.baked.rules import headers, pattern_of, redirects
from articles.reading.drawn import Drawn, next_turn
from articles.reading.masthead import asked_once
from articles.reading.once import each_once
from articles.store import register, snapshot

Progress = Callable[[], object]
# What is in these folders is the site's, or was. Elsewhere only what the last bake wrote is removed.
_OURS = ("api/", "archive/", "latest/", "media/", "news/", "providers/", "sitemap/", "static/", "topics/")
_ROUNDS = 3


class Unbaked(NamedTuple):
    """An address that the folder does not have, and why."""

    address: str
    reason: str


@dataclass
class Baked:
    """What a bake did. `files` are all that belong to the site."""

    files: int = 0
    written: int = 0
    unchanged: int = 0
    removed: int = 0
    problems: list[Unbaked] = field(default_factory=list)


def bake(root: Path, tell: Progress = lambda: None) -> Baked:
    """Bake into a folder, and `tell` of each address that is done. Raises BakeError, before anything is changed."""
    with only_one(root):
        return _Bake(root, tell).done()


class _Bake:
    def __init__(self, root: Path, tell: Progress) -> None:
        self.root, self.tell = root, tell
        self.folder = Folder(root)
        self.found = Baked()
        self.files: dict[str, BakedFile] = {}
        self.earlier = LastBake()  # an earlier round of this bake
        self.patterns: dict[str, dict[str, str]] = {}
        self.folders: set[str] = set()
        self.unfit = ""  # why the last address could not have a file
        self.kinds: set[tuple[str, str]] = set()

    @cached_property
    def server(self) -> Server:
        return Server()

    def done(self) -> Baked:
        if not is_answered():
            raise BakeError(f"the site does not answer at {settings.SITE_URL}: add its host to ALLOWED_HOSTS")
        self.there = self.folder.open()
        try:
            self.before = LastBake.of(self.root)
            with snapshot(), asked_once():
                self.draw()
            self.put()
        finally:
            self.folder.close()
        LastBake(self.last, self.now, self.files, self.patterns).save(self.root)
        return self.found

    def draw(self) -> None:
        self.last, self.now = register.last_change(), timezone.now()
        for number in range(_ROUNDS):
            if number > 0:
                self.earlier, self.now = LastBake(self.last, self.now, self.files), timezone.now()
            turn = next_turn(self.now)
            with each_once():
                self.draw_all()
            # What goes live meanwhile would be on some pages only.
            if timezone.now() < turn:
                break

    def draw_all(self) -> None:
        for each in (self.before, self.earlier):
            each.compare(self.last, self.now)
        self.files, self.folders, self.found.problems = {}, set(), []
        for place in dict.fromkeys(public_places(self.now)):
            self.page(place)
        self.page(PublicPlace("", MISSING))
        asked = {name for each in self.files.values() for name in each.names}
        while asked:
            named = {name for address in sorted(asked) for name in self.file(address)}
            asked = {address for address in named if address.removeprefix("/") not in self.files}
        self.keep(HEADERS, headers(self.patterns).encode(), Drawn())
        self.keep(REDIRECTS, redirects(self.now).encode(), Drawn())

    def page(self, place: PublicPlace) -> None:
        self.tell()
        if (name := self.name_of(place.path)) is None:
            self.found.problems.append(Unbaked(place.path, self.unfit))
            return
        if not self.holds(name):
            answer = page_at(place.path)
            if answer.status != (404 if place.path == MISSING else 200):
                self.found.problems.append(Unbaked(place.path, f"the site answers {answer.status}"))
                return
            self.keep(name, answer.body, answer.drawn, sorted(files_in(answer.body)))
        self.have_headers(place)

    def have_headers(self, place: PublicPlace) -> None:
        kind = (place.name, posixpath.splitext(place.path)[1])
        if place.path != MISSING and kind not in self.kinds:
            self.kinds.add(kind)
            pattern = pattern_of(place)
            self.patterns[pattern] = self.before.headers.get(pattern) or self.headers_at(place.path)

    def headers_at(self, path: str) -> dict[str, str]:
        answer = self.server.answer(path)
        if answer.status != 200:
            raise BakeError(f"{path} can be drawn, but the site answers {answer.status}")
        return answer.headers

    def file(self, address: str) -> list[str]:
        """Keep a style sheet, picture or the like, which has no address but in pages, and return those that it names."""
        if (name := self.name_of(address)) is None:  # words of an article that look like an address of ours
            return []
        pattern = "/media/*" if name.startswith("media/") else address
        if self.holds(name) and pattern in self.before.headers:
            self.patterns[pattern] = self.before.headers[pattern]
            return self.files[name].names
        answer = self.server.answer(address)
        if answer.status != 200:
            return []
        self.patterns[pattern] = answer.headers
        if pattern != address:  # of several types, which servers know by their endings
            self.patterns[pattern] = {key: value for key, value in answer.headers.items() if key != "Content-Type"}
        names = sorted(files_in(answer.body, address)) if name.endswith(".css") else []
        self.keep(name, answer.body, Drawn(subjects={}), names)
        return names

    def name_of(self, path: str) -> str | None:
        """Return the name of an address's file, if it can have one."""
        try:
            name = file_at(path)
        except ValueError as unfit:
            self.unfit = str(unfit)
            return None
        above = list(_above(name))
        if name in self.folders or any(folder in self.files for folder in above):
            self.unfit = "another address has a file of that name"
            return None
        self.folders.update(above)
        return name

    def holds(self, name: str) -> bool:
        """Return whether what is there, or was drawn in an earlier round, is what would be drawn, and keep it if so."""
        drawn = self.earlier.files.get(name)
        if drawn is not None:
            if self.earlier.holds(name, drawn.state):
                self.files[name] = drawn
        elif self.before.holds(name, self.there.get(name)):
            self.files[name] = self.before.files[name]
        return name in self.files

    def keep(self, name: str, body: bytes, drawn: Drawn, names: Iterable[str] = ()) -> None:
        there = self.there.get(name)
        same = self.folder.has(name, body, there)
        state = there if same and there else self.folder.stage(name, body)
        self.files[name] = BakedFile.of(state, drawn, list(names))

    def put(self) -> None:
        """Put new files in place, then those that lead to them, and at last remove what nothing leads to any more."""
        staged = [name for name in self.folder.staged if name in self.files]
        marks = [name for name in (HEADERS, REDIRECTS) if name in staged]
        static = [name for name in staged if name.startswith(("static/", "media/"))]
        order = dict.fromkeys([*marks[:1], *static, *(name for name in staged if name not in self.there), *staged])
        barred = dict(self.folder.put(order))
        self.found.problems += [Unbaked(f"/{name}", why) for name, why in barred.items()]
        self.files = {name: each for name, each in self.files.items() if name not in barred}
        gone = [name for name in self.there if name not in self.files and self.is_ours(name)]
        self.folder.remove(gone)
        self.found.files, self.found.written, self.found.removed = len(self.files), len(order) - len(barred), len(gone)
        self.found.unchanged = self.found.files - self.found.written

    def is_ours(self, name: str) -> bool:
        return name.startswith(_OURS) or name in self.before.files


def _above(name: str) -> Iterator[str]:
    while name := posixpath.dirname(name):
        yield name

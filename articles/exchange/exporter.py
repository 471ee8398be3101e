"""Exports the site to seed files, byte for byte as imported where nobody changed anything. Deletes nothing."""

import errno
import os
import stat
from collections.abc import Collection, Iterable, Iterator, Sequence
from io import BytesIO
from itertools import chain
from pathlib import Path
from tempfile import NamedTemporaryFile
from zipfile import ZIP_DEFLATED, ZipFile

from articles.audit import write
from articles.bridge import documents_of, organization_document, topic_document
from articles.exchange.importer.files import MOST_NAME_BYTES, shown_path
from articles.exchange.report import Outcome, Report
from articles.history.texts import present_text, text_of
from articles.logs import tell_act
from articles.models import Article, Audited, Provider, Revision, Topic
from articles.models.querysets import ArticleQuerySet
from articles.seed import Problem
from articles.seed.problem import WARNING
from articles.store import load_texts
from articles.texts.spelling import nfc, shortened_slug

NEWS, TOPICS, ORGANIZATIONS = Path("_news"), Path("_data/topics"), Path("_data/organizations")
_CHUNK = 200
_NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EROFS)
_NOT_ALLOWED = (errno.EACCES, errno.EPERM)
_SAME_NAME = errno.EEXIST


def export_seeds(folder: Path, statuses: Collection[str] = ()) -> Report:
    """Write every document, but only articles with one of the statuses. Only files whose bytes change are touched.

    A file that cannot be written is a problem in the report, and does not stop the others. Raises OSError where none can,
    as on a full disk.
    """
    report = Report()
    known: dict[Path, set[str]] = {NEWS: set(), TOPICS: set(), ORGANIZATIONS: set()}
    names = Article.objects.order_by().values_list("slug", "file_slug")
    known[NEWS].update(Article(slug=slug, file_slug=spelled).file_name for slug, spelled in names)
    target = _Target(folder, report)
    for place, name, text in chain(_data_files(known), article_files(statuses)):
        target.put(place, name, text)
    report.problems += _strays(folder, known)
    write(Audited.EXPORT, "Exported the site as seed files to", about=folder, number=report.files)
    tell_act("export", files=report.files, rejected=report.rejected)
    return report


def article_files(statuses: Collection[str] = ()) -> Iterator[tuple[Path, str, bytes]]:
    """Yield the place, name and text of each article's file."""
    yield from _files_of(list(Article.objects.with_status(statuses).order_by("pk").values_list("pk", flat=True)))


def _files_of(pks: Sequence[int]) -> Iterator[tuple[Path, str, bytes]]:
    for start in range(0, len(pks), _CHUNK):
        chunk = list(
            Article.objects.filter(pk__in=pks[start : start + _CHUNK]).order_by("pk").select_related("imported")
        )
        texts = texts_of(chunk)
        for article in chunk:
            yield NEWS, article.file_name, texts[article.pk]


def zipped(articles: ArticleQuerySet) -> bytes:
    """Return their files in one zip, with the names that an export gives them."""
    packed = BytesIO()
    with ZipFile(packed, "w", ZIP_DEFLATED) as archive:
        for place, name, text in _files_of(list(articles.order_by().values_list("pk", flat=True))):
            archive.writestr(f"{place}/{name}", text)
    return packed.getvalue()


def texts_of(articles: Iterable[Article]) -> dict[int, bytes]:
    """Return each article's seed by primary key; an article that says what its file said is that file, unparsed."""
    found = list(articles)
    untouched = {article.pk: article.imported for article in found if article.as_imported and article.imported}
    load_texts(untouched.values())
    texts = {pk: text_of(revision) for pk, revision in untouched.items()}
    rest = Article.objects.filter(pk__in=[a.pk for a in found if a.pk not in texts]).for_documents()
    documents = documents_of(rest)
    bases = Revision.objects.in_bulk([article.imported_id for article in rest if article.imported_id])
    load_texts(bases.values())
    for article in rest:
        texts[article.pk] = present_text(documents[article.pk], bases.get(article.imported_id or 0))
    return texts


def _data_files(known: dict[Path, set[str]]) -> Iterator[tuple[Path, str, bytes]]:
    for topic in Topic.objects.filter(in_data=True).select_related("imported").order_by("pk"):
        name = _free_name(topic.file_name, f"{topic.slug}.yaml", known[TOPICS])
        yield TOPICS, name, present_text(topic_document(topic), topic.imported)
    for provider in Provider.objects.filter(in_data=True).select_related("imported").order_by("pk"):
        name = _free_name(provider.file_name, f"{provider.domain}.md", known[ORGANIZATIONS])
        yield ORGANIZATIONS, name, present_text(organization_document(provider), provider.imported)


def _free_name(kept: str, canonical: str, taken: set[str]) -> str:
    """Return the name that its file had. Where two archives have a file of that name, the later one gets its canonical name."""
    name = kept if kept and kept not in taken else canonical
    stem, dot, ending = canonical.rpartition(".")
    number = 1
    if len(name.encode()) > MOST_NAME_BYTES:
        name = stem = shortened_slug(stem)
        name += dot + ending
    while name in taken:
        number += 1
        name = f"{stem}-{number}{dot}{ending}"
    taken.add(name)
    return name


class _Target:
    """The folder of an export. What cannot be written there is a problem in the report, and does not stop the rest."""

    def __init__(self, root: Path, report: Report) -> None:
        self.root, self.report = root, report
        self._made: set[Path] = set()
        self._told: set[tuple[Path, str]] = set()
        self._written: dict[Path, Path] = {}  # by their names as file systems see them that know no case

    def put(self, place: Path, name: str, text: bytes) -> None:
        path = self.root / place / name
        try:
            self._make(path.parent)
            self._refuse_same_name(path)
            self.report.count(_write(path, text))
        except _BarredError as wrong:
            self._reject(wrong.folder, str(wrong))
        except OSError as wrong:
            if wrong.errno in _NO_ROOM or not self.root.is_dir():
                raise  # no other file would fare better
            if wrong.errno in _NOT_ALLOWED:
                self._reject(path.parent, "cannot be written to; change its permissions, and export again")
            else:
                self._reject(path, _why(wrong, path))

    def _reject(self, path: Path, why: str) -> None:
        """Count a file, and tell only once what all files of a folder have in common."""
        is_new = (path, why) not in self._told
        self._told.add((path, why))
        problem = Problem(shown_path(path), 1, "file", "unwritable", why)
        self.report.count(Outcome.REJECTED, [problem] if is_new else None)

    def _make(self, folder: Path) -> None:
        """Make a folder of the archive. No link in an archive, which others may have made, leads its files elsewhere."""
        if folder in self._made:
            return
        if folder.parent != self.root:
            self._make(folder.parent)
        if folder.is_symlink():
            raise _BarredError(
                folder, "is a link, and files would be written where it leads; put a folder in its place"
            )
        try:
            folder.mkdir(parents=folder.parent == self.root, exist_ok=True)
        except FileExistsError:
            if not self.root.is_dir():
                raise
            raise _BarredError(
                folder, "is a file that has the name of a folder; move it away, and export again"
            ) from None
        self._made.add(folder)

    def _refuse_same_name(self, path: Path) -> None:
        first = self._written.setdefault(path.with_name(nfc(path.name).casefold()), path)
        if first != path and path.exists() and os.path.samefile(first, path):
            raise OSError(_SAME_NAME, f"{first.name} is the same name here")


class _BarredError(Exception):
    """Nothing can be written into a folder; the message says why, and what to do."""

    def __init__(self, folder: Path, why: str) -> None:
        super().__init__(why)
        self.folder = folder


def _why(wrong: OSError, path: Path) -> str:
    if wrong.errno == errno.ENAMETOOLONG:
        length = len(path.name.encode())
        return f"its name has {length} bytes, more than fit here; import the article under a shorter name, and delete this one"
    if wrong.errno == errno.EISDIR:
        return "a folder has its name; move that away, and export again"
    if wrong.errno == _SAME_NAME:
        return f"{wrong.strerror}, where file systems know no capitals; export to another one, or rename one of the two"
    return f"cannot be written ({wrong.strerror}); change what stands in the way, and export again"


def _write(path: Path, text: bytes) -> Outcome:
    """Write a file whole or not at all: neither a reader nor a killed export leaves half a file.

    A link, a pipe or a device of that name is not written to, but replaced.
    """
    try:
        found = path.lstat()
    except FileNotFoundError:
        found = None
    is_file = found is not None and stat.S_ISREG(found.st_mode)
    if found and is_file and found.st_size == len(text) and path.read_bytes() == text:
        return Outcome.UNCHANGED
    with NamedTemporaryFile(dir=path.parent, prefix=".", suffix=".part", delete=False) as file:
        try:
            file.write(text)
            file.flush()
            os.fchmod(file.fileno(), found.st_mode & 0o777 if found and is_file else 0o644)
            os.replace(file.name, path)
        except BaseException:
            os.unlink(file.name)
            raise
    return Outcome.UPDATED if found else Outcome.CREATED


def _strays(folder: Path, known: dict[Path, set[str]]) -> Iterator[Problem]:
    for place, names in known.items():
        try:
            found = sorted(os.listdir(folder / place))
        except OSError:  # what is wrong there was told where it stood in the way
            continue
        # Some file systems give names in a spelling of Unicode of their own.
        spelled = {nfc(name) for name in names.difference(found)}
        for name in found:
            path = folder / place / name
            if name not in names and nfc(name) not in spelled and not name.startswith(".") and os.path.isfile(path):
                what = "no document of this site; it is left as it is"
                yield Problem(shown_path(path), 1, "file", "stray", what, WARNING)

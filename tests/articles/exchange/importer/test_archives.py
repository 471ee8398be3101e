"""Uploaded zips: read as a folder would be, and refused whole where they are hostile, before anything is unpacked."""

import io
import struct
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from zipfile import ZIP_BZIP2, ZIP_DEFLATED, ZipFile, ZipInfo

import pytest

from articles.exchange.importer import UploadError, archives
from articles.exchange.importer.archives import seeds_in_zip
from articles.exchange.importer.files import find_seeds
from articles.seed import Problem
from articles.seed.frontmatter import MOST_SEED_BYTES
from articles.seed.problem import WARNING
from tests.seeds import seed_text

CENTRAL, END = b"PK\x01\x02", b"PK\x05\x06"
FLAGS, METHOD, SIZE, ATTRIBUTES = 8, 10, 24, 38  # places in an entry of the directory


def zip_of(*files: tuple[str | ZipInfo, str], method: int = ZIP_DEFLATED) -> bytes:
    kept = io.BytesIO()
    with ZipFile(kept, "w", method) as archive:
        for name, text in files:
            archive.writestr(name, text)
    return kept.getvalue()


def read(data: bytes) -> list[str]:
    return [name for name, _ in seeds_in_zip(io.BytesIO(data))]


def refusal(data: bytes) -> str:
    with pytest.raises(UploadError) as refused:
        read(data)
    return str(refused.value)


def patched(data: bytes, place: int, kind: str, value: int, mark: bytes = CENTRAL) -> bytes:
    changed = bytearray(data)
    struct.pack_into(kind, changed, data.rindex(mark) + place, value)
    return bytes(changed)


def with_zip64_end(data: bytes) -> bytes:
    at = data.rindex(END)
    return data[:at] + b"PK\x06\x07" + bytes(16) + data[at:]


PLAIN = zip_of(("a.md", seed_text()))


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (zip_of(("../a.md", "x")), "../a.md: its path leads out of the zip"),
        (zip_of(("a/../../b.md", "x")), "its path leads out of the zip"),
        (zip_of(("a/b/../../../c.md", "x"), ("b.md", "x")), "its path leads out of the zip"),
        (zip_of(("/etc/a.md", "x")), "begins at a root or a drive"),
        (zip_of(("C:/a.md", "x")), "begins at a root or a drive"),
        (zip_of(("C:a.md", "x")), "begins at a root or a drive"),
        (zip_of(("a\\..\\b.md", "x")), "has a backslash"),
        (zip_of(("aZ.md", "x")).replace(b"aZ.md", b"a\0.md"), "has a NUL"),
        (zip_of(("caf?.md", "x")).replace(b"caf?", b"caf\xff"), "its name is not UTF-8; rename it"),
        (zip_of(("é.md", "x")).replace("é".encode(), b"\xff\xff"), "not a zip, or it is damaged"),
        (
            zip_of(("a/x.md", "x"), ("b/x.md", "x")).replace(b"b/x.md", b"a/x.md"),
            "a/x.md: is in the zip more than once",
        ),
        (zip_of(("a/x.md", "x"), ("a//x.md", "x")), "a/x.md: is in the zip more than once"),
        (zip_of(("x.md", "x"), ("./x.md", "x")), "x.md: is in the zip more than once"),
        (patched(PLAIN, FLAGS, "<H", 1), "a.md: is encrypted; make the zip without a password"),
        (patched(PLAIN, FLAGS, "<H", 0x40), "a.md: is encrypted"),
        (patched(PLAIN, ATTRIBUTES, "<L", 0o120777 << 16), "a.md: is a symbolic link"),
        (zip_of(("a.md", "x"), method=ZIP_BZIP2), "a.md: is compressed in an unusual way"),
        (patched(PLAIN, METHOD, "<H", 99), "a.md: is compressed in an unusual way"),
        (patched(PLAIN, SIZE, "<L", 0xFFFFFF00), "times its size: that is not an archive of seeds"),
        (patched(PLAIN, SIZE, "<L", 3), "not a zip, or it is damaged"),
        (zip_of(*((f"{number}.md", "0" * MOST_SEED_BYTES) for number in range(20))), "times its size"),
        (with_zip64_end(PLAIN), "is a zip64"),
        (patched(PLAIN, 10, "<H", 0xFFFF, END), "is a zip64"),
        (patched(PLAIN, 12, "<L", 0xFFFFFFFF, END), "is a zip64"),
        (
            patched(patched(PLAIN, 8, "<H", 30_000, END), 10, "<H", 30_000, END),
            "has 30,000 files; upload at most 10,000",
        ),
        (patched(PLAIN, 12, "<L", 0x7FFFFFFF, END), "Split it"),
        (patched(PLAIN, 4, "<H", 1, END), "one part of several"),
        (patched(PLAIN, 16, "<L", 5, END), "not a zip, or it is damaged"),
        (PLAIN[:-30], "not a zip, or it is damaged"),
        (PLAIN[: len(PLAIN) // 2], "not a zip, or it is damaged"),
        (PLAIN.replace(PLAIN[50:60], b"0123456789"), "not a zip, or it is damaged"),
        (b"", "not a zip, or it is damaged"),
        (seed_text().encode(), "not a zip, or it is damaged"),
        (zip_of(), "no seed in the zip"),
        (zip_of(("picture.png", "x"), ("README.md", "x")), "no seed in the zip"),
    ],
)
def test_a_hostile_or_broken_zip_is_refused_and_says_why(data: bytes, words: str) -> None:
    assert words in refusal(data)


def test_what_is_wrong_with_names_is_said_of_all_up_to_ten() -> None:
    said = refusal(zip_of(*((f"../{number}.md", "x") for number in range(12))))
    assert said.count("leads out") == 10
    assert said.endswith("And 2 more.")


@pytest.mark.parametrize(("cap", "most"), [("MOST_UNPACKED", 2_000), ("MOST_SEEDS", 4)])
def test_a_zip_has_as_many_seeds_as_may_be_and_is_no_larger(
    monkeypatch: pytest.MonkeyPatch, cap: str, most: int
) -> None:
    data = zip_of(*((f"{number}.md", seed_text()) for number in range(10)))
    monkeypatch.setattr(archives, cap, most)
    assert "plit it" in refusal(data)


def test_what_lies_about_its_size_is_stopped_while_it_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    data = zip_of(*((f"{number}.md", seed_text()) for number in range(10)))
    monkeypatch.setattr(archives, "_check_declared", lambda seeds, size: None)
    monkeypatch.setattr(archives, "MOST_UNPACKED", 2_000)
    assert "unpacks to more" in refusal(data)


def test_a_file_too_large_for_a_seed_is_read_only_as_far_as_to_say_so() -> None:
    ((_, data),) = seeds_in_zip(io.BytesIO(zip_of(("a.md", "0" * (2 * MOST_SEED_BYTES)))))
    assert len(data) == MOST_SEED_BYTES + 1


def test_names_in_utf_8_that_do_not_say_so_are_read() -> None:
    data = zip_of(("caf??.md", "x")).replace(b"caf??", "café".encode())
    assert read(data) == ["café.md"]


def test_what_is_no_seed_is_passed_over_however_odd() -> None:
    link = ZipInfo("current")
    link.external_attr = 0o120777 << 16
    assert read(zip_of((link, "2023"), ("a.md", "x"), ("__MACOSX/._a.md", "x"), ("b/", ""))) == ["a.md"]


def test_what_would_not_be_read_is_not_judged() -> None:
    link = ZipInfo("latest.png")
    link.external_attr = 0o120777 << 16
    odd: list[tuple[str | ZipInfo, str]] = [
        ("../up.png", "x"),
        ("/root.jpg", "x"),
        ("C:\\a.png", "x"),
        ("..\\a.png", "x"),
        ("twice.png", "x"),
        (link, "a"),
    ]
    data = zip_of(("a.md", "x"), *odd, ("caf??.png", "x"), ("wice1.png", "x"))
    assert read(data.replace(b"caf??", b"caf\x82?").replace(b"wice1.png", b"twice.png"[:9])) == ["a.md"]
    assert read(patched(zip_of(("a.md", "x"), ("b.png", "x")), FLAGS, "<H", 1)) == ["a.md"]


NAMES = [
    "seed.txt",
    "_news/2023-01-24-b.md",
    "_news/2023-01-24-a.MARKDOWN",
    "_news/sub/2023-01-24-c.yml",
    "_data/topics/10-ai.yaml",
    "_data/organizations/theguardian.com",
    "_data/organizations/deep/theguardian.com",
    "_data/organizations/README.md",
    "deep/_data/organizations/readme",
    "deep/_data/organizations/other.example",
    "README.md",
    "LICENSE.txt",
    "CHANGELOG-2023.md",
    "_config.yml",
    ".hidden.md",
    ".git/a.md",
    "a.b/.c/a.md",
    "notes.csv",
    "Z.md",
    "a.md",
    "é.md",
    "a-b/x.md",
    "a/x.md",
    "_people/ann.md",
    "_events/2023/2023-01-24-fair.md",
    "_learning/a/course.md",
    "_samples/sample.yaml",
    "_newsletters/one.md",
    "_communities/one.md",
    "_data/tags/one.yaml",
    "_data/people.yaml",
    "deep/api/news/notes.txt",
    "api/news/index.json",
    "tags/one.yaml",
]
PASSED = [
    "_communities", "_data/tags", "_events", "_learning", "_newsletters", "_people", "_samples", "deep/api",
]  # fmt: skip


@pytest.mark.parametrize("shuffled", [list, lambda names: names[::-1]])
def test_a_zip_is_read_as_the_folder_that_it_was_made_of(
    tmp_path: Path, shuffled: Callable[[list[str]], list[str]]
) -> None:
    for name in NAMES:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("x")
    told: list[Problem] = []
    walked = [str(Path(file.place).relative_to(tmp_path.resolve())) for file in find_seeds([str(tmp_path)], told)]
    said: list[Problem] = []
    data = io.BytesIO(zip_of(*((name, "x") for name in shuffled(NAMES))))
    assert [name for name, _ in seeds_in_zip(data, said)] == walked
    assert not [name for name in walked if name.startswith(tuple(f"{folder}/" for folder in PASSED))]
    assert [each.path for each in said] == PASSED
    assert [replace(each, path=str(Path(each.path).relative_to(tmp_path))) for each in told] == said
    assert {(each.line, each.field, each.code, each.severity) for each in said} == {(1, "file", "passed-over", WARNING)}


@pytest.mark.parametrize("folder", [*PASSED, "_people/more"])
def test_a_folder_that_is_named_itself_is_read(tmp_path: Path, folder: str) -> None:
    (tmp_path / folder).mkdir(parents=True)
    (tmp_path / folder / "a.md").write_text("x")
    told: list[Problem] = []
    assert [file.name for file in find_seeds([str(tmp_path / folder)], told)] == ["a.md"]
    assert told == []
    name = f"{Path(folder).name}/a.md"
    assert read(zip_of((name, "x"), (f"{Path(folder).name}/picture.png", "x"))) == [name]

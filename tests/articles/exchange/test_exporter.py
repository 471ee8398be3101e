"""The site out to files: what came in, byte for byte; what changed, in its lines only; what is there stays."""

import os
from pathlib import Path

import pytest

from articles.editing.publishing import set_status
from articles.exchange.exporter import export_seeds
from articles.history.work import Work
from articles.models import Provider, Status, Topic
from tests.seeds import Archive, archive, counts, edit, entry, seed_text, the_article

__all__ = ["archive"]
pytestmark = pytest.mark.django_db

ODD = {
    "_news/2023-01-24-comments.md": "---\n# first\ntitle: 'It''s' # said\nexcerpt: >\n  folded\n  text\n\n"
    "publishedDateTime: 2020-01-01\nwebUrl: https://x.example/a\nprovider: {name: A, domain: x.example}\n"
    "topics: [AI, B] # two\nodd: {a: [1, 2]}\n---\nA body.\n",
    "_news/2023-01-24-crlf.md": seed_text(webUrl='"https://x.example/b"').replace("\n", "\r\n"),
    "_news/2023-01-24-bom.md": "\ufeff" + seed_text(webUrl='"https://x.example/c"'),
    "_news/2023-01-24-no-end.md": seed_text(webUrl='"https://x.example/d"').rstrip(),
    "_data/topics/10-b.yaml": "name: B\ntaxonomy: topic\n_id: b\nimages:\n- /assets/b.jpg # plain",
    "_data/organizations/x.example": "---\n_id: x.example\nname: 'X'\ntaxonomy: organization\n---",
}


def files_in(folder: Path) -> dict[str, str]:
    found = [path for path in folder.rglob("*") if path.is_file()]
    return {path.relative_to(folder).as_posix(): path.read_bytes().decode() for path in sorted(found)}


def test_every_style_comes_out_byte_for_byte(archive: Archive, tmp_path: Path) -> None:
    for name, text in ODD.items():
        archive.write(name, text)
    assert counts(archive.bring()) == {"created": len(ODD)}
    export_seeds(tmp_path / "out")
    assert files_in(tmp_path / "out") == ODD


def test_an_edit_in_any_style_changes_its_lines_only(archive: Archive, tmp_path: Path) -> None:
    for name, text in ODD.items():
        archive.write(name, text)
    archive.bring()
    for slug in ("comments", "crlf", "bom", "no-end"):
        edit(f"2023-01-24-{slug}", title="Edited")
    export_seeds(tmp_path / "out")
    out = files_in(tmp_path / "out")
    for name, text in ODD.items():
        pairs = zip(text.splitlines(keepends=True), out[name].splitlines(keepends=True), strict=True)
        changed = [new for old, new in pairs if old != new]
        wanted = [
            "title: 'Edited' # said\n"
            if "comments" in name
            else 'title: "Edited"\r\n'
            if "crlf" in name
            else 'title: "Edited"\n'
        ]
        assert changed == (wanted if name.startswith("_news") else []), name


def test_only_files_whose_bytes_change_are_touched(archive: Archive, tmp_path: Path) -> None:
    archive.write_article()
    archive.write_article("2023-01-25-more", webUrl='"https://news.example.org/more"')
    archive.bring()
    assert counts(export_seeds(tmp_path / "out")) == {"created": 2}
    for path in (tmp_path / "out").rglob("*.md"):
        os.utime(path, (1, 1))
    edit(title="Edited")
    assert counts(export_seeds(tmp_path / "out")) == {"updated": 1, "unchanged": 1}
    times = {path.name: path.stat().st_mtime for path in (tmp_path / "out/_news").iterdir()}
    assert times["2023-01-25-more.md"] == 1
    assert times["2023-01-24-tides.md"] > 1


def test_files_without_a_document_are_warned_of_and_left(archive: Archive, tmp_path: Path) -> None:
    archive.write_article()
    archive.bring()
    stray = tmp_path / "out/_news/2020-01-01-stray.md"
    stray.parent.mkdir(parents=True)
    stray.write_text("mine")
    report = export_seeds(tmp_path / "out")
    assert [(problem.path, problem.severity) for problem in report.problems] == [(str(stray), "warning")]
    assert stray.read_text() == "mine"


def test_a_status_chooses_articles_and_makes_no_strays_of_others(archive: Archive, tmp_path: Path) -> None:
    archive.write_article()
    archive.write_article("2023-01-25-more", webUrl='"https://news.example.org/more"', published="false")
    archive.bring()
    export_seeds(tmp_path / "out")
    report = export_seeds(tmp_path / "out", ["draft"])
    assert (counts(report), report.problems) == ({"unchanged": 1}, [])
    set_status([the_article()], Status.WITHDRAWN, by=Work("editor"))
    assert counts(export_seeds(tmp_path / "out", ["withdrawn", "draft"])) == {"updated": 1, "unchanged": 1}


def test_what_articles_alone_made_has_no_file_and_what_an_editor_made_has(archive: Archive, tmp_path: Path) -> None:
    archive.write_article()
    archive.bring()
    Topic.objects.create(name="Ours: a topic", slug="ours", in_data=True, keywords=["#one"])
    Provider.objects.create(name="Ours", domain="ours.example", in_data=True)
    export_seeds(tmp_path / "out")
    out = files_in(tmp_path / "out")
    out.pop("_news/2023-01-24-tides.md")
    assert out == {
        "_data/topics/ours.yaml": 'taxonomy: topic\n_id: ours\nname: "Ours: a topic"\nkeywords:\n  - "#one"\n',
        "_data/organizations/ours.example.md": (
            "---\ntaxonomy: organization\n_id: ours.example\nname: Ours\ndomain: ours.example\n---\n"
        ),
    }


def test_two_topics_whose_files_had_one_name_have_two_files(archive: Archive, tmp_path: Path) -> None:
    archive.write("one/_data/topics/00-a.yaml", "taxonomy: topic\n_id: a\nname: A\n")
    archive.write("two/_data/topics/00-a.yaml", "taxonomy: topic\n_id: b\nname: B\n")
    archive.bring()
    export_seeds(tmp_path / "out")
    assert sorted(files_in(tmp_path / "out")) == ["_data/topics/00-a.yaml", "_data/topics/b.yaml"]


def test_an_exported_edit_comes_back_in_as_unchanged(archive: Archive, tmp_path: Path) -> None:
    archive.write_article(related=entry("Elsewhere", "https://elsewhere.example/"))
    archive.bring()
    edit(title="Edited", topics=("AI", "More"))
    export_seeds(tmp_path / "out")
    assert counts(archive.bring(tmp_path / "out")) == {"unchanged": 1}
    assert counts(archive.bring(tmp_path / "out")) == {"unchanged": 1}
    assert the_article().title == "Edited"

"""One spelling of Unicode: a file in another one is the same article, and comes out as it went in."""

import os
from pathlib import Path
from unicodedata import normalize

import pytest
from django.core.management import call_command
from django.test import Client

from articles.editing.departures import leave
from articles.editing.spellings import adopt, spellings_of
from articles.editing.synonyms import part, unite
from articles.exchange.exporter import export_seeds
from articles.exchange.importer import Options
from articles.exchange.importer.files import UploadedSeed
from articles.exchange.importer.run import Run
from articles.history.work import Work
from articles.models import Article, FormerArticle, Provider, Topic
from tests.articles.exchange.test_exporter import files_in
from tests.seeds import Archive, archive, counts, edit, seed_text, the_article

__all__ = ["archive"]
pytestmark = pytest.mark.django_db

# Letters that have two spellings: with a mark of their own, and in one piece.
NAMES = ("über-den-fluß", "café", "ngữ-pháp", "йогурт", "άνοιξη", "한국어", "ガイド", "ελλάς-ώρα")


def both(name: str) -> tuple[str, str]:
    return normalize("NFC", name), normalize("NFD", name)


@pytest.mark.parametrize("name", NAMES)
def test_a_decomposed_name_is_the_same_article_and_comes_out_under_its_own(
    archive: Archive, tmp_path: Path, client: Client, name: str
) -> None:
    composed, decomposed = (f"2023-01-24-{each}" for each in both(name))
    archive.write_article(decomposed, title=f'"{both(name)[1]}"')
    assert counts(archive.bring()) == {"created": 1}
    assert list(Article.objects.values_list("slug", "path")) == [(composed, f"{composed}.md")]
    export_seeds(tmp_path / "out")
    export_seeds(tmp_path / "out")
    text = seed_text(title=f'"{both(name)[1]}"')
    assert files_in(tmp_path / "out") == {f"_news/{decomposed}.md": text}
    assert counts(archive.bring()) == {"unchanged": 1}
    answer = client.get(f"/news/{decomposed}/")
    assert (answer.status_code, client.get(answer["Location"]).status_code) == (301, 200)


def test_a_file_that_comes_under_the_other_name_is_exported_under_that(archive: Archive, tmp_path: Path) -> None:
    composed, decomposed = (f"2023-01-24-{each}" for each in both("café"))
    old = archive.write_article(composed)
    archive.bring()
    old.unlink()
    archive.write_article(decomposed)
    assert counts(archive.bring()) == {"unchanged": 1}
    edit(composed, title="Edited")
    export_seeds(tmp_path / "out")
    assert [*files_in(tmp_path / "out")] == [f"_news/{decomposed}.md"]
    assert counts(archive.bring()) == {"unchanged": 1}


def test_two_files_whose_names_differ_in_spelling_only_are_one_article(archive: Archive) -> None:
    for each in both("café"):
        archive.write_article(f"2023-01-24-{each}")
    report = archive.bring()
    assert counts(report) == {"created": 1, "rejected": 1}
    assert [problem.code for problem in report.problems] == ["same-article"]


def test_a_name_without_a_date_is_known_again_in_either_spelling(archive: Archive) -> None:
    for title, each in zip(("One", "Two"), both("café"), strict=True):
        for old in archive.folder.rglob("*.md"):
            old.unlink()
        archive.write(f"{each}.md", seed_text(title=title, webUrl=f'"https://x.example/{title}"'))
        archive.bring()
    assert list(Article.objects.values_list("title", flat=True)) == ["Two"]


def test_a_deleted_article_is_known_in_either_spelling_and_comes_back_with_its_own(
    archive: Archive, tmp_path: Path
) -> None:
    composed, decomposed = (f"2023-01-24-{each}" for each in both("café"))
    archive.write_article(decomposed)
    archive.bring()
    leave([the_article(composed)], by=Work("editor"))
    assert counts(archive.bring()) == {"unchanged": 1}
    former = FormerArticle.objects.get()
    assert (former.slug, (former.kept or {})["file_slug"]) == (composed, decomposed)


def test_topics_of_one_name_in_two_spellings_are_one_and_each_file_keeps_its_own(
    archive: Archive, tmp_path: Path, client: Client
) -> None:
    for place, each in enumerate(both("Économie")):
        archive.write_article(f"2023-01-2{place}-a", topics=f"\n  - {each}", webUrl=f'"https://x.example/{place}"')
    archive.write("_data/topics/01-e.yaml", f"taxonomy: topic\n_id: e\nname: {both('Économie')[1]}\n")
    archive.write("_data/topics/02-u.yaml", f"taxonomy: topic\n_id: u\nname: Below\nparent: {both('Économie')[1]}\n")
    archive.write(
        "_data/organizations/x.md", f"---\ntaxonomy: organization\n_id: x.example\nname: {both('Économie')[1]}\n---\n"
    )
    before = files_in(archive.folder)
    assert counts(archive.bring()) == {"created": 5}
    topic = Topic.objects.get(parent=None)
    assert (topic.name, topic.article_links.count()) == ("Économie", 2)
    assert Topic.objects.get(name="Below").parent == topic
    assert Provider.objects.get(domain="x.example").name == "Économie"
    export_seeds(tmp_path / "out")
    assert files_in(tmp_path / "out") == before
    for slug in both("économie"):
        Topic.objects.filter(pk=topic.pk).update(slug="économie")
        assert client.get(f"/topics/{slug}/", follow=True).status_code == 200
        assert client.get(f"/topics/{slug}/feed.json?x=1", follow=True).status_code == 200
        assert client.get(f"/api/news/{slug}/index.json", follow=True).status_code == 200


def test_a_topic_that_changes_its_spelling_in_a_file_is_no_other_topic(archive: Archive) -> None:
    composed, decomposed = both("Économie")
    archive.write_article(topics=f"\n  - {composed}\n  - AI")
    archive.bring()
    edit(topics=("AI", composed))
    archive.write_article(topics=f"\n  - {decomposed}\n  - AI")
    archive.bring()
    assert [link.name for link in the_article().topic_links.all()] == ["AI", decomposed]


def test_names_that_are_parted_take_the_files_that_spell_them_otherwise(archive: Archive) -> None:
    composed, decomposed = both("Économie")
    archive.write_article("2023-01-24-a", topics=f"\n  - {decomposed}")
    archive.write_article("2023-01-24-b", topics="\n  - Money", webUrl='"https://x.example/b"')
    archive.bring()
    one, other = Topic.objects.get(name=composed), Topic.objects.get(name="Money")
    unite(one, other)
    part(Topic.objects.get(pk=one.pk))
    assert [link.content_object.slug for link in one.article_links.all()] == ["2023-01-24-a"]


def test_an_adopted_spelling_is_the_same_name(archive: Archive) -> None:
    composed, decomposed = both("Économie")
    archive.write_article(topics=f"\n  - {decomposed}")
    archive.bring()
    assert [(each.name, each.looks_alike) for each in spellings_of(Topic.objects.get())] == [(decomposed, True)]
    adopt(Topic.objects.get(), decomposed, by=Work("editor"))
    assert Topic.objects.get().name == composed


@pytest.mark.parametrize(
    "path", ["//evil.example/cafe\u0301/", "/news/cafe\u0301?q=a&b=é", "/none/e\u0301", "/none/\u0958e\u0301"]
)
def test_an_address_in_another_spelling_leads_to_one_of_ours(client: Client, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 301
    assert answer["Location"].startswith("/")
    assert not answer["Location"].startswith("//")
    assert "e%CC%81" not in answer["Location"]


LONG = "новость-" * 20


def uploaded(*names: str) -> Run:
    run = Run(Options(dry_run=True), Work("editor"))
    texts = [(name, seed_text(webUrl=f'"https://x.example/{place}"')) for place, name in enumerate(names)]
    run.bring(UploadedSeed.named(name, text.encode()) for name, text in texts)
    return run


@pytest.mark.parametrize(
    "name", [f"2026-11-17-{LONG}.md", f"_news/2026-11-17-{'a' * 250}.md", f"{LONG}.md", f"2026-11-17-{'ü' * 121}.yaml"]
)
def test_a_name_that_no_file_system_takes_is_refused_in_the_plan(name: str) -> None:
    run = uploaded(name, "2026-11-18-after.md")
    assert counts(run.report) == {"created": 1, "rejected": 1}
    assert "give the file a shorter name" in run.report.problems[0].message


def test_the_longest_name_that_a_file_system_takes_is_taken() -> None:
    assert counts(uploaded(f"2026-11-17-{'ü' * 120}.md").report) == {"created": 1}


def test_one_bad_name_never_stops_an_export(archive: Archive, tmp_path: Path) -> None:
    for day in (1, 2, 3):
        archive.write_article(f"2023-01-0{day}-a", webUrl=f'"https://x.example/{day}"')
    archive.bring()
    Article.objects.filter(slug="2023-01-01-a").update(slug=f"2023-01-01-{LONG}")
    (tmp_path / "out/_news/2023-01-02-a.md").mkdir(parents=True)
    report = export_seeds(tmp_path / "out")
    assert counts(report) == {"created": 1, "rejected": 2}
    assert [(each.code, each.message.split(";")[0]) for each in report.problems] == [
        ("unwritable", f"its name has {len(LONG.encode()) + 14} bytes, more than fit here"),
        ("unwritable", "a folder has its name"),
    ]
    assert sorted(os.listdir(tmp_path / "out/_news")) == ["2023-01-02-a.md", "2023-01-03-a.md"]
    with pytest.raises(SystemExit) as ended:
        call_command("export_seeds", tmp_path / "out")
    assert ended.value.code == 1


def test_a_name_of_ours_that_is_too_long_for_a_file_is_shortened(tmp_path: Path) -> None:
    for place in (1, 2):
        Topic.objects.create(name=f"T{place}", slug=f"{LONG}{place}", in_data=True)
    Provider.objects.create(name="P", domain=f"{'ü' * 240}.example", in_data=True)
    report = export_seeds(tmp_path / "out")
    assert counts(report) == {"created": 3}


def test_an_export_that_can_write_nothing_says_so(
    archive: Archive, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    archive.write_article()
    archive.bring()
    (tmp_path / "out").mkdir()
    (tmp_path / "out/_news").write_text("a file")
    with pytest.raises(SystemExit) as stopped:
        call_command("export_seeds", tmp_path / "out")
    assert (stopped.value.code, "out/_news:1: file: is a file" in capsys.readouterr().err) == (1, True)

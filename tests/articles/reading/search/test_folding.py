"""Words are found however people type them, on every database alike."""

import pytest

from articles.models import Article, Provider, Topic
from articles.reading.search import completions, marked, read_query, search
from tests.seeds import Archive, archive

__all__ = ["archive"]
pytestmark = pytest.mark.django_db

# A headline, what finds it, and what does not.
HEADLINES = [
    ("Łódź opens a film archive", ["lodz", "LODZ", "łódź", "Łódź"], ["lod archive"]),
    ("Đà Nẵng bans plastic bags", ["da nang", "Đà Nẵng", '"da nang"'], ['"nan"']),
    (
        "Das Gesund\u00adheits\u00adwesen wird um\u00adgebaut",
        ["gesundheitswesen", "umgebaut", "gesund\u00adheitswesen"],
        ["wesen"],
    ),
    ("Þórr og Ørsted í Færeyjum", ["thorr", "orsted", "faereyjum", "ørsted"], []),
    ("IĞDIR ve İzmir", ["igdir", "ığdır", "izmir", "İZMİR", "IZMIR"], []),
    ("Straße und Œuvre", ["strasse", "STRASSE", "oeuvre"], ["strase"]),
    ("مـحـمـد في الجامعة", ["محمد", "مُحَمَّد", "الجامعه"], []),
    ("in\u200bvisible\ufeff joi\u2060ner", ["invisible joiner"], ["visible"]),
    ("caf&eacute; cr&egrave;me, AT&T &copy", ["cafe creme", "café", "at t copy"], ["eacute"]),
    ("ข่าวเศรษฐกิจวันนี้", ["เศรษฐกิจ", "วันนี้", "ข่าว"], ["วันพรุ่งนี้"]),
    ("ຂ່າວເສດຖະກິດມື້ນີ້", ["ເສດຖະກິດ", "ມື້ນີ້"], ["ມື້ອື່ນ"]),
    ("ព័ត៌មានសេដ្ឋកិច្ចថ្ងៃនេះ", ["សេដ្ឋកិច្ច", "ថ្ងៃនេះ"], ["ថ្ងៃស្អែក"]),
    ("စီးပွားရေးသတင်းများ", ["သတင်း", "စီးပွားရေး"], ["ရာသီဥတု"]),
    ("東京の経済ニュース", ["経済", "ニュース", "ﾆｭｰｽ", "東京の経済"], ["京都"]),
    ("人々の暮らし", ["人々", "暮らし"], []),
    ("हिन्दी समाचार २०२४", ["हिन्दी", "समाचार 2024"], ["हनद"]),
    ("Қазақстан жаңалықтары", ["қазақстан", "казакстан"], []),
    ("한국어 뉴스", ["한국어", "뉴스", "한국"], []),
]


@pytest.mark.parametrize(("title", "finding", "missing"), HEADLINES, ids=[title for title, *_ in HEADLINES])
def test_a_headline_is_found(archive: Archive, title: str, finding: list[str], missing: list[str]) -> None:
    archive.write_article(title=f'"{title}"', excerpt='""')
    archive.write_article("2023-01-25-other", title='"Something else"', excerpt='""', webUrl='"https://x.example/"')
    archive.bring()
    assert [text for text in finding if found(text) != ["2023-01-24-tides"]] == []
    assert [text for text in missing if found(text)] == []
    wanted = search(read_query(finding[0]), Article.objects.all()).wanted
    assert any(piece.is_found for piece in marked(title.replace("&eacute;", "é"), wanted))


def found(text: str, *, some: bool = False) -> list[str]:
    every = Article.objects.all()
    return [article.slug for article in search(read_query(text), every, some=some).best(every, 100)]


def test_a_word_that_is_joined_by_what_is_not_seen_is_marked_whole() -> None:
    wanted = search(read_query("gesundheitswesen"), Article.objects.all()).wanted
    pieces = marked("Das Gesund\u00adheits\u00adwesen", wanted)
    assert [piece.text for piece in pieces if piece.is_found] == ["Gesund\u00adheits\u00adwesen"]


def test_where_some_words_are_missing_a_rare_one_counts_more_than_common_ones(archive: Archive) -> None:
    for number in range(12):
        archive.write_article(
            f"2023-01-24-{number:02}", title='"The harbour and the market"', excerpt='""',
            webUrl=f'"https://x.example/{number}"',
        )  # fmt: skip
    archive.write_article("2023-01-24-rare", title='"An albatross"', excerpt='""', webUrl='"https://x.example/r"')
    archive.bring()
    assert found("harbour market albatross xyzzy", some=True)[0] == "2023-01-24-rare"


@pytest.mark.parametrize("typed", ["topic:Łódź", "topic:lodz", "topic:ŁÓDŹ", "topic:lo\u0301dz"])
def test_a_topic_is_meant_by_its_name_however_it_is_typed(archive: Archive, typed: str) -> None:
    archive.write_article(topics="\n  - Łódź")
    archive.bring()
    assert found(typed) == ["2023-01-24-tides"]


def test_a_provider_and_a_topic_are_completed_and_meant_however_they_are_typed() -> None:
    Topic.objects.create(name="Économie", slug="economie")
    Provider.objects.create(name="Ægir Þórr", domain="aegir.example")
    assert [each.name for each in completions("éc")] == [each.name for each in completions("ec")] == ["Économie"]
    assert [each.name for each in completions("aegir t")] == []
    assert [each.name for each in completions('provider:"aegir t')] == ["Ægir Þórr"]

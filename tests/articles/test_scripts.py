"""Each script, from its file to search, pages, feeds and export: nothing of it is lost on the way."""

import json
from pathlib import Path
from typing import NamedTuple
from unicodedata import category, normalize
from urllib.parse import unquote
from xml.etree import ElementTree

import pytest
from django.test import Client

from articles.exchange.exporter import export_seeds
from articles.models import Article, Topic
from articles.reading.rendering import headline
from articles.reading.search import read_query, search
from tests.articles.exchange.test_exporter import files_in
from tests.seeds import Archive, archive, counts, seed_text

__all__ = ["archive"]
pytestmark = pytest.mark.django_db


class Script(NamedTuple):
    """A headline, its slug, a topic with its slug, and what somebody types who looks for it."""

    title: str
    slug: str
    topic: str
    topic_slug: str
    typed: str


SCRIPTS = {
    "Latin": Script("The tide comes in", "the-tide-comes-in", "Sea", "sea", "tide"),
    "Polish": Script("Łódź otwiera żłobek", "łódź-otwiera-żłobek", "Źródła", "źródła", "lodz zlobek"),
    "Vietnamese": Script("Đà Nẵng cấm túi ni lông", "đà-nẵng-cấm-túi-ni-lông", "Biển", "biển", "da nang cam"),
    "Icelandic": Script("Þórður æfir á Suðureyri", "þórður-æfir-á-suðureyri", "Sjór", "sjór", "thordur aefir"),
    "Turkish": Script("IĞDIR'da İlk kar", "iğdirda-ilk-kar", "Işık", "işık", "igdir ilk"),
    "German": Script("Straßen in Köln", "straßen-in-köln", "Flüsse", "flüsse", "strassen koln"),
    "Greek": Script("Η άνοιξη έρχεται", "η-άνοιξη-έρχεται", "Θάλασσα", "θάλασσα", "ανοιξη"),
    "Cyrillic": Script("Ёлки стоят в парке", "ёлки-стоят-в-парке", "Море", "море", "елки"),
    "Kazakh": Script("Қазақ тілі күні", "қазақ-тілі-күні", "Теңіз", "теңіз", "казак тілі"),
    "Armenian": Script("Գարունը եկավ", "գարունը-եկավ", "Ծով", "ծով", "գարունը"),
    "Georgian": Script("გაზაფხული მოვიდა", "გაზაფხული-მოვიდა", "ზღვა", "ზღვა", "გაზაფხული"),
    "Arabic": Script("مُحَمَّد يـــزور المدينة", "مُحَمَّد-يـــزور-المدينة", "بحر", "بحر", "محمد المدينه"),
    "Persian": Script("کتاب‌های تازه می‌رسند", "کتابهای-تازه-میرسند", "دریا", "دریا", "كتابهاي"),
    "Urdu": Script("نئی کتاب آ گئی", "نئی-کتاب-آ-گئی", "سمندر", "سمندر", "نئی"),
    "Hebrew": Script("שָׁלוֹם לכל הספרים", "שָׁלוֹם-לכל-הספרים", "ים", "ים", "שלום"),
    "Syriac": Script("ܫܠܳܡܳܐ ܠܟܠ", "ܫܠܳܡܳܐ-ܠܟܠ", "ܝܡܐ", "ܝܡܐ", "ܫܠܡܐ"),
    "Thaana": Script("މޫސުން ބަދަލުވެއްޖެ", "މޫސުން-ބަދަލުވެއްޖެ", "ކަނޑު", "ކަނޑު", "މޫސުން"),
    "N'Ko": Script("ߒߞߏ ߞߊ߲ ߠߊ߫", "ߒߞߏ-ߞߊ߲-ߠߊ߫", "ߖߌ", "ߖߌ", "ߒߞߏ"),
    "Devanagari": Script("हिन्दी समाचार पत्र बंद हुआ", "हिन्दी-समाचार-पत्र-बंद-हुआ", "समुद्र", "समुद्र", "हिन्दी पत्र"),
    "Bengali": Script("বাংলা সংবাদ এলো", "বাংলা-সংবাদ-এলো", "সমুদ্র", "সমুদ্র", "সংবাদ"),
    "Gurmukhi": Script("ਪੰਜਾਬੀ ਖ਼ਬਰਾਂ", "ਪੰਜਾਬੀ-ਖ਼ਬਰਾਂ", "ਸਮੁੰਦਰ", "ਸਮੁੰਦਰ", "ਪੰਜਾਬੀ ਖਬਰਾਂ"),
    "Gujarati": Script("ગુજરાતી સમાચાર", "ગુજરાતી-સમાચાર", "સમુદ્ર", "સમુદ્ર", "ગુજરાતી"),
    "Odia": Script("ଓଡ଼ିଆ ସମ୍ବାଦ", "ଓଡ଼ିଆ-ସମ୍ବାଦ", "ସମୁଦ୍ର", "ସମୁଦ୍ର", "ସମ୍ବାଦ"),
    "Tamil": Script("தமிழ் செய்திகள் வந்தன", "தமிழ்-செய்திகள்-வந்தன", "கடல்", "கடல்", "செய்திகள்"),
    "Telugu": Script("తెలుగు వార్తలు", "తెలుగు-వార్తలు", "సముద్రం", "సముద్రం", "వార్తలు"),
    "Kannada": Script("ಕನ್ನಡ ಸುದ್ದಿ", "ಕನ್ನಡ-ಸುದ್ದಿ", "ಸಮುದ್ರ", "ಸಮುದ್ರ", "ಸುದ್ದಿ"),
    "Malayalam": Script("മലയാളം വാർത്തകൾ", "മലയാളം-വാർത്തകൾ", "കടൽ", "കടൽ", "വാർത്തകൾ"),
    "Sinhala": Script("සිංහල පුවත්", "සිංහල-පුවත්", "මුහුද", "මුහුද", "පුවත්"),
    "Thai": Script("ข่าวเศรษฐกิจวันนี้", "ข่าวเศรษฐกิจวันนี้", "ทะเล", "ทะเล", "เศรษฐกิจ"),
    "Lao": Script("ຂ່າວເສດຖະກິດມື້ນີ້", "ຂ່າວເສດຖະກິດມື້ນີ້", "ທະເລ", "ທະເລ", "ເສດຖະກິດ"),
    "Khmer": Script("ព័ត៌មានសេដ្ឋកិច្ចថ្ងៃនេះ", "ព័ត៌មានសេដ្ឋកិច្ចថ្ងៃនេះ", "សមុទ្រ", "សមុទ្រ", "សេដ្ឋកិច្ច"),
    "Burmese": Script("စီးပွားရေးသတင်းများ", "စီးပွားရေးသတင်းများ", "ပင်လယ်", "ပင်လယ်", "သတင်း"),
    "Tibetan": Script("བོད་སྐད་ཀྱི་གསར་འགྱུར།", "བོད-སྐད-ཀྱི-གསར-འགྱུར", "རྒྱ་མཚོ", "རྒྱ-མཚོ", "གསར་འགྱུར"),
    "Mongolian": Script("ᠮᠣᠩᠭᠣᠯ ᠬᠡᠯᠡ", "ᠮᠣᠩᠭᠣᠯ-ᠬᠡᠯᠡ", "ᠳᠠᠯᠠᠢ", "ᠳᠠᠯᠠᠢ", "ᠬᠡᠯᠡ"),
    "Han": Script("東京的經濟新聞", "東京的經濟新聞", "海", "海", "經濟"),
    "Kana": Script("きょうのﾆｭｰｽ、ガイド", "きょうのニュースガイド", "うみ", "うみ", "ニュース"),
    "Hangul": Script("한국어 뉴스가 왔다", "한국어-뉴스가-왔다", "바다", "바다", "한국어"),
    "Ethiopic": Script("ሰላም፡ዓለም ዜና", "ሰላም-ዓለም-ዜና", "ባሕር", "ባሕር", "ዓለም"),
    "Cherokee": Script("ᏣᎳᎩ ᎧᏃᎮᏓ", "ꮳꮃꭹ-ꭷꮓꭾꮣ", "ᎠᎹ", "ꭰꮉ", "ᎧᏃᎮᏓ"),
    "Tifinagh": Script("ⵜⴰⵎⴰⵣⵉⵖⵜ ⵉⵙⴰⵍⵏ", "ⵜⴰⵎⴰⵣⵉⵖⵜ-ⵉⵙⴰⵍⵏ", "ⵉⵍⵍ", "ⵉⵍⵍ", "ⵉⵙⴰⵍⵏ"),
    "Adlam": Script("𞤀𞤣𞤤𞤢𞤥 𞤸𞤢𞤦𞤢𞤪𞤵", "𞤢𞤣𞤤𞤢𞤥-𞤸𞤢𞤦𞤢𞤪𞤵", "𞤲𞤣𞤭𞤴𞤢𞤥", "𞤲𞤣𞤭𞤴𞤢𞤥", "𞤸𞤢𞤦𞤢𞤪𞤵"),
}


@pytest.mark.parametrize("name", SCRIPTS)
def test_a_script_is_whole_everywhere(archive: Archive, client: Client, tmp_path: Path, name: str) -> None:
    """One file gives the article its name by its headline; the other has a dated name, and is decomposed throughout."""
    script = Script(*(normalize("NFC", text) for text in SCRIPTS[name]))
    text = seed_text(title=f'"{script.title}"', excerpt=f'"{script.title}"', topics=f'\n  - "{script.topic}"')
    archive.write("seed.md", text)
    dated = normalize("NFD", f"2023-02-01-{script.slug}")
    archive.write(f"_news/{dated}.md", normalize("NFD", text.replace("/tides", "/2")))
    assert counts(archive.bring()) == {"created": 2}
    slugs = [f"2023-01-24-{script.slug}", f"2023-02-01-{script.slug}"]
    assert sorted(Article.objects.values_list("slug", flat=True)) == slugs
    assert list(Topic.objects.values_list("name", "slug")) == [(script.topic, script.topic_slug)]
    for text in (script.typed, script.title, f"topic:{script.topic}", normalize("NFD", script.typed)):
        found = search(read_query(text), Article.objects.all()).best(Article.objects.all(), 100)
        assert sorted(article.slug for article in found) == slugs, text
    _readable(client, script, headline(Article.objects.get(slug=slugs[0])))
    out = tmp_path / "out"
    export_seeds(out)
    assert {place: text for place, text in files_in(out).items() if place == f"_news/{dated}.md"} == {
        f"_news/{dated}.md": (archive.folder / f"_news/{dated}.md").read_text()
    }
    assert counts(archive.bring()) == {"unchanged": 2}


def _readable(client: Client, script: Script, title: str) -> None:
    """The headline stands on its page, on cards, and in feeds, each under the address that it says."""
    page = f"/news/2023-01-24-{script.slug}/"
    card = f'href="{page}"'
    assert client.get(page).status_code == client.get(f"/topics/{script.topic_slug}/").status_code == 200
    lists = [unquote(client.get(place).content.decode()) for place in ("/latest/", f"/topics/{script.topic_slug}/")]
    assert [place for place in lists if card not in place or title.replace("'", "&#x27;") not in place] == []
    items = json.loads(client.get(f"/topics/{script.topic_slug}/feed.json").content)["items"]
    assert {(item["title"], unquote(item["url"])[-len(page) :]) for item in items} >= {(title, page)}
    feed = ElementTree.fromstring(client.get("/feed.rss").content)
    assert title in [each.text for each in feed.iter("title")]
    listed = json.loads(client.get(f"/api/news/{script.topic_slug}/index.json").content)["value"]
    assert {normalize("NFC", item["title"]) for item in listed} == {script.title}


def test_no_slug_loses_a_letter_or_a_mark_that_is_written() -> None:
    lost: dict[str, list[str]] = {}
    for name, script in SCRIPTS.items():
        kept = normalize("NFKC", script.title).lower()
        said = [each for each in kept if category(each)[0] in "LM" and each not in script.slug]
        lost |= {name: said} if said and name != "Turkish" else {}
    assert lost == {}
    assert len(SCRIPTS) >= 25

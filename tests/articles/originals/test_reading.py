"""A page is hostile until it is read: whatever it is, the reader takes a bounded time and says what it found, or why not."""

import json
import subprocess
import sys
from typing import Any

import pytest

from articles.originals import reading
from articles.originals.reading import Said, UnreadableError, read_page
from tests.articles.originals.pages import head, linked_data, meta, original

MEGABYTE = 1024 * 1024
TITLES = {
    "ja": "港の洪水", "ru": "Наводнение в порту", "fr": "Où est l’été ?", "ko": "항구의 홍수",
    "zh": "港口的洪水", "el": "Πλημμύρα",
}  # fmt: skip


@pytest.mark.parametrize(
    ("title", "charset", "codec"),
    [
        ("ja", "Shift_JIS", "cp932"), ("ja", "EUC-JP", "euc_jp"), ("ru", "windows-1251", "cp1251"), ("ru", "koi8-r", "koi8_r"),
        ("fr", "iso-8859-1", "cp1252"), ("ko", "euc-kr", "cp949"), ("zh", "gb2312", "gb18030"), ("zh", "Big5", "big5"),
        ("el", "iso-8859-7", "iso8859_7"), ("ja", "utf-8", "utf-8"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("where", ["header", "tag", "both"])
def test_each_charset_is_read_as_browsers_read_it(title: str, charset: str, codec: str, where: str) -> None:
    said = "" if where == "header" else f'<meta http-equiv="Content-Type" content="text/html; charset={charset}">'
    page = head(said, f"<title>{TITLES[title]}</title>").encode(codec, "xmlcharrefreplace")
    assert original(page, charset="" if where == "tag" else charset).title == TITLES[title]


@pytest.mark.parametrize(
    ("page", "charset", "title"),
    [
        ("<title>Flüsse</title>".encode(), "iso-8859-99", "Flüsse"),
        ("<title>Flüsse</title>".encode(), "", "Flüsse"),
        ("<title>Flüsse</title>".encode("cp1252"), "utf-8", "Flüsse"),
        (b'<meta charset="utf-16"><title>Tides</title>', "", "Tides"),
        (b'<meta charset="utf-7"><title>+ADw-b+AD4-</title>', "utf-7", "+ADw-b+AD4-"),
        (b'<meta charset="zip"><title>Tides</title>', "base64", "Tides"),
        ("\ufeff<title>Flüsse</title>".encode("utf-16-le"), "utf-8", "Flüsse"),
        ("\ufeff<title>Flüsse</title>".encode(), "windows-1251", "Flüsse"),
        ("<title>Flüsse</title>".encode("cp1252") + b"\x81\x8d\xff", "shift_jis", "Flüsse"),
        ("<title>Flüsse</title>".encode() + "ü".encode()[:1], "utf-8", "Flüsse"),
    ],
)
def test_a_charset_that_is_wrong_or_none_is_not_believed(page: bytes, charset: str, title: str) -> None:
    assert original(page, charset=charset).title == title


@pytest.mark.parametrize("text", ["<!-- {} -->", "/*<![CDATA[*/ {} /*]]>*/", "//<![CDATA[\n{}\n//]]>", "{};"])
def test_linked_data_is_read_as_publishers_wrap_it(text: str) -> None:
    article = '{"@type": "NewsArticle", "headline": "Two\nlines"}'
    assert original(head(linked_data(text.replace("{}", article)))).title == "Two lines"


@pytest.mark.parametrize(
    "data",
    [
        "[" * 200_000, '{"a":' * 100_000, "{", "null", "7", '"text"', "[[], {}, [null]]", '{"@type": 7, "headline": {}}',
        "9" * 5_000,
        '{"@type": "NewsArticle", "headline": ["", null, 7, {"@value": 8}], "image": [[1], null], "publisher": [[]]}',
        '{"@graph": {"@type": ["NewsArticle", null], "headline": "\\ud800", "datePublished": 20260305}}',
    ],
)  # fmt: skip
def test_linked_data_that_is_damaged_or_odd_hides_nothing_else(data: str) -> None:
    assert original(head(linked_data(data), meta(og_title="Tides"), "<title>Tides</title>")).title == "Tides"


@pytest.mark.parametrize(
    "page",
    [
        b"", b"\0" * MEGABYTE, b"<" * MEGABYTE, b"&" * MEGABYTE, b"<!--" + b"x" * MEGABYTE, b"<title>" + b"&amp;lt;" * 200_000,
        b"<meta property='og:title' content='x'>" * 50_000, b"<link rel=canonical href=/a>" * 50_000, b"<h1>" * 10_000,
        b"<b>" * 20_000 + b"<p>" * 20_000, b"<table><tr><td>" * 5_000, b"<script type='application/ld+json'>{}</script>" * 20_000,
        b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><title>&b;</title>' * 5_000, bytes(range(256)) * 4_000,
        b"<svg><title>x</title>" * 5_000,
    ],
)  # fmt: skip
def test_whatever_a_page_is_it_says_texts_of_a_bounded_length(page: bytes) -> None:
    said = read_page(page)
    found = original(page)
    texts = [text for name in Said.__dataclass_fields__ if name != "pictures" for text in getattr(said, name)]
    assert all(len(text) <= 20_000 for text in texts)
    assert len(texts) <= 90
    assert len(found.title) <= 500


def test_a_title_of_a_megabyte_is_cut_between_words() -> None:
    found = original(f"<title>{'word ' * 200_000}</title>").title
    assert (len(found), found[-6:]) == (500, " word…")


@pytest.mark.parametrize("page", [b"<div>" * 400_000, b"<p " + b" ".join(b"a%d=1" % n for n in range(200_000)) + b">"])
def test_what_takes_too_long_is_given_up(page: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    patient = reading._READER.read_text().replace("PARSING_SECONDS: Final = 5", "PARSING_SECONDS: Final = 1")
    assert patient.count("PARSING_SECONDS: Final = 1") == 1
    run = subprocess.run

    def in_a_hurry(command: list[str], **options: Any) -> Any:
        return run([sys.executable, "-I", "-c", patient, *command[3:]], **options)

    monkeypatch.setattr(subprocess, "run", in_a_hurry)
    with pytest.raises(UnreadableError, match="it takes too long to read"):
        read_page(page)


def test_the_reader_knows_nothing_of_the_site(monkeypatch: pytest.MonkeyPatch) -> None:
    run, asked = subprocess.run, []

    def noted(command: list[str], **options: Any) -> Any:
        asked.append((command[1], command[3:], options["env"], options["timeout"]))
        return run(command, **options)

    monkeypatch.setattr(subprocess, "run", noted)
    read_page(b"<title>Tides</title>", "Ünknown; charset " * 9)
    read_page(b"<title>Tides</title>")
    assert asked[0][1] == ["?nknown; charset ?nknown; charset ?nknow"]
    assert asked[1] == ("-I", ["-"], {"LC_ALL": "C.UTF-8"}, 10)


@pytest.mark.parametrize(
    "fault",
    [
        subprocess.TimeoutExpired("reader", 10),
        subprocess.CompletedProcess([], -9, b""),
        subprocess.CompletedProcess([], 1, b""),
    ],
)
def test_a_reader_that_gives_no_answer_says_so_in_words(fault: object, monkeypatch: pytest.MonkeyPatch) -> None:
    def silent(*args: object, **kwargs: object) -> object:
        if isinstance(fault, Exception):
            raise fault
        return fault

    monkeypatch.setattr(subprocess, "run", silent)
    with pytest.raises(UnreadableError, match=r"it takes too long to read|it cannot be read"):
        read_page(b"<title>Tides</title>")


def test_no_command_waits_for_the_parser_to_be_loaded() -> None:
    script = "import json, sys, articles.originals; print(json.dumps('selectolax' in sys.modules))"
    setup = "import django; from django.conf import settings; settings.configure(); django.setup();"
    done = subprocess.run([sys.executable, "-c", setup + script], capture_output=True, check=True)
    assert json.loads(done.stdout) is False

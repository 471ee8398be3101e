"""One scalar at a time: what each kind of field takes, what it means, and what is refused."""

from base64 import b64encode
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given

from articles.seed.schema import Field, Kind
from articles.seed.values import UnfitError, moment_text, sealed_bytes, typed, written
from tests.seed.strategies import law, moments

NINE = datetime(2023, 1, 24, 9, tzinfo=UTC)


def value_of(kind: Kind, text: str) -> object:
    return typed(Field("key", "name", kind), text)


def refusal(kind: Kind, text: str) -> str:
    with pytest.raises(UnfitError) as refused:
        value_of(kind, text)
    return refused.value.code


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        ("2023-01-24T09:00:00Z", NINE),
        ("2023-01-24t09:00:00z", NINE),
        ("2023-01-24T09:00Z", NINE),
        ("2023-01-24T10:00:00+01:00", NINE),
        ("2023-01-24T10:00:00+0100", NINE),
        ("2023-01-24T10:00:00+01", NINE),
        ("2023-01-24T03:30:00-05:30", NINE),
        ("2023-01-23T23:00:00-10:00", NINE),
        ("2023-01-24 09:00:00 +00:00", NINE),
        ("2023-01-24T09:00:00", NINE),
        ("2023-01-24 09:00", NINE),
        ("2023-01-24", NINE.replace(hour=0)),
        ("2023-01-24T09:00:00.5Z", NINE + timedelta(milliseconds=500)),
        ("2023-01-24T09:00:00,25Z", NINE + timedelta(milliseconds=250)),
        ("2023-01-24T09:00:00.000001Z", NINE + timedelta(microseconds=1)),
        ("2023-01-24T09:00:00.0000000Z", NINE),
        ("2024-02-29", datetime(2024, 2, 29, tzinfo=UTC)),
        ("0001-01-02", datetime(1, 1, 2, tzinfo=UTC)),
        ("9999-12-30", datetime(9999, 12, 30, tzinfo=UTC)),
    ],
)
def test_a_date_is_read_to_the_instant(text: str, instant: datetime) -> None:
    found = value_of(Kind.MOMENT, text)
    assert found == instant
    assert isinstance(found, datetime)
    assert found.tzinfo is UTC


@pytest.mark.parametrize(
    "text",
    [
        "", "yesterday", "2023", "2023-01", "24.01.2023", "2023-1-24", "2023-02-30", "2023-02-29", "2023-13-01", "2023-00-10",
        "2023-01-24T24:00:00Z", "2023-01-24T25:00Z", "2023-01-24T09:60Z", "2023-01-24T09:00:60Z", "2023-01-24T09:00.5Z",
        "2023-01-24T09Z", "2023-01-24TT09:00Z", "2023-01-24T", "2023-01-24Z", "2023-01-24T09:00:00+24:00",
        "2023-01-24T09:00:00 GMT", "2023-01-24T09:00:00Z ", " 2023-01-24", "2023-01-24\n", "\uff12\uff10\uff12\uff13-01-24",
        "0000-01-01", "0001-01-01T00:00:00Z",
        "0001-01-01T00:00:00+05:00", "9999-12-31T23:59:59Z", "9999-12-31T23:59:59-05:00", "10000-01-01", "1674550800",
    ],
)  # fmt: skip
def test_what_is_no_date_is_refused(text: str) -> None:
    assert refusal(Kind.MOMENT, text) == "moment"


def test_a_date_finer_than_can_be_kept_is_refused() -> None:
    assert refusal(Kind.MOMENT, "2023-01-24T09:00:00.1234567Z") == "moment-precision"


@law
@given(moments)
def test_an_instant_is_written_in_utc_and_reads_back(instant: datetime) -> None:
    assert moment_text(instant).endswith("Z")
    assert value_of(Kind.MOMENT, written(instant)) == instant


@pytest.mark.parametrize(("text", "number"), [("0", 0), ("-1", -1), ("3694", 3_694), ("2147483647", 2**31 - 1)])
def test_a_whole_number_is_read(text: str, number: int) -> None:
    assert value_of(Kind.WHOLE, text) == number
    assert written(number) == text


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "whole"), ("many", "whole"), ("3.0", "whole"), ("3,000", "whole"), ("1_000", "whole"), ("017", "whole"),
        ("0x1F", "whole"), ("+1", "whole"), ("1e3", "whole"), (" 1", "whole"), ("1\n", "whole"), ("١", "whole"), ("--1", "whole"),
        ("2147483648", "whole-range"), ("-2147483648", "whole-range"), ("9" * 5_000, "whole-range"),
    ],
    ids=lambda value: value[:12],
)  # fmt: skip
def test_what_is_no_whole_number_is_refused(text: str, code: str) -> None:
    assert refusal(Kind.WHOLE, text) == code


def test_true_and_false_are_the_only_flags() -> None:
    assert [value_of(Kind.FLAG, text) for text in ("true", "false")] == [True, False]
    for text in ("", "NO", "no", "yes", "on", "True", "FALSE", "1", "0", "null", "~", "true "):
        assert refusal(Kind.FLAG, text) == "flag"


@pytest.mark.parametrize(
    "text",
    [
        "https://harbour.example/tides", "http://harbour.example", "HTTPS://HARBOUR.example/", "https://harbour.example:8443/a?b=c#d",
        "https://harbour.example/a b ", "https://harbour.example/é/日本?q=ñ#ü", "https://häfen.example/", "https://192.0.2.7/",
        "https://[2001:db8::1]/", "https://[::1]:8080/a", "https://harbour.example/@name/x", "https://harbour.example/a@b:c",
        "https://harbour.example/\u2028", "https://harbour.example?x=//other.example", "",
    ],
)  # fmt: skip
def test_a_url_is_kept_as_written(text: str) -> None:
    assert value_of(Kind.URL, text) == text
    assert value_of(Kind.IMAGE_URL, text) == text


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("javascript:alert(1)", "url-scheme"), ("JavaScript://harbour.example/%0aalert(1)", "url-scheme"),
        ("data:text/html,x", "url-scheme"),
        ("ftp://harbour.example/", "url-scheme"), ("file:///etc/passwd", "url-scheme"), ("harbour.example/tides", "url-scheme"),
        (" https://harbour.example/", "url-scheme"),
        ("https:harbour.example", "url-scheme"), ("https:/harbour.example", "url-scheme"),
        ("//harbour.example/", "url-scheme"), ("~", "url-scheme"), ("NO", "url-scheme"), ("\\\\harbour.example", "url-scheme"),
        ("https://", "url-host"), ("https:///tides", "url-host"), ("https://?x", "url-host"), ("https://:80/", "url-host"),
        ("https://har bour.example/", "url-host"), ("https://harbour.example\\.evil.example/", "url-host"),
        ("https://harb\u00a0our.example/", "url-host"), ("https://harbour%2eexample/", "url-host"), ("https://<b>/", "url-host"),
        ("https://user:secret@harbour.example/", "url-credentials"), ("https://user@harbour.example/", "url-credentials"),
        ("https://@harbour.example/", "url-credentials"), ("https://harbour.example\\@evil.example/", "url-credentials"),
        ("https://harbour.example:99999/", "url"), ("https://harbour.example:junk/", "url"), ("https://[::1/", "url"),
        ("https://harbour.example／evil.example/", "url"),
        ("https://harbour.example/\n", "url-control"),
        ("https://harbour.example/\ta", "url-control"), ("java\nscript:alert(1)", "url-control"),
        ("https://harbour.example/\x00", "control-character"), ("https://harbour.example/\x9f", "control-character"),
    ],
)  # fmt: skip
def test_what_is_no_web_address_is_refused(text: str, code: str) -> None:
    assert refusal(Kind.URL, text) == code
    assert refusal(Kind.IMAGE_URL, text) == code


@pytest.mark.parametrize("text", ["/", "/assets/quay.jpg", "/assets/a b.jpg?x=//y"])
def test_only_a_picture_may_stand_at_the_root(text: str) -> None:
    assert value_of(Kind.IMAGE_URL, text) == text
    assert refusal(Kind.URL, text) == "url-scheme"


@pytest.mark.parametrize("text", ["//evil.example/a.jpg", "/\\evil.example/a.jpg", "assets/quay.jpg", "../quay.jpg"])
def test_a_picture_s_path_begins_with_one_slash(text: str) -> None:
    assert refusal(Kind.IMAGE_URL, text) == "url-scheme"


def test_a_domain_is_a_host_and_no_address() -> None:
    for text in ("harbour.example", "HARBOUR.example", "häfen.example", "localhost", ""):
        assert value_of(Kind.DOMAIN, text) == text
    for text in (
        "https://harbour.example",
        "harbour.example/",
        "a b",
        "a:80",
        "a@b",
        "a?b",
        "a#b",
        "a\\b",
        "<b>",
        '"',
        "\u2028",
        " a",
    ):
        assert refusal(Kind.DOMAIN, text) == "domain"


def test_a_sealed_payload_is_kept_byte_for_byte() -> None:
    payload = f"{b64encode(bytes(320)).decode()};{b64encode(bytes(16)).decode()}"
    assert value_of(Kind.SEALED, payload) == payload
    assert sealed_bytes(payload) == 320


@pytest.mark.parametrize(("ciphertext", "vector"), [(15, 16), (0, 16), (16, 15), (16, 17), (16, 0)])
def test_a_payload_of_another_form_is_no_sealed_one(ciphertext: int, vector: int) -> None:
    payload = f"{b64encode(bytes(ciphertext)).decode()};{b64encode(bytes(vector)).decode()}"
    assert refusal(Kind.SEALED, payload) == "sealed"


@pytest.mark.parametrize(
    "text", ["", ";", "a;b", "AAAA", "{0}", "{0};{0};{0}", "{0}; {0}", "{0}\n;{0}", "é;{0}", "-_{0};{0}"]
)
def test_what_is_no_base64_is_no_sealed_payload(text: str) -> None:
    assert refusal(Kind.SEALED, text.format(b64encode(bytes(16)).decode())) == "sealed"


@pytest.mark.parametrize(
    "text", ["NO", "404", "12:30", "017", "3.10", "~", "null", "", " a ", "a\r\nb", "\u2028", "\ufeff", "🧭"]
)
def test_text_is_the_text_written(text: str) -> None:
    assert value_of(Kind.TEXT, text) == text


@pytest.mark.parametrize(
    "character", ["\x00", "\x07", "\x0b", "\x0c", "\x1b", "\x1f", "\x7f", "\x80", "\x85", "\x9f", "\ud800"]
)
def test_no_text_holds_a_control_character(character: str) -> None:
    assert refusal(Kind.TEXT, f"a{character}b") == "control-character"


def test_a_text_has_its_field_s_length_at_most() -> None:
    field = Field("key", "name", limit=3)
    assert typed(field, "🧭" * 3) == "🧭" * 3
    with pytest.raises(UnfitError, match="4 characters; expected at most 3"):
        typed(field, "abcd")


@pytest.mark.parametrize("text", ["", " ", "\n", "\u00a0"])
def test_a_required_text_has_a_word(text: str) -> None:
    with pytest.raises(UnfitError, match="a value is needed"):
        typed(Field("key", "name", required=True), text)


def test_what_was_found_is_shown_shortened() -> None:
    with pytest.raises(UnfitError, match=f"found “{'x' * 60}…”"):
        value_of(Kind.FLAG, "x" * 5_000)


@pytest.mark.parametrize("text", [".", "..", "...", "a/b", "/etc", "../a", "a\\b", "C:", "a b", "a\nb", "é" * 127])
def test_no_domain_is_a_path_or_longer_than_the_name_of_a_file(text: str) -> None:
    assert refusal(Kind.DOMAIN, text) in ("domain", "too-long")

"""Heads of requests that say what nobody can read."""

from io import BytesIO

import pytest

from newsroom.handler import LegibleRequest

FORM = "application/x-www-form-urlencoded"


def request(**said: str) -> LegibleRequest:
    head = {"REQUEST_METHOD": "POST", "PATH_INFO": "/", "QUERY_STRING": "q=%C3%A9", "wsgi.input": BytesIO(b"a=%C3%A9")}
    return LegibleRequest(head | {"CONTENT_LENGTH": "8", "CONTENT_TYPE": FORM} | said)


@pytest.mark.parametrize("charset", ["hex", "zlib", "idna", "punycode", "rot13", "none of all", "a\0b", "utf-8", ""])
def test_a_set_of_characters_that_is_none_of_texts_is_not_said(charset: str) -> None:
    asked = request(CONTENT_TYPE=f"{FORM}; charset={charset}")
    assert (asked.GET["q"], asked.POST["a"]) == ("é", "é")


@pytest.mark.parametrize(
    "said", ["a/b; charset*=foo''%ff", "multipart/form-data; boundary*=none''x", ";", "é", "a/b; =x"]
)
def test_no_type_is_too_strange(said: str) -> None:
    assert request(CONTENT_TYPE=said).GET["q"] == "é"


@pytest.mark.parametrize("length", ["x", "-1", "²", "٣", "", " 8"])
def test_a_length_that_is_no_number_is_none(length: str) -> None:
    asked = request(CONTENT_LENGTH=length)
    assert (asked.body, dict(asked.POST)) == (b"", {})

"""Line ends that a browser took away come back where nobody changed the line."""

import pytest

from articles.texts.lineends import with_line_ends_of


@pytest.mark.parametrize(
    ("stored", "typed", "expected"),
    [
        ("a\r\nb\r\n", "a\nc\n", "a\r\nc\r\n"),
        ("a\rb\rc", "a\nb\nd", "a\rb\rd"),
        ("a\nb\r\nc\rd\n", "a\nx\nb\nc\nd\n", "a\nx\nb\r\nc\rd\n"),
        ("a\r\n\r\nb\r\nlast", "a\n\nb\nlast\nnew", "a\r\n\r\nb\r\nlast\r\nnew"),
        ("a\r\nb\r\n\nc\nd\nlast", "a\nb\n\nlast\nnew\n", "a\r\nb\r\n\nlast\nnew\n"),
        ("no end", "one\ntwo\n", "one\ntwo\n"),
        ("a\r\n", "", ""),
        ("", "a\n", "a\n"),
    ],
)
def test_a_line_keeps_its_end_and_a_new_one_gets_the_usual(stored: str, typed: str, expected: str) -> None:
    assert with_line_ends_of(stored, typed) == expected
    assert with_line_ends_of(stored, stored.replace("\r\n", "\n").replace("\r", "\n")) == stored

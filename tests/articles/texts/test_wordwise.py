"""Differences word by word: of each changed line the words that changed, in a bounded time."""

from articles.texts.wordwise import Line, Piece, lines, pieces


def told(found: list[Line]) -> list[str]:
    """Each line with its sign; what differs in brackets."""
    return [
        line.sign + "".join(f"[{piece.text}]" if piece.differs else piece.text for piece in line.pieces)
        for line in found
    ]


def test_of_a_changed_line_the_changed_words_are_marked() -> None:
    assert told(lines(["The tide rises."], ["The moon rises!"])) == ["-The [tide] rises[.]", "+The [moon] rises[!]"]


def test_lines_that_came_or_went_are_whole() -> None:
    assert told(lines(["a", "b"], ["a", "b", "c"])) == ["…", " b", "+c"] or told(lines(["a"], ["a", "c"])) == [
        " a",
        "+c",
    ]
    assert told(lines([], ["c"])) == ["+c"]
    assert told(lines(["c"], [])) == ["-c"]


def test_few_of_the_lines_around_a_change_are_shown() -> None:
    old = [str(number) for number in range(100)]
    assert told(lines(old, [*old[:50], "fifty", *old[51:]])) == [
        "…", " 48", " 49", "-[50]", "+[fifty]", " 51", " 52", "…",
    ]  # fmt: skip


def test_the_same_is_nothing_to_tell() -> None:
    assert told(lines(["a", "b", "c"], ["a", "b", "c"])) == ["…"]


def test_very_long_texts_are_not_compared_word_by_word() -> None:
    old, new = "tide " * 3_000, "moon " * 3_000
    assert pieces(old, new) == ([Piece(old, differs=False)], [Piece(new, differs=False)])

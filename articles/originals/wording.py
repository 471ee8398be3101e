"""Makes the words of a page fit for a form: on one line, without the site's name, cut where a sentence or a word ends."""

import re
from collections.abc import Iterable

from articles.texts.legible import tidy

_BETWEEN = r"\s*(?:[|–—·•»:]|\s[-/~])\s+"
_SENTENCE_END = re.compile(r"[.!?…。！？।۔]+[\"'”’»)\]]*(?=\s|$)|[。！？]")
_LEAST_SHARE = 0.5  # of what there is room for: a sentence that ends before that is too little
_TAG = re.compile(r"</?(?:p|br|b|i|em|strong|span|a|div)(?:\s[^<>]{0,300})?/?>", re.IGNORECASE)


def plain(text: str, most: int) -> str:
    """Return a page's text as one line of at most `most` characters, with entities resolved and without tags of emphasis."""
    return cut(tidy(_TAG.sub(" ", tidy(text[: 10 * most]))), most)


def cut(text: str, most: int) -> str:
    """Return the beginning of a text: its whole sentences if they are most of it, else its whole words and an ellipsis."""
    if len(text) <= most:
        return text
    head = text[:most]
    ends = [found.end() for found in _SENTENCE_END.finditer(head) if found.end() >= most * _LEAST_SHARE]
    if ends:
        return head[: ends[-1]]
    words = text[: most - 1].rpartition(" ")[0] if text[most - 1] != " " else text[: most - 1]
    return f"{(words or text[: most - 1]).rstrip(' ,;:–—-')}…"


def without_site(title: str, names: Iterable[str]) -> str:
    """Return a headline without the name of its site behind it, or in front of it."""
    for name in sorted({tidy(each) for each in names} - {""}, key=len, reverse=True):
        behind = re.fullmatch(rf"(.{{3,}}?){_BETWEEN}{re.escape(name)}", title, re.IGNORECASE)
        before = re.fullmatch(rf"{re.escape(name)}\s*(?:[|–—·•]|\s-)\s+(.{{3,}})", title, re.IGNORECASE)
        if found := behind or before:
            return found[1].strip()
    return title

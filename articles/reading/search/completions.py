"""Completions of an unfinished query: the topics and providers whose names begin like its end."""

import re
from collections.abc import Iterable
from difflib import get_close_matches
from typing import NamedTuple

from articles.models import Provider, Topic
from articles.texts.folding import fold

MINIMUM_LETTERS, MOST_PER_KIND = 2, 3
_OPEN = re.compile(r'(?:(topic|provider):)?"([^"]*)\Z', re.IGNORECASE)
_WORD = re.compile(r'(?:(topic|provider):)?([^\s":]+)\Z', re.IGNORECASE)


class Completion(NamedTuple):
    """`query` is the whole query with its end completed."""

    query: str
    kind: str
    name: str


def completions(text: str) -> list[Completion]:
    """Return the completions of a query. There are none for a single letter, with which half of all names begin."""
    found = (_OPEN if text.count('"') % 2 else _WORD).search(text)
    if found is None or len(found[2].strip()) < MINIMUM_LETTERS:
        return []
    start, only, begun = text[: found.start()], (found[1] or "").lower(), found[2].strip()
    completed = []
    if only in ("", "topic"):
        topics = Topic.objects.beginning(begun)[:MOST_PER_KIND]
        completed += [Completion(f"{start}{_operator('topic', str(topic))}", "topic", str(topic)) for topic in topics]
    if only in ("", "provider"):
        providers = Provider.objects.beginning(begun)[:MOST_PER_KIND]
        completed += [
            Completion(f"{start}{_operator('provider', each.domain)}", "provider", str(each)) for each in providers
        ]
    return completed


def meant(words: Iterable[str]) -> list[Completion]:
    """Return the topics and providers whose name is nearly one of these words, which may be mistyped."""
    names = {str(topic): Completion(_operator("topic", str(topic)).strip(), "topic", str(topic))
             for topic in Topic.objects.public()}  # fmt: skip
    for each in Provider.objects.public():
        names[str(each)] = Completion(_operator("provider", each.domain).strip(), "provider", str(each))
    folded = {fold(name): name for name in names}
    found = [close for word in words for close in get_close_matches(fold(word), folded, n=2, cutoff=0.7)]
    return [names[folded[name]] for name in dict.fromkeys(found)][:MOST_PER_KIND]


def _operator(name: str, value: str) -> str:
    plain = value.replace('"', " ").strip()
    return f'{name}:"{plain}" ' if re.search(r"\s", plain) else f"{name}:{plain} "

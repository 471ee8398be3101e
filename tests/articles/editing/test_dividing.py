"""Articles that hang together, some of which were parted: who stands with whom, whatever the order and the numbers."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from itertools import combinations, product
from random import Random

import pytest

from articles.editing.dividing import Division, Seen, divide
from articles.texts.nearness import Frequencies, Weighed, weighed
from articles.texts.tidings import tidings

DAY = timedelta(days=1)
Pairs = set[tuple[str, str]]


def all_of(*groups: str) -> Pairs:
    """In each group everyone names everyone."""
    return {pair for group in groups for pair in combinations(sorted(group), 2)}


def between(one: str, other: str) -> Pairs:
    return {(min(pair), max(pair)) for pair in product(one, other)}


def _telling(words: str) -> Weighed:
    return weighed(tidings(words, "", datetime(2026, 1, 1, tzinfo=UTC)), Frequencies())


def divided(
    near: Pairs, apart: Pairs, words: dict[str, str] | None = None, age: str = "", numbers: Iterable[int] = ()
) -> tuple[list[str], dict[str, str]]:
    """The stories, and the newcomers with the members of others. Those in `age` came in that order, before all others."""
    names = sorted({name for pair in near | apart for name in pair})
    pk = dict(zip(names, numbers or range(1, 100), strict=False))
    known: list[dict[int, set[int]]] = []
    for pairs in (near - apart, apart):
        found: dict[int, set[int]] = defaultdict(set)
        for one, other in pairs:
            found[pk[one]].add(pk[other])
            found[pk[other]].add(pk[one])
        known.append(found)
    begin = datetime(2026, 1, 1, tzinfo=UTC)
    seen = {
        pk[name]: Seen(
            begin + DAY * (age.index(name) if name in age else 50), name, _telling((words or {}).get(name, ""))
        )
        for name in names
    }
    return _named(divide(list(pk.values()), known[0], known[1], seen), {number: name for name, number in pk.items()})


def _named(division: Division, names: dict[int, str]) -> tuple[list[str], dict[str, str]]:
    def word(pks: Iterable[int]) -> str:
        return "".join(sorted(names[pk] for pk in pks))

    return sorted(map(word, division.stories)), {names[pk]: word(others) for pk, others in division.unsure.items()}


AB_CD = between("ab", "cd")
KINDS: dict[str, tuple[Pairs, Pairs, list[str], dict[str, str]]] = {
    "nobody between": (all_of("ab", "cd") | between("ab", "cd"), AB_CD, ["ab", "cd"], {}),
    "one between two of two": (all_of("abcde"), AB_CD, ["abe", "cd"], {"e": "cd"}),
    "one that names more of the other": (all_of("ab", "cde") | {("a", "e")}, AB_CD, ["ab", "cde"], {"e": "ab"}),
    "one between one and many": (all_of("abcdefz"), between("abcde", "z"), ["abcdef", "z"], {"f": "z"}),
    "two between": (all_of("abcdef"), AB_CD, ["abef", "cd"], {"f": "cd", "e": "cd"}),
    "a member of one part that later names the other": (all_of("abe", "cd") | {("c", "e")}, AB_CD, ["abe", "cd"], {"e": "cd"}),
    "two in a row": ({("a", "x"), ("x", "y"), ("c", "y")}, {("a", "c")}, ["axy", "c"], {"y": "c"}),
    "a long row": ({("a", "v"), ("v", "w"), ("w", "x"), ("x", "y"), ("c", "y")}, {("a", "c")}, ["avwxy", "c"], {"y": "c"}),
    "one who brings others along": (all_of("ab", "cd", "exy") | between("abcd", "e"), AB_CD, ["abexy", "cd"], {"e": "cd"}),
    "three parts": (all_of("abcdefg"), between("ab", "cd") | between("ab", "ef") | between("cd", "ef"), ["abg", "cd", "ef"],
                    {"g": "cdef"}),
    "a newcomer of which it is said": (all_of("abcde"), AB_CD | between("ab", "e"), ["ab", "cde"], {}),
    "a newcomer that was split off with one": (all_of("abcde"), AB_CD | between("a", "be"), ["a", "b", "cde"], {"e": "b"}),
    "a ring of parted neighbours": ({("a", "b"), ("b", "c"), ("c", "d"), ("a", "d")}, {("a", "c"), ("b", "d")}, ["ab", "cd"],
                                       {"b": "c", "d": "a"}),
}  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
def test_who_stands_with_whom(kind: str) -> None:
    near, apart, stories, unsure = KINDS[kind]
    assert divided(near, apart) == (stories, unsure)


@pytest.mark.parametrize("kind", KINDS)
def test_no_story_has_a_parted_pair_and_what_came_first_changes_nothing(kind: str) -> None:
    near, apart, _, _ = KINDS[kind]
    wanted = divided(near, apart)
    assert not {pair for story in wanted[0] for pair in combinations(story, 2)} & apart
    random = Random(kind)
    for _ in range(20):
        assert divided(near, apart, numbers=random.sample(range(1, 1000), 30)) == wanted


@pytest.mark.parametrize("number", range(200))
def test_whatever_was_parted_no_story_has_a_parted_pair_and_each_hangs_together(number: int) -> None:
    random = Random(number)
    names = "abcdefghij"[: random.randint(3, 10)]
    pairs = list(combinations(names, 2))
    near = set(random.sample(pairs, random.randint(2, len(pairs))))
    apart = set(random.sample(pairs, random.randint(1, len(pairs) // 2)))
    stories, unsure = divided(near, apart)
    inside = {pair for story in stories for pair in combinations(story, 2)}
    assert not inside & apart
    assert sorted("".join(stories)) == sorted({name for pair in near | apart for name in pair})
    for story in stories:
        reached, todo = {story[0]}, [story[0]]
        while todo:
            name = todo.pop()
            new = {x for x in story if (min(name, x), max(name, x)) in near} - reached
            reached |= new
            todo += new
        assert reached == set(story)
    assert all(unsure.keys() & pair for pair in near - apart - inside), "nobody is asked about what is cut"
    assert divided(near, apart, numbers=random.sample(range(1, 1000), 30)) == (stories, unsure)


def test_of_two_parts_that_are_named_alike_it_stands_with_the_one_whose_headline_is_most_like_its() -> None:
    words = {"a": "harbour ferry", "b": "quay", "c": "bridge opens", "d": "tower", "e": "new bridge opens"}
    assert divided(all_of("abcde"), AB_CD, words) == (["ab", "cde"], {"e": "ab"})
    assert divided(all_of("abcde"), AB_CD, words | {"b": "new bridge opens"}) == (["abe", "cd"], {"e": "cd"})


@pytest.mark.parametrize(("age", "stories"), [("dabc", ["ab", "cde"]), ("bacd", ["abe", "cd"])])
def test_of_two_that_are_alike_in_all_it_stands_with_the_older(age: str, stories: list[str]) -> None:
    assert divided(all_of("abcde"), AB_CD, age=age)[0] == stories


def test_a_huge_story_with_many_newcomers_is_divided_at_once() -> None:
    names = range(400)
    near = {pk: set(names) - {pk} for pk in names}
    foes = {pk: set(range(180, 360)) if pk < 180 else set(range(180)) if pk < 360 else set() for pk in names}
    near = {pk: others - foes[pk] for pk, others in near.items()}
    seen = {pk: Seen(datetime(2026, 1, 1, tzinfo=UTC), f"{pk:03}", _telling("")) for pk in names}
    division = divide(names, near, foes, seen)
    assert sorted(map(len, division.stories)) == [180, 220]
    assert len(division.unsure) == 40

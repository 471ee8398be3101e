"""Stores the texts of revisions and reads them back, byte for byte. What many texts share is stored once. Knows no document.

Nine tenths of an archive repeat other articles, and each edit repeats most of the previous text. So an entry of a list,
such as a related article with all its words, is a row to which every text with that entry refers. Rows are never deleted.
"""

import re
import zlib
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any

from articles.models import Passage, Revision, digest_of
from articles.store.rows import create_rows

# The first byte says how a text is packed: whole, or in passages.
_WHOLE, _IN_PASSAGES = b"z", b"p"
_ENTRY = re.compile(rb"^  - [^\n]*\n(?:    [^\n]*\n)*", re.MULTILINE)
_MINIMUM = 160  # bytes; a reference costs about ten
_CHUNK = 500
_SHORT = [bytes([number]) for number in range(0x80)]
# The dictionary for packing short texts. Stored rows depend on it, so not a byte of it may ever change.
_SAMPLE = (
    b'  - url: "https://images./assets/images/\n        width: 1200\n        height: 675\n        isCached: true\n    quality: '
    b'---\ncategory: news\ntitle: ""\nexcerpt: "The  ..."\npublishedDateTime: 2023-01-24T00:00:00Z\nupdatedDateTime: 2022-'
    b'\noriginalUrl: "https://www."\nwebUrl: "https://www."\nampWebUrl: "https://www./amp"\ncdnAmpWebUrl: '
    b'"https://www-com.cdn.ampproject.org/c/s/www."\ntype: article\nquality: 60\nheat: -1\nremoved: true\npublished: '
    b'false\n\nprovider:\n  name: \n  domain: .com\n  images:\n    - url: "https://\n\ntopics:\n  - \n\nimages:\n'
    b'related:\n\nsecured: ""\n---\n\n    excerpt: "\n    publishedDateTime: 2023-0\n    webUrl: "https://www."\n    type: '
    b'article\n    provider:\n      name: \n      domain: .com\n    quality: 1\n    images:\n      - url: "https://\n  - title: "'
)


def store_texts(revisions: Sequence[Revision]) -> None:
    """Create revisions with the texts in their `whole`. Call it in a transaction of `one_writer`."""
    split = [_split(_whole(revision)) for revision in revisions]
    numbers = _numbers({passage for _, placed in split for _, passage in placed})
    for revision, (rest, placed) in zip(revisions, split, strict=True):
        revision.text = _IN_PASSAGES + _squeezed(
            _written([(place, numbers[passage]) for place, passage in placed]) + rest
        )
    create_rows(revisions)


def load_texts(revisions: Iterable[Revision]) -> None:
    """Fill `whole` where it is missing, with one query for all the passages."""
    bare = [revision for revision in revisions if revision.whole is None]
    split = {revision.pk: _read(bytes(revision.text), revision.pk) for revision in bare}
    passages = _passages({number for placed, _ in split.values() for _, number in placed})
    for revision in bare:
        placed, rest = split[revision.pk]
        revision.whole = _joined(rest, [(place, passages[number]) for place, number in placed])


def _whole(revision: Revision) -> bytes:
    assert revision.whole is not None
    return revision.whole


def _split(text: bytes) -> tuple[bytes, list[tuple[int, bytes]]]:
    """Return the part of the text that is its own, and each passage with its place in that part."""
    own, placed, end, length = [], [], 0, 0
    for found in _ENTRY.finditer(text):
        start, stop = found.span()
        if stop - start >= _MINIMUM:
            own.append(text[end:start])
            length += start - end
            placed.append((length, found[0]))
            end = stop
    return b"".join([*own, text[end:]]), placed


def _joined(rest: bytes, placed: Iterable[tuple[int, bytes]]) -> bytes:
    parts, end = [], 0
    for place, passage in placed:
        parts += [rest[end:place], passage]
        end = place
    return b"".join([*parts, rest[end:]])


def _numbers(passages: Collection[bytes]) -> dict[bytes, int]:
    """Return the row of each passage, and create those that are new."""
    digests = {digest_of(passage): passage for passage in passages}
    known: dict[bytes, int] = {}
    for some in _chunks(list(digests)):
        rows = Passage.objects.filter(digest__in=some).values_list("digest", "pk")
        known |= {digests[bytes(digest)]: pk for digest, pk in rows}
    new = [(digest, passage) for digest, passage in digests.items() if passage not in known]
    made = [Passage(digest=digest, text=_squeezed(passage)) for digest, passage in new]
    create_rows(made)
    return known | {passage: row.pk for (_, passage), row in zip(new, made, strict=True)}


def _passages(numbers: Collection[int]) -> dict[int, bytes]:
    found: dict[int, bytes] = {}
    for some in _chunks(list(numbers)):
        found |= {
            pk: _opened(bytes(text)) for pk, text in Passage.objects.filter(pk__in=some).values_list("pk", "text")
        }
    return found


def _chunks(whole: Sequence[Any]) -> Iterator[Sequence[Any]]:
    return (whole[start : start + _CHUNK] for start in range(0, len(whole), _CHUNK))


def _squeezed(text: bytes) -> bytes:
    packer = zlib.compressobj(6, zlib.DEFLATED, -15, zdict=_SAMPLE)
    return packer.compress(text) + packer.flush()


def _opened(packed: bytes) -> bytes:
    return zlib.decompressobj(-15, zdict=_SAMPLE).decompress(packed)


def _written(placed: Sequence[tuple[int, int]]) -> bytes:
    """Write how many passages there are, then the place and row of each as steps from the previous one, which saves bytes."""
    steps, place, number = [len(placed)], 0, 0
    for new_place, new_number in placed:
        step = new_number - number
        steps += [new_place - place, 2 * step if step >= 0 else -2 * step - 1]
        place, number = new_place, new_number
    return b"".join(map(_varint, steps))


def _read(packed: bytes, pk: int) -> tuple[list[tuple[int, int]], bytes]:
    """Return the places and rows of a text's passages, and the part that is its own."""
    if packed[:1] == _WHOLE:
        return [], zlib.decompress(packed[1:])
    if packed[:1] != _IN_PASSAGES:
        raise ValueError(f"revision {pk}: packed in a way that this version does not know")
    text = _opened(packed[1:])
    count, at = _varint_at(text, 0)
    placed, place, number = [], 0, 0
    for _ in range(count):
        step, at = _varint_at(text, at)
        place += step
        step, at = _varint_at(text, at)
        number += step // 2 if step % 2 == 0 else -(step + 1) // 2
        placed.append((place, number))
    return placed, text[at:]


def _varint(number: int) -> bytes:
    """Write seven bits per byte, the lowest first; the eighth bit says that more follow."""
    if number <= 0x7F:
        return _SHORT[number]
    parts = bytearray()
    while number > 0x7F:
        parts.append(number & 0x7F | 0x80)
        number >>= 7
    return bytes([*parts, number])


def _varint_at(text: bytes, at: int) -> tuple[int, int]:
    """Return the number at an offset, and where it ends."""
    number = shift = 0
    while text[at] & 0x80:
        number |= (text[at] & 0x7F) << shift
        at, shift = at + 1, shift + 7
    return number | text[at] << shift, at + 1

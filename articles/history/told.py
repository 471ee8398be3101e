"""What revisions changed, as short values before and after, for lists that tell it in a line each. Changes nothing."""

from collections import OrderedDict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from articles import seed
from articles.history.rights import sees_field
from articles.history.texts import document_in
from articles.models import Account, Act, Revision, Status
from articles.seed import SeedError
from articles.seed.plain import Json
from articles.store import load_texts
from articles.texts.legible import tidy

LONGEST = 90  # characters of a value that a line tells
_MOST_KNOWN = 4_000


class FieldTold(NamedTuple):
    """A changed field. `old` and `new` are empty for nothing, and both are where it only says that something changed."""

    label: str
    old: str
    new: str
    field: str


# By the digests of the texts before and after, which never change.
_known: "OrderedDict[tuple[bytes, bytes], tuple[FieldTold, ...]]" = OrderedDict()


def told_by_acts(acts: Iterable[Act], user: Account) -> dict[int, list[FieldTold]]:
    """Return, by act, what those about one article changed in it, as far as a user may hear of it."""
    alone = [act.pk for act in acts if act.number == 1]
    found: dict[int, list[FieldTold]] = {}
    for revision, told in _told(list(Revision.objects.of_acts(alone)), user):
        found.setdefault(revision.part_of_id or 0, []).extend(told)
    return found


def told_by_revisions(revisions: Iterable[Revision], user: Account) -> dict[int, list[FieldTold]]:
    """Return, by revision, what each changed; a text that was put aside changed nothing."""
    found = Revision.objects.applied().with_previous().filter(pk__in=[revision.pk for revision in revisions])
    return {revision.pk: told for revision, told in _told(list(found), user)}


def _told(revisions: Sequence[Revision], user: Account) -> Iterable[tuple[Revision, list[FieldTold]]]:
    before = Revision.objects.in_bulk({each.previous for each in revisions if each.previous})
    pairs = [(before[each.previous], each) for each in revisions if each.previous in before]
    load_texts([each for pair in pairs if _digests(*pair) not in _known for each in pair])
    for old, new in pairs:
        fields = [each for each in _compared(old, new) if sees_field(user, each.field)]
        if new.was and new.became and new.was != new.became:  # an article that comes or goes has but one of them
            fields = [each for each in fields if not _is_status(each)]
            fields.insert(0, FieldTold("Status", Status(new.was).label, Status(new.became).label, "status"))
        yield new, fields


def _is_status(told: FieldTold) -> bool:
    """Return whether it is one of the flags by which a seed says its status; heat is one only where it is -1."""
    return told.field in seed.STATUS_FLAGS and (told.field != seed.HEAT or "-1" in (told.old, told.new))


def _digests(old: Revision, new: Revision) -> tuple[bytes, bytes]:
    return bytes(old.digest), bytes(new.digest)


def _compared(old: Revision, new: Revision) -> tuple[FieldTold, ...]:
    key = _digests(old, new)
    found = _known.get(key)
    if found is None:
        try:
            changes = seed.diff(document_in(old), document_in(new))
        except (SeedError, TypeError):  # a text of earlier rules: its history can still be read and compared
            changes = []
        found = _known[key] = tuple(_short(change) for change in changes)
        if len(_known) > _MOST_KNOWN:
            _known.popitem(last=False)
    return found


def _short(change: seed.Change) -> FieldTold:
    old, new = _words(change.old), _words(change.new)
    is_told = change.field not in ("body", "secured", "+") and old is not None and new is not None and old != new
    return FieldTold(change.label or change.field, (is_told and old) or "", (is_told and new) or "", change.field)


def _words(value: Json) -> str | None:
    """Return a value in some words; None for one that has no short ones."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return _cut(", ".join(map(tidy, value))) if all(isinstance(each, str) for each in value) else None
    if isinstance(value, dict):
        named = value.get("name") or value.get("domain")
        return tidy(named) if isinstance(named, str) else None
    return _cut(tidy(str(value)))


def _cut(text: str) -> str:
    """Return a text cut after a word, if any ends in time."""
    if len(text) <= LONGEST:
        return text
    return (text[: LONGEST - 1].rpartition(" ")[0] or text[: LONGEST - 2]) + " …"

"""The texts of documents: in a revision, as they would be written now, and whether they could be imported again.

A document's text is its last imported text with its present values in it (`seed.rewrite`), or canonical text if it
was never imported.
"""

from articles import seed
from articles.models import Revision
from articles.store import load_texts


def text_of(revision: Revision) -> bytes:
    """Return the text as it was, byte for byte. For many revisions, call `load_texts` first."""
    load_texts([revision])
    return revision.whole or b""


def document_in(revision: Revision) -> seed.SeedDocument:
    return seed.parse(text_of(revision), plain=True)


def present_text(document: seed.SeedDocument, imported: Revision | None) -> bytes:
    """Return the text of `document`, in the style of its last imported text, or canonical."""
    if imported is None:
        return seed.serialise(document).encode()
    return seed.rewrite(text_of(imported), document, plain=True)


def refuse_new_problems(
    document: seed.SeedDocument, before: seed.SeedDocument | None, imported: Revision | None
) -> bytes:
    """Return a document's text. Raises SeedError if it could not be imported again, for a reason that `before` does not have.

    A document stored under earlier rules can still be edited: only a problem that the change causes is refused.
    """
    text = present_text(document, imported)
    if refused := _problems_of(text, document):
        known = _problems_of(present_text(before, imported), before) if before is not None else []
        said = {(problem.field, problem.code) for problem in known}
        if new := [problem for problem in refused if (problem.field, problem.code) not in said]:
            raise seed.SeedError(new)
    return text


def new_warnings(document: seed.SeedDocument, before: seed.SeedDocument | None) -> list[seed.Problem]:
    """Return what an import of a document would warn of, but for what `before` has as well."""
    found = _warnings_of(document)
    known = {(each.field, each.code, each.message) for each in _warnings_of(before)} if found and before else set()
    return [each for each in found if (each.field, each.code, each.message) not in known]


def _warnings_of(document: seed.SeedDocument) -> list[seed.Problem]:
    try:
        text = seed.serialise(document).encode()
        return seed.parse_with_warnings(text, plain=isinstance(document, seed.Topic))[1]
    except seed.SeedError:  # a document that was stored under earlier rules
        return []


def _problems_of(text: bytes, document: seed.SeedDocument) -> list[seed.Problem]:
    try:
        seed.parse(text, plain=isinstance(document, seed.Topic))
    except seed.SeedError as refused:
        return list(refused.problems)
    return []

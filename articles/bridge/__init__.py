"""The only room that knows both sides: the documents of the codec and the rows of the models.

It may touch the codec, the models and the store, and records no history. Ways in: `documents_of` from rows,
`save_documents` to rows, `Matcher` for the edges between them.
"""

from articles.bridge.documents import (
    document_of,
    documents_of,
    entry_of,
    entry_words,
    entry_words_by_pk,
    organization_document,
    said,
    topic_document,
)
from articles.bridge.edges import forget_targets, put_back, rematch
from articles.bridge.freshness import mark, mark_carrying, mark_named, mark_placed, mark_showing
from articles.bridge.matching import Matcher
from articles.bridge.ranking import rank_again, rank_of
from articles.bridge.save import Save
from articles.bridge.stored import Moved, Rewritten, Row, rows_by_article
from articles.bridge.writing import save_derived, save_documents

__all__ = [
    "Matcher",
    "Moved",
    "Rewritten",
    "Row",
    "Save",
    "document_of",
    "documents_of",
    "entry_of",
    "entry_words",
    "entry_words_by_pk",
    "forget_targets",
    "mark",
    "mark_carrying",
    "mark_named",
    "mark_placed",
    "mark_showing",
    "organization_document",
    "put_back",
    "rank_again",
    "rank_of",
    "rematch",
    "rows_by_article",
    "said",
    "save_derived",
    "save_documents",
    "topic_document",
]  # fmt: skip

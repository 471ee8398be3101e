"""The only room that knows both sides: documents of the codec, and rows of the models.

It may touch the codec, the models and the store, and records no history. Ways in: `documents_of` out of rows, `save_documents`
into them, `Matcher` for the edges between them.
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
from articles.bridge.edges import Matcher, forget_targets, own_values, put_back, rematch
from articles.bridge.stored import Moved, Rewritten, Row, rows_by_article
from articles.bridge.writing import Save, rank_anew, save_derived, save_documents

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
    "organization_document",
    "own_values",
    "put_back",
    "rank_anew",
    "rematch",
    "rows_by_article",
    "said",
    "save_derived",
    "save_documents",
    "topic_document",
]  # fmt: skip

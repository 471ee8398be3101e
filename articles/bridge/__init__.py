"""The only room that knows both sides: documents of the codec, and rows of the models.

It may touch the codec, the models and the store, and records no history. Ways in: `documents_of` out of rows, `save_documents`
into them, `Matcher` for the edges between them.
"""

from articles.bridge.documents import (
    document_of,
    documents_of,
    entry_of,
    organization_document,
    topic_document,
    words_by_pk,
    words_of,
)
from articles.bridge.edges import Matcher, forget_targets, own_values, rematch
from articles.bridge.writing import Save, rank_anew, save_documents, settle

__all__ = [
    "Matcher", "Save", "document_of", "documents_of", "entry_of", "forget_targets", "organization_document", "own_values",
    "rank_anew", "rematch", "save_documents", "settle", "topic_document", "words_by_pk", "words_of",
]  # fmt: skip

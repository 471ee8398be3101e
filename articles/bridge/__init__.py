"""The only place that knows both sides: documents of the codec, and rows of the models."""

from articles.bridge.edges import Matcher, forget_targets, own_values, rematch
from articles.bridge.parts import in_parts
from articles.bridge.reading import (
    document_of,
    documents_of,
    entry_of,
    organization_document,
    topic_document,
    words_by_pk,
    words_of,
)
from articles.bridge.rows import update_rows
from articles.bridge.search_index import index_stored
from articles.bridge.texts import load, store
from articles.bridge.turns import one_fetcher, one_writer
from articles.bridge.writing import Save, rank_anew, save_documents, settle

__all__ = [
    "Matcher",
    "Save",
    "document_of",
    "documents_of",
    "entry_of",
    "forget_targets",
    "in_parts",
    "index_stored",
    "load",
    "one_fetcher",
    "one_writer",
    "organization_document",
    "own_values",
    "rank_anew",
    "rematch",
    "save_documents",
    "settle",
    "store",
    "topic_document",
    "update_rows",
    "words_by_pk",
    "words_of",
]  # fmt: skip

"""How rows are stored where Django's own way is not enough: shared passages, the search index, tallies, the
register of what changed, turns, bulk writes, prepared queries.

It may touch the models and `texts`, and knows no document of the codec. Ways in: `one_writer` around everything that writes,
`store_texts` and `load_texts` for the texts of revisions.
"""

from articles.store.loaded import hang
from articles.store.parts import in_parts
from articles.store.passages import load_texts, store_texts
from articles.store.prepared import Prepared
from articles.store.rows import update_rows
from articles.store.search_index import index_stored
from articles.store.snapshot import snapshot
from articles.store.turns import in_passing, one_fetcher, one_writer

__all__ = [
    "Prepared", "hang", "in_parts", "in_passing", "index_stored", "load_texts", "one_fetcher", "one_writer", "snapshot",
    "store_texts", "update_rows",
]  # fmt: skip

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
from articles.store.turns import in_passing, let_others_write, one_fetcher, one_writer, others_wait_to_write

__all__ = [
    "Prepared", "hang", "in_parts", "in_passing", "index_stored", "let_others_write", "load_texts", "one_fetcher", "one_writer",
    "others_wait_to_write", "snapshot", "store_texts", "update_rows",
]  # fmt: skip

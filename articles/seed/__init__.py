"""The codec: everything that is read, written, remembered or compared passes through here.

It may touch Python and PyYAML only, never Django. Ways in: `parse` and `serialise`, `diff`, `merge`, `rewrite`. `schema` is
the table of fields.
"""

from articles.seed.diff import Change, diff
from articles.seed.document import (
    NOTHING,
    Article,
    Image,
    Organization,
    Pairs,
    Provider,
    Related,
    SeedDocument,
    Topic,
)
from articles.seed.merge import HEAT, STATUS, Conflict, Identify, Merged, brought_anew, merge
from articles.seed.piecewise import read_document
from articles.seed.plain import as_json, as_written, from_json
from articles.seed.problem import Problem, SeedError
from articles.seed.rewrite import rewrite
from articles.seed.schema import STATUS_FLAGS
from articles.seed.serialise import serialise
from articles.seed.settle import Taken, take
from articles.seed.standing import Standing, Whose

__all__ = [
    "HEAT", "NOTHING", "STATUS", "STATUS_FLAGS", "Article", "Change", "Conflict", "Identify", "Image", "Merged", "Organization",
    "Pairs", "Problem", "Provider", "Related", "SeedDocument", "SeedError", "Standing", "Taken", "Topic", "Whose",
    "as_json", "as_written", "brought_anew", "diff", "from_json", "merge", "parse", "parse_with_warnings", "rewrite", "serialise",
    "take",
]  # fmt: skip


def parse(data: bytes, path: str = "", *, plain: bool = False) -> SeedDocument:
    """Return the document that a seed's bytes hold. With `plain`, the text may be YAML without fences. Raises SeedError."""
    return parse_with_warnings(data, path, plain=plain)[0]


def parse_with_warnings(data: bytes, path: str = "", *, plain: bool = False) -> tuple[SeedDocument, list[Problem]]:
    """Return what `parse` does, and the warnings: keys that no field has."""
    reading = read_document(data, path, plain=plain)
    return reading.document, reading.warnings

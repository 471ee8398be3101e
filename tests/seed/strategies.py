"""Whole documents for laws to be tried on, built from the field table, so that a new field is tried without a word here."""

from base64 import b64encode
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from articles import seed
from articles.seed.document import RECORDS, Data
from articles.seed.schema import NEEDS_URL, TABLES, Field, Kind

Strategy = st.SearchStrategy[Any]

law = settings(
    max_examples=120,
    derandomize=True,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)

# What YAML, editors, shells and databases are known to take for something else than the text that it is.
NASTY = [
    "", " ", "~", "NO", "yes", "on", "null", "true", "404", "017", "3.10", "1_000", "0x1F", "1e3", "12:30", "2023-01-24",
    "-", "--", "- a", "-a", "?", "? a", ":", ":a", "a:", "a: b", "a:b", "a #b", "a#b", "#", "# a", "---", "--- a", "...", "... a",
    "=", "<<", "!", "!a", "&a", "*a", "%a", "@a", "`a", "|", "|-", ">", "> a", "'", "'a'", '"', '"a"', "it's", "\\", "\\n", "a\\",
    "[", "[]", "[a, b]", "{", "{}", "{a: b}", "a, b", ",", "a]", "a}", " a", "a ", "\ta", "a\t", "a\tb", "a\n", "\na", "a\nb",
    "a\r", "a\rb", "a\r\nb", "\u00a0a", "a\u00a0", "a\u200bb", "\ufeffa", "a\ufeff", "a\u2028b", "a\u2028", " \u2028 ",
    "a\u2029b", "\ufffe", "a\uffff", "\ufffd", "\ue000", "\\ue000", "\U0001f9ed", "a \U0001d54f", "e\u0301", "\u05d0\u202e\u05d1",
    "\u2003a", "&#8217;", "<MSFT.O>", "<script>alert(1)</script>", "C:\\temp", "a" * 70 + " " + "b" * 70,
]  # fmt: skip
URLS = [
    "https://news.example.org/tides", "http://example.org", "HTTPS://Example.ORG:8443/a?b=c#d", "https://example.org/a b ",
    "https://example.org/ü/日本?q=ñ", "https://bücher.example/", "https://[2001:db8::1]:80/", "https://example.org/a:b, #c",
    "https://example.org/?a='\"{}[]|\\^`", "https://example.org/\u2028", "https://example.org/@name/1*K.gif",
]  # fmt: skip

_characters = st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"])
texts = st.one_of(
    st.sampled_from(NASTY),
    st.text(st.one_of(st.sampled_from("\t\r\n :#-'\"\\\u2028\u2029\ufeff"), _characters), max_size=20),
)
full_texts = texts.filter(str.strip)
names = texts.filter(lambda text: len(text) <= 100)
bodies = st.one_of(st.sampled_from(["", "\n", "\r\n", "---\n", "\n---\n\nA note.\n", "\ufeff"]), texts)
urls = st.one_of(
    st.sampled_from(URLS),
    st.builds(
        "https://news.example.org/{}{}".format,
        st.integers(0, 9),
        st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Zs"]), max_size=8),
    ),
)
rooted_urls = st.one_of(urls, st.sampled_from(["/", "/assets/a b.jpg", "/assets/organizations/example.org-50x50.jpg"]))
moments = st.datetimes(datetime(1, 1, 3), datetime(9999, 12, 29), timezones=st.just(UTC))
sealed = st.builds(
    lambda blocks, vector: f"{b64encode(blocks * 16).decode()};{b64encode(vector).decode()}",
    st.binary(min_size=1, max_size=3),
    st.binary(min_size=16, max_size=16),
)
domains = st.sampled_from(["example.org", "news.example.co.uk", "bücher.example", "404", "no", "-", "~", "*.example"])


def _pairs(values: st.SearchStrategy[Data], taken: frozenset[str] = frozenset()) -> st.SearchStrategy[seed.Pairs]:
    keys = names.filter(lambda key: key not in taken)
    return st.dictionaries(keys, values, max_size=3).map(lambda found: seed.Pairs(tuple(found.items())))


data: st.SearchStrategy[Data] = st.recursive(
    texts, lambda inner: st.one_of(st.lists(inner, max_size=3).map(tuple), _pairs(inner)), max_leaves=6
)


def _scalars(row: Field) -> Strategy:
    return {
        Kind.TEXT: full_texts if row.required else texts,
        Kind.URL: st.one_of(urls, st.just("")),
        Kind.IMAGE_URL: rooted_urls,
        Kind.DOMAIN: domains if row.required else st.one_of(domains, st.just("")),
        Kind.WHOLE: st.one_of(st.sampled_from([0, -1, 3_694, 2**31 - 1, 1 - 2**31]), st.integers(-10, 300)),
        Kind.FLAG: st.booleans(),
        Kind.MOMENT: moments,
        Kind.SEALED: sealed,
        Kind.DATA: data,
    }[row.kind]


def values_of(row: Field) -> Strategy:
    """Any value of a field, not its absence."""
    if row.key == "taxonomy":
        return st.nothing()  # the class says it
    if row.kind is Kind.TEXTS:
        return st.lists(full_texts, max_size=4).map(tuple)
    if row.kind is Kind.RECORD:
        return st.deferred(lambda: records(row.table))
    if row.kind is Kind.RECORDS:
        return st.lists(st.deferred(lambda: records(row.table)), max_size=3).map(tuple)
    if row.kind is Kind.RECORDS_OR_URLS:
        either = st.one_of(rooted_urls, st.deferred(lambda: records(row.table)))
        return st.lists(either, max_size=3).map(tuple)
    return _scalars(row)


def records(table: str, **more: Strategy) -> Strategy:
    """Any record of a table: each field absent or not, unknown keys, and what is given in `more`."""
    rows = [row for row in TABLES[table] if row.key != "taxonomy"]
    keys = frozenset(row.key for row in rows) | {"taxonomy"}
    needed = {row.name: values_of(row) for row in rows if row.required} | more
    optional = {row.name: values_of(row) for row in rows if not row.required}
    optional["extra"] = st.one_of(st.just(seed.NOTHING), _pairs(data, keys))
    sets = [needed | {name: urls} for name in ("web_url", "original_url")] if table in NEEDS_URL else [needed]
    choices = [
        st.fixed_dictionaries(needed, optional={k: v for k, v in optional.items() if k not in needed})
        for needed in sets
    ]
    return st.one_of(choices).map(lambda values: RECORDS[table](**values))


articles: st.SearchStrategy[seed.Article] = records("article", body=bodies)
topics: st.SearchStrategy[seed.Topic] = records("topic", body=bodies)
organizations: st.SearchStrategy[seed.Organization] = records("organization", body=bodies)
KINDS: list[Strategy] = [articles, topics, organizations]
documents: st.SearchStrategy[seed.SeedDocument] = st.one_of(KINDS)


def another_field(document: Any) -> Strategy:
    """The document, a field, and the document with another value in that field, or without it where it may be absent."""
    rows = [row for row in TABLES[document.table] if row.key != "taxonomy"]

    def changed(row: Field) -> Strategy:
        needed = row.required or row.name in ("web_url", "original_url")
        values = values_of(row).filter(bool) if needed else st.one_of(st.none(), values_of(row))
        return values.map(lambda value: (document, row, replace(document, **{row.name: value})))

    return st.sampled_from(rows).flatmap(changed)


one_field_changed: Strategy = documents.flatmap(another_field)
two_fields_changed: Strategy = st.one_of([st.tuples(*[kind.flatmap(another_field)] * 2) for kind in KINDS])


def several(count: int) -> Strategy:
    """Documents of one kind."""
    return st.one_of([st.tuples(*[kind] * count) for kind in KINDS])

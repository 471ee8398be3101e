"""Small texts to try the codec on: one valid seed, and what is added to it."""

from articles import seed

FIRST_FREE_LINE = 7


def seed_with(*lines: str, body: str = "\n") -> bytes:
    """A valid article; `lines` stand from its seventh line on."""
    known = {line.partition(":")[0] for line in lines}
    front = [
        'title: "The harbour keeps its own time"',
        "publishedDateTime: 2024-02-29T06:30:00Z",
        'webUrl: "https://harbour.example/time"',
        "provider:\n  domain: harbour.example",
    ]
    kept = [line for line in front if line.partition(":")[0] not in known]
    return "\n".join(["---", *kept, *lines, "---", body]).encode()


def problems_of(data: bytes, *, plain: bool = False) -> list[seed.Problem]:
    """What is wrong with a text, in the file `harbour.md`; nothing where it is a document without warnings."""
    try:
        return seed.parse_with_warnings(data, "harbour.md", plain=plain)[1]
    except seed.SeedError as wrong:
        return wrong.problems


def errors_of(data: bytes, *, plain: bool = False) -> list[tuple[int, str, str]]:
    """Line, field and code of each error."""
    return [(p.line, p.field, p.code) for p in problems_of(data, plain=plain) if p.is_error]


def article(data: bytes) -> seed.Article:
    document = seed.parse(data)
    assert isinstance(document, seed.Article)
    return document

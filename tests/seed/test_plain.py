"""Documents as plain values: for the database, for readers of the API, and between processes."""

import pickle

from articles import seed
from articles.seed.parsed import Parsed, parse_file
from articles.seed.plain import data_as_mapping
from tests.seed.texts import seed_with


def test_a_value_without_a_row_is_ordinary_json_for_readers() -> None:
    crew = seed.Pairs((("name", "Ada"), ("roles", ("watch", seed.Pairs((("since", "1901"),))))))
    assert data_as_mapping((crew, "Bo")) == [{"name": "Ada", "roles": ["watch", {"since": "1901"}]}, "Bo"]
    assert data_as_mapping(None) is None


def test_a_good_file_is_its_document_with_the_line_of_each_key() -> None:
    parsed = parse_file(seed_with("heat: 5", "desk: south"), "harbour.md", False)
    assert isinstance(parsed.document, seed.Article)
    assert parsed.lines == {"title": 2, "publishedDateTime": 3, "webUrl": 4, "provider": 5, "heat": 7, "desk": 8}
    assert [problem.code for problem in parsed.problems] == ["unknown-key"]


def test_a_bad_file_is_its_problems() -> None:
    problem = seed.Problem("harbour.md", 7, "heat", "whole", "expected a whole number, found “warm”")
    assert parse_file(seed_with("heat: warm"), "harbour.md", False) == Parsed("harbour.md", None, [problem])


def test_an_outcome_travels_between_processes() -> None:
    for data in (seed_with("images: [{url: /a.jpg}]", "desk: {crew: [2]}"), b"---"):
        outcome = parse_file(data, "harbour.md", False)
        assert pickle.loads(pickle.dumps(outcome)) == outcome


def test_a_refusal_travels_between_processes() -> None:
    refusal = seed.SeedError([seed.Problem("harbour.md", 7, "heat", "whole", "no number")])
    assert pickle.loads(pickle.dumps(refusal)).problems == refusal.problems

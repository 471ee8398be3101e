"""What a query asks for, by its text alone."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.reading.search.query import MOST_TERMS, Query, Term, day_of, read_query


def exact(text: str) -> Term:
    return Term(text, exact=True)


def last(text: str) -> Term:
    return Term(text, unfinished=True)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("", Query()),
        ("   ", Query()),
        ("tide", Query((last("tide"),))),
        ("tide ", Query((last("tide"),))),
        ("spring tide", Query((Term("spring"), last("tide")))),
        ('"spring tide"', Query((exact("spring tide"),))),
        ('tide "spring tide"', Query((Term("tide"), exact("spring tide")))),
        ("tide -moon", Query((Term("tide"),), (Term("moon"),))),
        ('-"full moon"', Query((), (exact("full moon"),))),
        ("topic:Sea", Query(topics=("Sea",))),
        ('TOPIC:"Machine Learning"', Query(topics=("Machine Learning",))),
        ("topic:a topic:b", Query(topics=("a", "b"))),
        ("provider:news.example.org tide", Query((last("tide"),), providers=("news.example.org",))),
        ("before:2023", Query(before=date(2023, 1, 1))),
        ("after:2023-05", Query(after=date(2023, 5, 1))),
        ("after:2023-05-06 before:2024/01/02", Query(after=date(2023, 5, 6), before=date(2024, 1, 2))),
        ("after:2022 after:2023", Query(after=date(2023, 1, 1))),
        # What makes no sense is words.
        ('"', Query()),
        ('say "yes', Query((Term("say"), last("yes")))),
        ("after:yesterday", Query((Term("after yesterday"),))),
        ("before:2023-13", Query((Term("before 2023-13"),))),
        ("before:99999", Query((Term("before 99999"),))),
        ('topic:""', Query((Term("topic "),))),
        ("-topic:Sea", Query((Term("topic Sea"),))),
        ("topic:", Query((last("topic:"),))),
        ("other:thing", Query((last("other:thing"),))),
        ("a AND b OR NOT c", Query((Term("a"), Term("AND"), Term("b"), Term("OR"), Term("NOT"), last("c")))),
        ("- -- * +", Query()),
        ("tide*", Query((last("tide*"),))),
        ("a\0b", Query((Term("a"), last("b")))),
        ("a\ud800b", Query((Term("a"), last("b")))),
    ],
)  # fmt: skip
def test_a_text_asks_for(text: str, wanted: Query) -> None:
    assert read_query(text) == wanted


def test_the_text_is_kept_for_the_form() -> None:
    assert read_query('  tide  "x"\n').text == 'tide  "x"'


@pytest.mark.parametrize("text", ["2023", "2023-5", "2023-05-06", "0001-01-01", "9999-12-31"])
def test_a_date_is_a_year_a_month_or_a_day(text: str) -> None:
    assert day_of(text)


@pytest.mark.parametrize("text", ["", "23", "2023-00", "2023-02-30", "0000", "٢٠٢٣", "2023-1-1-1"])
def test_anything_else_is_no_date(text: str) -> None:
    assert day_of(text) is None


@given(st.text(alphabet=st.sampled_from("ab \"-:*()^{}\\'topicrvdefw0123456789/\0\n\ud800潮é")) | st.text())
def test_any_text_is_a_query(text: str) -> None:
    query = read_query(text)
    assert len(query.terms) + len(query.excluded) + len(query.topics) + len(query.providers) <= MOST_TERMS
    for term in (*query.terms, *query.excluded):
        term.text.encode()

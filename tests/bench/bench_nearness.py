"""How well nearness finds stories again, and what it costs to suggest them.

    python -m tests.bench.bench_nearness [--labelled FILE] [--samples FOLDER] [--articles 20000] [--asked 200]

Thresholds are chosen by one half of the labelled reports, and the other half is held out. FILE is another labelled set, in the
format of `tests/bench/nearness/labelled.txt`. FOLDER has seed files, of which those that name each other count as one story, as a
crawler thought. The articles by which the time is measured have words as common as in languages; most are of stories.
DATABASE_URL chooses the server; it is emptied.
"""

import argparse
import os
import random
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from importlib import import_module
from itertools import accumulate
from pathlib import Path
from tempfile import TemporaryDirectory

import django

from articles import seed
from tests.bench.bench_import import empty_site
from tests.bench.nearness import Report, halves, measure, read_labelled

START = datetime(2022, 1, 1, tzinfo=UTC)
_WORDS = 60_000  # in the language of the archive: the n-th is used 1/n as often as the first
_A_DAY = 70  # articles
_AT_ONCE = 2_000


def of_seeds(folder: Path) -> list[Report]:
    """Return the articles of seed files, of which those that name each other are one story."""
    documents = [seed.parse(path.read_bytes(), path.name) for path in sorted(folder.rglob("*.md"))]
    articles = [each for each in documents if isinstance(each, seed.Article)]
    by_url = {article.web_url: place for place, article in enumerate(articles)}
    named = [{by_url.get(entry.web_url) for entry in article.related or ()} for article in articles]
    story = list(range(len(articles)))
    for place, others in enumerate(named):
        for other in others:
            if other is not None and place in named[other]:
                story = [story[place] if each == story[other] else each for each in story]
    return [
        Report(1, f"{story[place]}", article.published_at, article.title, article.excerpt or "")
        for place, article in enumerate(articles)
    ]


class Language:
    """Makes texts of words as common as in languages; those of one story share some rare ones."""

    def __init__(self) -> None:
        self.chance = random.Random(7)
        letters = "bdfgklmnprstvz", "aeiou"
        self.words = ["".join(self.chance.choice(letters[place % 2]) for place in range(4 + number % 7)) + str(number % 3 or "")
                      for number in range(_WORDS)]  # fmt: skip
        self.shares = list(accumulate(1 / (number + 1) for number in range(_WORDS)))

    def some(self, number: int) -> list[str]:
        return self.chance.choices(self.words, cum_weights=self.shares, k=number)

    def reports(self, number: int) -> Iterator[Report]:
        made = 0
        while made < number:
            size = self.chance.choice((1, 1, 1, 2, 3, 4, 6))
            telling = [self.chance.choice(self.words).capitalize() for _ in range(4)] + self.some(8)
            day = self.chance.randrange(max(1, number // _A_DAY))
            for _ in range(size):
                at = START + timedelta(days=day + self.chance.random() * 2, seconds=made)
                title = self.some(5) + self.chance.sample(telling, 5)
                excerpt = self.some(18) + self.chance.sample(telling, 7)
                yield Report(0, f"{day}", at, " ".join(title), " ".join(excerpt))
                made += 1


def fill(number: int) -> None:
    """Store articles with the words of a language, and write the index as an import does."""
    models, index = import_module("articles.models"), import_module("articles.store.search_index")
    provider = models.Provider.objects.create(domain="bench.example", name="Bench")
    reports = list(Language().reports(number))
    language = Language()
    for start in range(0, number, _AT_ONCE):
        rows = [
            models.Article(
                slug=f"{each.at:%Y-%m-%d}-bench-{start + place}", title=each.title, excerpt=each.excerpt,
                body=" ".join(language.some(150)), published_at=each.at, provider=provider, status="published",
                compared=True, noise=0,
            )
            for place, each in enumerate(reports[start : start + _AT_ONCE])
        ]  # fmt: skip
        models.Article.objects.bulk_create(rows)
        index.index_stored([row.pk for row in rows])


def time_it(number: int, asked: int) -> None:
    begin = time.perf_counter()
    fill(number)
    print(f"\n{number:,} articles stored in {time.perf_counter() - begin:.0f} s")
    models, nearest = import_module("articles.models"), import_module("articles.editing.nearest")
    begin = time.perf_counter()
    import_module("articles.editing.vocabulary").keep_frequencies()
    print(f"word frequencies drawn in {time.perf_counter() - begin:.2f} s, {models.Vocabulary.objects.get()}")
    connection = import_module("django.db").connection
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    pks = list(models.Article.objects.order_by("pk").values_list("pk", flat=True))
    chosen = random.Random(3).sample(pks, min(asked, len(pks)))
    took: list[float] = []
    found = 0
    for article in models.Article.objects.filter(pk__in=chosen):
        begin = time.perf_counter()
        found += bool(nearest.suggested_stories(article))
        took.append(time.perf_counter() - begin)
    took.sort()
    print(
        f"suggesting for {len(took)} of {number:,} articles ({connection.vendor}): median {1000 * took[len(took) // 2]:.1f} ms, "
        f"p95 {1000 * took[int(len(took) * 0.95)]:.1f} ms, longest {1000 * took[-1]:.1f} ms; {found} have suggestions"
    )


def tell(path: Path | None, samples: Path | None) -> None:
    reports = read_labelled(path) if path else read_labelled()
    chosen, held_out = halves(reports)
    for name, part in (("chosen by", chosen), ("held out", held_out), ("all", reports)):
        if part:
            print(f"{name:20} {measure(part)}")
            print(f"{'  headlines alone':20} {measure(part, with_excerpts=False)}")
    if samples:
        print(f"{samples.name:20} {measure(of_seeds(samples))}")


def main() -> None:
    words = argparse.ArgumentParser(description="Measure nearness.")
    words.add_argument("--labelled", type=Path)
    words.add_argument("--samples", type=Path)
    words.add_argument("--articles", type=int, default=20_000)
    words.add_argument("--asked", type=int, default=200)
    asked = words.parse_args()
    with TemporaryDirectory() as data:
        os.environ |= {"NEWSROOM_DATA_DIR": data, "DJANGO_SETTINGS_MODULE": "newsroom.settings"}
        django.setup()
        tell(asked.labelled, asked.samples)
        if asked.articles:
            empty_site(Path(data))
            time_it(asked.articles, asked.asked)


if __name__ == "__main__":
    main()

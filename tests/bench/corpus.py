"""Makes an archive shaped like the real ones, from a seed: stories whose members all link each other, in canonical text.

    python -m tests.bench.corpus FOLDER [--articles 5000] [--seed 1]

With 5,000 articles it has about 160,000 related links, 430 providers, 20 topics and 140 MB, as measured on real archives.
"""

import argparse
import base64
import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from articles import seed

_PARAGRAPH = (
    "harbour tide engine paper signal garden bridge winter market copper letter window silver engineer cloud server kernel "
    "river council budget school museum archive journal editor camera sensor battery network compiler query index island "
    "coast station railway orchard weather bakery festival library lantern quarry meadow ferry anchor compass ledger"
)
WORDS = _PARAGRAPH.split()
START = datetime(2019, 1, 1, tzinfo=UTC)
# The largest stories of 5,000 articles, as measured; a larger archive has more of them. All others are of 2 to 12, or alone.
LARGE = (180, 155, 140, 120, 120, 110, 100, 90, 75, 70, 60, 50, 40, 30, 25)
OF_ARTICLES = 5_000


def story_sizes(articles: int, chance: random.Random) -> list[int]:
    share = articles * sum(LARGE) / OF_ARTICLES
    sizes: list[int] = []
    while sum(sizes) + (size := LARGE[len(sizes) % len(LARGE)]) <= share:
        sizes.append(size)
    while sum(sizes) < articles * 0.84:
        sizes.append(min(2 + int(chance.expovariate(0.45)), 12))
    return sizes + [1] * (articles - sum(sizes))


def sentence(chance: random.Random, least: int, most: int) -> str:
    return " ".join(chance.choice(WORDS) for _ in range(chance.randint(least, most))).capitalize()


class Maker:
    def __init__(self, number_seed: int) -> None:
        self.chance = random.Random(number_seed)
        self.providers = [
            seed.Provider(sentence(self.chance, 1, 3), f"{self.chance.choice(WORDS)}-{number}.example")
            for number in range(430)
        ]
        self.topics = [f"{sentence(self.chance, 1, 2)} {number}" for number in range(20)]

    def article(self, number: int, day: int) -> tuple[str, seed.Article]:
        chance = self.chance
        provider = chance.choice(self.providers)
        title = sentence(chance, 7, 12)
        when = START + timedelta(days=day + chance.randint(0, 6), seconds=chance.randint(0, 86_399))
        slug = f"{when:%Y-%m-%d}-{title.lower().replace(' ', '-')}-{number}"
        path = f"{provider.domain}/{when:%Y/%m/%d}/{slug[11:71]}"
        has_amp = chance.random() < 0.4
        image = seed.Image(f"https://images.{path}/1200x675/{chance.getrandbits(96):024x}.jpg", 1200, 675, True)
        return slug, seed.Article(
            category="news",
            title=title,
            excerpt=sentence(chance, 20, 32) + " ...",
            published_at=when,
            web_url=f"https://www.{path}",
            amp_url=f"https://www.{path}/amp" if has_amp else None,
            cdn_amp_url=f"https://www-{provider.domain}.cdn.example/c/s/www.{path}/amp" if has_amp else None,
            type="article",
            quality=chance.randint(0, 189),
            provider=provider,
            topics=tuple(chance.sample(self.topics, chance.randint(1, 3))),
            images=(image,) if chance.random() < 0.7 else None,
            secured=f"{self.sealed(320)};{self.sealed(16)}",
        )

    def sealed(self, size: int) -> str:
        return base64.b64encode(self.chance.randbytes(size)).decode()

    def story(self, size: int, first: int) -> list[tuple[str, seed.Article]]:
        day = self.chance.randint(0, 2_000)
        members = sorted(
            (self.article(first + n, day) for n in range(size)), key=lambda m: (-(m[1].quality or 0), m[0])
        )
        entries = [entry_of(article) for _, article in members]
        return [
            (slug, finished(article, tuple(entries[:place] + entries[place + 1 :]), leads=place == 0))
            for place, (slug, article) in enumerate(members)
        ]


def entry_of(article: seed.Article) -> seed.Related:
    return seed.Related(
        title=article.title,
        excerpt=article.excerpt,
        published_at=article.published_at,
        web_url=article.web_url,
        amp_url=article.amp_url,
        cdn_amp_url=article.cdn_amp_url,
        type=article.type,
        provider=article.provider,
        quality=article.quality,
        images=article.images,
    )


def finished(article: seed.Article, related: tuple[seed.Related, ...], *, leads: bool) -> seed.Article:
    quality = article.quality or 0
    heat = (quality + 20 * len(related) if quality >= 50 else quality) if leads else -1
    return replace(article, heat=heat, published=heat >= 70, related=related or None)


def corpus(articles: int = 5_000, number_seed: int = 1) -> Iterator[tuple[str, str]]:
    """File names and texts, story by story."""
    maker, made = Maker(number_seed), 0
    for size in story_sizes(articles, maker.chance):
        for slug, article in maker.story(size, made):
            yield f"_news/{slug}.md", seed.serialise(article)
        made += size


def write(folder: Path, articles: int = 5_000, number_seed: int = 1) -> int:
    """Write the corpus; its size in bytes."""
    (folder / "_news").mkdir(parents=True, exist_ok=True)
    return sum((folder / name).write_bytes(text.encode()) for name, text in corpus(articles, number_seed))


if __name__ == "__main__":
    words = argparse.ArgumentParser(description="Make an archive shaped like the real ones.")
    words.add_argument("folder", type=Path)
    words.add_argument("--articles", type=int, default=5_000)
    words.add_argument("--seed", type=int, default=1)
    asked = words.parse_args()
    size = write(asked.folder, asked.articles, asked.seed)
    print(f"{asked.articles:,} articles, {size / 1e6:,.0f} MB in {asked.folder}")

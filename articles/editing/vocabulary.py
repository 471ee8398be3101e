"""Keeps how common words are in headlines and excerpts: drawn from a sample of the archive, and drawn anew as it grows.

A sample says as well which words are rare as all articles would, is the same on every database, and costs no page anything.
"""

from collections import Counter

from articles.models import Article, Tally, Vocabulary
from articles.models.vocabulary import THE_ONE
from articles.store import one_writer
from articles.texts.nearness import Frequencies, Weighed, weighed
from articles.texts.tidings import tidings

SAMPLED = 4_000
_GROWN = 1.1  # so much larger, or smaller, an archive is sampled again
_FEWEST = 3  # of a whole sample: a word of fewer articles counts as never seen


def frequencies() -> Frequencies:
    """Return how common words are, as last kept; of a site that was never sampled, only what is known of languages."""
    return archive_of()[1]


def archive_of() -> tuple[int, Frequencies]:
    """Return the same, with how many articles there were."""
    kept = Vocabulary.objects.filter(pk=THE_ONE).first()
    return (kept.archive, kept.frequencies) if kept else (0, Frequencies())


def keep_frequencies() -> bool:
    """Draw the sample anew if the archive has become much larger or smaller. Return whether it was."""
    number = sum(Tally.objects.of_all().in_all().by_status().values())
    kept = Vocabulary.objects.filter(pk=THE_ONE).values_list("archive", flat=True).first()
    if kept is not None and kept / _GROWN <= number <= kept * _GROWN:
        return False
    sampled, words = _drawn()
    with one_writer():
        Vocabulary.objects.update_or_create(
            pk=THE_ONE, defaults={"archive": number, "sampled": sampled, "words": words}
        )
    return True


def _drawn() -> tuple[int, dict[str, int]]:
    pks = list(Article.objects.order_by("pk").values_list("pk", flat=True))
    chosen = pks[:: -(-len(pks) // SAMPLED) or 1]
    counted: Counter[str] = Counter()
    for start in range(0, len(chosen), 500):
        for _, title, excerpt, at in Article.objects.with_pks(chosen[start : start + 500]).for_comparing():
            counted.update(tidings(title, excerpt or "", at).words)
    fewest = 1 if len(chosen) < SAMPLED // 4 else _FEWEST
    return len(chosen), {word: number for word, number in sorted(counted.items()) if number >= fewest}


def weighed_article(article: Article, known: Frequencies) -> Weighed:
    return weighed(tidings(article.title, article.excerpt or "", article.published_at), known)

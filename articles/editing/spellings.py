"""Names of providers and topics that files spell differently: adopted as the name, or corrected in the articles.

Until somebody decides, each article keeps the spelling of its file, also when it is exported.
"""

from collections.abc import Callable
from copy import copy
from dataclasses import dataclass, replace
from typing import Any

from articles import seed
from articles.bridge import Save, documents_of
from articles.editing.saving import TakenError, finish_provider, finish_topic
from articles.history.commit import commit
from articles.history.work import StaleError, Work, in_one_act
from articles.models import Article, Provider, Revision, Status, Topic
from articles.store import one_writer
from articles.texts.spelling import nfc

_PART = 200  # articles per transaction


@dataclass(frozen=True)
class Spelling:
    """`looks_alike` means that it differs from the name only in how its letters and marks are composed."""

    name: str
    articles: int
    looks_alike: bool = False


def spellings_of(subject: Provider | Topic) -> list[Spelling]:
    """Return the spellings in articles that differ from the name, the most used first."""
    rows = Article.objects.spellings_of(subject)
    return [Spelling(name, number, nfc(name) == subject.name) for name, number in rows]


def adopt(subject: Provider | Topic, spelling: str, *, by: Work) -> None:
    """Make the spelling the name. The old name stays among a provider's other names, and still finds a topic.

    Raises StaleError where no article uses the spelling any more, SeedError where the codec refuses it as a name, TakenError
    where it is the name of another topic, perhaps one that was merged into it.
    """
    with one_writer():
        now: Provider | Topic = type(subject).objects.select_for_update().get(pk=subject.pk)
        if spelling not in {each.name for each in spellings_of(now)}:
            raise StaleError
        name = nfc(spelling)
        if isinstance(now, Topic) and Topic.objects.filter(name=name).exclude(pk=now.pk).exists():
            raise TakenError
        before: Any = copy(now)
        now.name, now.spelled, now.version = name, spelling, now.version + 1
        if isinstance(now, Provider):
            now.other_names = [name for name in (before.name, *(now.other_names or ())) if nfc(name) != now.name]
            finish_provider(now, before, by=by)
        else:
            finish_topic(now, before, by=by)


def correct(subject: Provider | Topic, spelling: str, *, by: Work) -> int:
    """Write the name into the articles that use the spelling, with a revision each. Return how many.

    Transactions are short: a killed run leaves whole articles, and the next run does the rest.
    """
    renamed: Callable[[seed.Article], seed.Article]
    renamed = _provider_called(subject.name) if isinstance(subject, Provider) else _topic_called(spelling, subject.name)
    reason = f"“{spelling}” is spelled “{subject.name}”"
    done = 0
    while True:
        with one_writer():
            part = list(Article.objects.spelling(subject, spelling).for_change().for_documents()[:_PART])
            documents = documents_of(part)
            saves = [
                Save(renamed(documents[row.pk]), row, Status(row.status), before=documents[row.pk]) for row in part
            ]
            changed = [save for save in saves if save.is_change]
            by = in_one_act(by, reason) if changed and by.act is None else by
            commit(changed, kind=Revision.Kind.CHANGED, by=by, reason=reason)
        done += len(changed)
        if len(part) < _PART or not changed:
            return done


def _provider_called(name: str) -> Callable[[seed.Article], seed.Article]:
    return lambda document: replace(document, provider=replace(document.provider, name=name))


def _topic_called(spelling: str, name: str) -> Callable[[seed.Article], seed.Article]:
    def renamed(document: seed.Article) -> seed.Article:
        topics = dict.fromkeys(name if topic == spelling else topic for topic in document.topics or ())
        return replace(document, topics=tuple(topics))

    return renamed

"""Topics and providers as readers ask for them, by what stands in their addresses."""

from django.utils import timezone

from articles.models import Provider, Topic
from articles.store import Prepared
from articles.texts.spelling import same_domain

_TOPIC = Prepared(lambda slug, at: Topic.objects.public(at).called(slug))
_PROVIDER = Prepared(lambda domain, at: Provider.objects.public(at).called(domain))


def public_topic(slug: str) -> Topic | None:
    """Return the topic of that slug, if readers can open its page."""
    return next(iter(_TOPIC(slug=slug, at=timezone.now())), None)


def public_provider(domain: str) -> Provider | None:
    """Return the provider of that domain, if readers can open its page."""
    return next(iter(_PROVIDER(domain=same_domain(domain), at=timezone.now())), None)

"""The providers and topics that documents name: found, or created as needed, in sets."""

from collections.abc import Iterable

from articles import seed
from articles.models import Provider, Topic, TopicAlias
from articles.models.topic import is_free_slug
from articles.texts.spelling import nfc, same_domain, shortened_slug, slug_of


def providers_for(blocks: Iterable[seed.Provider]) -> dict[str, Provider]:
    """Return providers by domain in its one spelling. One that only an article creates takes its name and logos from it.

    The domain of a merged provider finds the one into which it was merged.
    """
    wanted: dict[str, seed.Provider] = {}
    for block in blocks:
        wanted.setdefault(same_domain(block.domain or ""), block)
    found = {each.domain: each for each in Provider.objects.filter(domain__in=wanted).select_related("merged_into")}
    missing = [
        Provider(domain=domain, name=nfc(block.name or domain), images=_logos(block))
        for domain, block in wanted.items()
        if domain not in found
    ]
    found |= {provider.domain: provider for provider in Provider.objects.bulk_create(missing)}
    bare = [provider for provider in found.values() if not provider.images and not provider.in_data]
    bare = [provider for provider in bare if wanted[provider.domain].images]
    for provider in bare:
        provider.images = _logos(wanted[provider.domain])
    if bare:
        Provider.objects.bulk_update(bare, ["images"])
    return {domain: provider.merged_into or provider for domain, provider in found.items()}


def _logos(block: seed.Provider) -> list[object] | None:
    return [seed.as_json(image) for image in block.images] if block.images else None


def topics_for(names: Iterable[str]) -> dict[str, Topic]:
    """Return topics by name, in any spelling of Unicode.

    A former name finds its topic; the name of a merged topic finds what it was merged into.
    """
    spelled = {name: nfc(name) for name in names}
    wanted = list(dict.fromkeys(spelled.values()))
    found = {topic.name: topic for topic in Topic.objects.filter(name__in=wanted).select_related("merged_into")}
    aliases = TopicAlias.objects.filter(name__in=wanted).select_related("topic__merged_into")
    found |= {alias.name: alias.topic for alias in aliases if alias.name not in found}
    missing = [name for name in wanted if name not in found]
    if missing:
        slugs = free_slugs(missing)
        topics = [Topic(name=name, slug=slug) for name, slug in zip(missing, slugs, strict=True)]
        found |= {topic.name: topic for topic in Topic.objects.bulk_create(topics)}
    return {name: found[nfc_name].merged_into or found[nfc_name] for name, nfc_name in spelled.items()}


def names_of_topic(topic: Topic) -> list[str]:
    """Return its name and its former names."""
    return [topic.name, *topic.aliases.values_list("name", flat=True)]


def free_slugs(names: Iterable[str]) -> list[str]:
    """Return slugs for new topics: Unicode, unique (`-2` on a clash) and never equal to the address of another page."""
    taken = set(Topic.objects.values_list("slug", flat=True))
    slugs = []
    for name in names:
        base = shortened_slug(slug_of(name)) or "topic"
        base = base if is_free_slug(base) else f"topic-{base}"
        number, slug = 1, base
        while slug in taken:
            number += 1
            slug = f"{base}-{number}"
        taken.add(slug)
        slugs.append(slug)
    return slugs

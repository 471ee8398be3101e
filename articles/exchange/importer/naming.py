"""Decides which article each parsed file is, in the order of the files, and tells of what is odd about it. Writes nothing."""

from collections.abc import Sequence

from articles.bridge.slugs import derived_slug, former_by_slug, free_slug
from articles.exchange.importer.articles import Step
from articles.exchange.importer.identity import (
    Claims,
    copied_from,
    former_by_place,
    former_by_url,
    of_another_article,
    others_with_url,
    slug_by_url,
    slugs_by_place,
    taken_by_another,
)
from articles.exchange.report import Outcome
from articles.seed.problem import WARNING


def name(steps: Sequence[Step], claims: Claims) -> None:
    """Decide which article each file is, or reject it with the reason. Reads the database, changes nothing."""
    _give_way(steps, claims)
    former = former_by_slug(step.slug for step in steps if step.slug)
    for step in steps:
        gone = former.get(step.slug) if step.slug else None
        if not step.slug:
            gone = former_by_place(step.file, step.document)
            known = None if gone else slug_by_url(step.document, claims)
            gone = gone or (None if known else former_by_url(step.document))
            derived = step.file.slug or derived_slug(step.document.title, step.document.published_at)
            step.slug = known or free_slug(derived, claims)
        if gone:
            step.problem("former", f"the article was {gone.where_it_went}; the file is skipped", WARNING)
        elif step.slug in claims.by_slug:
            first = claims.by_slug[step.slug]
            step.reject("same-article", f"the same article as {first}, which came first; keep one of the two files")
        else:
            claims.claim(step.slug, step.file.shown, step.document)
    _tell_of_others(steps, claims)


def _give_way(steps: Sequence[Step], claims: Claims) -> None:
    """Let go of slugs that belong to other articles, however files found them: by a place in an upload, or by a dated name."""
    by_place = [
        (step.slug, step.document) for step in steps if step.slug and not step.file.slug and step.file.is_upload
    ]
    others = of_another_article(by_place)
    dated = [(step.slug, step.document) for step in steps if step.slug and step.slug == step.file.slug]
    taken = taken_by_another(dated)
    known = slugs_by_place(step.file for step in steps if step.slug in taken) if taken else {}
    for step in steps:
        if step.slug in others and not step.file.slug:
            step.slug = ""
        elif step.slug in taken and step.slug == step.file.slug:
            found = known.get(step.file.key, "")
            step.slug = "" if found == step.slug else found


def _tell_of_others(steps: Sequence[Step], claims: Claims) -> None:
    """Warn of names that are another article's, of copies, and of articles that are new under a URL that another has."""
    copies = copied_from([step.file for step in steps], claims)
    others = others_with_url([(step.slug, step.document) for step in steps if step.file.slug], claims)
    for step in steps:
        if step.outcome is Outcome.REJECTED or step.problems:
            continue
        step.copy_of = copies.get(step.slug, "") if step.slug == step.file.slug else ""
        if step.slug != step.file.slug and step.file.slug:
            step.warn("slug", f"{step.file.slug} is another article, with another address; this one is {step.slug}")
        if step.copy_of:
            step.warn(
                "copy", f"looks like a copy of {step.copy_of} that a program left; it is a draft until you decide"
            )
        elif others.get(step.slug) not in (None, *copies):
            step.warn("duplicate", f"has the address of {others[step.slug]}; both are listed as possible duplicates")

"""Every query has a name here, and chains of them read as English. Views, feeds and the API use the same chains.

*Public* has one meaning: `published(at=…)` for what has a page, `coverage_shown(at=…)` for what coverage may name.
"""

from articles.models.querysets.articles import ArticleQuerySet
from articles.models.querysets.audit import AuditQuerySet
from articles.models.querysets.dated import ChangeDates
from articles.models.querysets.edges import PairOfArticles, PartedQuerySet, RelatedLinkQuerySet
from articles.models.querysets.expressions import UtcMonth, changed_for_readers
from articles.models.querysets.former import FormerWordQuerySet
from articles.models.querysets.names import ArticleTopicQuerySet, NamedQuerySet, ProviderQuerySet, TopicQuerySet
from articles.models.querysets.pictures import ImageQuerySet, PictureQuerySet, PictureServerQuerySet
from articles.models.querysets.public import coverage_shown
from articles.models.querysets.records import (
    ActQuerySet,
    ConflictQuerySet,
    DuplicateQuerySet,
    FormerArticleQuerySet,
    ImportFileQuerySet,
    ImportProblemQuerySet,
    ImportQuerySet,
    PresenceQuerySet,
    RevisionQuerySet,
    SavedFilterQuerySet,
)
from articles.models.querysets.tallied import TallyQuerySet
from articles.models.querysets.undertakings import UndertakingQuerySet

__all__ = [
    "ActQuerySet",
    "ArticleQuerySet",
    "ArticleTopicQuerySet",
    "AuditQuerySet",
    "ChangeDates",
    "ConflictQuerySet",
    "DuplicateQuerySet",
    "FormerArticleQuerySet",
    "FormerWordQuerySet",
    "ImageQuerySet",
    "ImportFileQuerySet",
    "ImportProblemQuerySet",
    "ImportQuerySet",
    "NamedQuerySet",
    "PairOfArticles",
    "PartedQuerySet",
    "PictureQuerySet",
    "PictureServerQuerySet",
    "PresenceQuerySet",
    "ProviderQuerySet",
    "RelatedLinkQuerySet",
    "RevisionQuerySet",
    "SavedFilterQuerySet",
    "TallyQuerySet",
    "TopicQuerySet",
    "UndertakingQuerySet",
    "UtcMonth",
    "changed_for_readers",
    "coverage_shown",
]  # fmt: skip

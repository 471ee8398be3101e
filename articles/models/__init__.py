"""The tables, and every query by its name.

They may touch the codec's field table and `texts`. A manager belongs to its model, and a queryset's rows are that model's,
so tables and queries share a room. Ways in: the models, and `querysets`, whose chains read as English.
"""

from typing import TypeAlias

from articles.models.account import Account, accounts_beginning
from articles.models.act import Act
from articles.models.article import SCHEDULED, Article, Showing, Status, status_of_flags
from articles.models.audit import Audited, AuditLine
from articles.models.dependency import Dependency
from articles.models.duplicate import Duplicate
from articles.models.fields import digest_of, text_key, value_key
from articles.models.image import Image
from articles.models.imports import Import, ImportFile, ImportProblem
from articles.models.masthead import Masthead
from articles.models.parted import Parted
from articles.models.picture import LONGEST_URL, Picture, PictureServer
from articles.models.presence import Presence
from articles.models.provider import Provider
from articles.models.related import FormerWord, RelatedLink
from articles.models.revision import Conflict, FormerArticle, Passage, Revision
from articles.models.savedfilter import SavedFilter
from articles.models.signin import KnownAddress, Passkey, SignIn, StrictRole
from articles.models.tally import NO_DAY, Tally
from articles.models.topic import ArticleTopic, Topic, TopicAlias
from articles.models.undertaking import EntriesToPutBack, Undertaking
from articles.models.visit import Visit
from articles.models.vocabulary import Vocabulary

Named: TypeAlias = Topic | Provider  # what articles name: one row per name or domain

__all__ = [
    "LONGEST_URL",
    "NO_DAY",
    "SCHEDULED",
    "Account",
    "Act",
    "Article",
    "ArticleTopic",
    "AuditLine",
    "Audited",
    "Conflict",
    "Dependency",
    "Duplicate",
    "EntriesToPutBack",
    "FormerArticle",
    "FormerWord",
    "Image",
    "Import",
    "ImportFile",
    "ImportProblem",
    "KnownAddress",
    "Masthead",
    "Named",
    "Parted",
    "Passage",
    "Passkey",
    "Picture",
    "PictureServer",
    "Presence",
    "Provider",
    "RelatedLink",
    "Revision",
    "SavedFilter",
    "Showing",
    "SignIn",
    "Status",
    "StrictRole",
    "Tally",
    "Topic",
    "TopicAlias",
    "Undertaking",
    "Visit",
    "Vocabulary",
    "accounts_beginning",
    "digest_of",
    "status_of_flags",
    "text_key",
    "value_key",
]  # fmt: skip

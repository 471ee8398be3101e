"""The field table: what a seed document is made of, one row per field. Holds no behaviour.

The order of the rows is the order in which a document is written. A blank line separates neighbours whose `group`
differs. Every other module of the codec, the models' bridge and the admin's labels read these rows, so a new field
is a row here and an attribute in `document.py`.
"""

from dataclasses import dataclass
from enum import Enum
from typing import Final


class Kind(Enum):
    """What a value is: how it is read from text, and how it is written back."""

    TEXT = "text"
    URL = "a URL"
    IMAGE_URL = "a picture's URL"
    DOMAIN = "a domain"
    WHOLE = "a whole number"
    FLAG = "true or false"
    MOMENT = "a date and time"
    SEALED = "a sealed payload"
    TEXTS = "a list of texts"
    DATA = "any value"
    RECORD = "a mapping"
    RECORDS = "a list of mappings"
    RECORDS_OR_URLS = "a list of mappings or of URLs"


@dataclass(frozen=True, slots=True)
class Field:
    """One row. `limit` counts the characters of a text or the entries of a list; `least` is the smallest number that makes
    sense; `table` names a nested record's rows."""

    key: str
    name: str
    kind: Kind = Kind.TEXT
    required: bool = False
    quoted: bool = False
    group: int = 0
    limit: int = 20_000
    least: int | None = None
    table: str = ""
    label: str = ""
    help: str = ""


TITLE_LIMIT: Final = 2_000
URL_LIMIT: Final = 4_000
NAME_LIMIT: Final = 500
RELATED_LIMIT: Final = 200
LIST_LIMIT: Final = 500


def _url(key: str, name: str, label: str, help: str = "") -> Field:
    return Field(key, name, Kind.URL, quoted=True, limit=URL_LIMIT, label=label, help=help)


def _name(key: str, name: str, label: str, help: str = "", *, required: bool = False) -> Field:
    return Field(key, name, required=required, limit=NAME_LIMIT, label=label, help=help)


def _texts(key: str, name: str, label: str, help: str = "", group: int = 0) -> Field:
    return Field(key, name, Kind.TEXTS, limit=LIST_LIMIT, label=label, help=help, group=group)


IMAGE: Final = (
    Field("url", "url", Kind.IMAGE_URL, required=True, quoted=True, limit=URL_LIMIT, label="URL"),
    Field("width", "width", Kind.WHOLE, least=0, label="Width", help="Pixels, as the seed says."),
    Field("height", "height", Kind.WHOLE, least=0, label="Height", help="Pixels, as the seed says."),
    Field(
        "isCached",
        "is_cached",
        Kind.FLAG,
        label="Cached by the crawler",
        help="What the seed says about its own cache.",
    ),
    Field("title", "title", quoted=True, limit=TITLE_LIMIT, label="Title"),
    _name("attribution", "attribution", "Credit", "Who made the picture."),
)

CREDIT: Final = (
    _name("name", "name", "Name"),
    Field("domain", "domain", Kind.DOMAIN, limit=253, label="Domain"),
    Field("images", "images", Kind.RECORDS, table="image", limit=50, label="Logos"),
    Field("publishers", "publishers", Kind.DATA, label="Publishers"),
    Field("authors", "authors", Kind.DATA, label="Authors"),
)

PROVIDER: Final = (
    CREDIT[0],
    Field("domain", "domain", Kind.DOMAIN, required=True, limit=253, label="Domain"),
    *CREDIT[2:],
)

RELATED: Final = (
    Field("title", "title", required=True, quoted=True, limit=TITLE_LIMIT, label="Headline"),
    Field("excerpt", "excerpt", quoted=True, label="Excerpt"),
    Field("publishedDateTime", "published_at", Kind.MOMENT, label="Published"),
    Field("updatedDateTime", "updated_at", Kind.MOMENT, label="Updated"),
    _url("sourceUrl", "source_url", "Source URL"),
    _url("originalUrl", "original_url", "Original URL"),
    _url("webUrl", "web_url", "Web URL"),
    _url("ampWebUrl", "amp_url", "AMP URL"),
    _url("cdnAmpWebUrl", "cdn_amp_url", "AMP URL on a CDN"),
    _name("type", "type", "Type"),
    Field("provider", "provider", Kind.RECORD, table="credit", label="Provider"),
    Field("quality", "quality", Kind.WHOLE, label="Quality"),
    Field("images", "images", Kind.RECORDS, table="image", limit=200, label="Pictures"),
)

ARTICLE: Final = (
    _name("category", "category", "Category", "The section of the archive, such as news."),
    Field("title", "title", required=True, quoted=True, limit=TITLE_LIMIT, label="Headline"),
    Field("excerpt", "excerpt", quoted=True, label="Excerpt", help="One or two sentences, as the provider wrote them."),
    Field(
        "publishedDateTime",
        "published_at",
        Kind.MOMENT,
        required=True,
        label="Published",
        help="When the original appeared.",
    ),
    Field("updatedDateTime", "updated_at", Kind.MOMENT, label="Updated", help="When the original was last changed."),
    _url("sourceUrl", "source_url", "Source URL", "Where the crawler found it."),
    _url("originalUrl", "original_url", "Original URL", "Where the original stands, if not at the web URL."),
    _url("webUrl", "web_url", "Web URL", "Where readers find it. This or the original URL is needed."),
    _url("ampWebUrl", "amp_url", "AMP URL", "Its AMP version on the provider's site."),
    _url("cdnAmpWebUrl", "cdn_amp_url", "AMP URL on a CDN", "Its AMP version on a CDN."),
    _name("type", "type", "Type", "article, video, …"),
    _name("locale", "locale", "Locale", "Language and region, such as en-us. Empty: the site's."),
    Field("quality", "quality", Kind.WHOLE, label="Quality", help="The crawler's score of this article alone."),
    Field(
        "heat",
        "heat",
        Kind.WHOLE,
        label="Heat",
        help="The score of its whole story; -1 where it is folded under another.",
    ),
    Field("removed", "removed", Kind.FLAG, label="Removed", help="The seed's word that it is withdrawn."),
    Field("published", "published", Kind.FLAG, label="Published", help="The seed's word that it is on the site."),
    Field(
        "goLiveAt", "go_live_at", Kind.MOMENT, label="Go live at", help="A published article stays hidden until then."
    ),
    Field(
        "featuredContent",
        "featured_content",
        quoted=True,
        group=1,
        label="Featured content",
        help="An embed, as the provider gives it; only known players are shown.",
    ),
    Field("highlight", "highlight", group=1, label="Highlight"),
    Field("provider", "provider", Kind.RECORD, required=True, group=2, table="provider", label="Provider"),
    _texts("topics", "topics", "Topics", group=3),
    _texts("tags", "tags", "Tags", group=4),
    Field("images", "images", Kind.RECORDS, group=5, table="image", limit=200, label="Pictures"),
    Field("related", "related", Kind.RECORDS, group=6, table="related", limit=RELATED_LIMIT, label="Related coverage"),
    Field(
        "secured",
        "secured",
        Kind.SEALED,
        quoted=True,
        group=7,
        limit=1_000_000,
        label="Sealed payload",
        help="Kept byte for byte; never shown in public.",
    ),
)

_DATA_IMAGE: Final = (Field("url", "url", Kind.IMAGE_URL, required=True, limit=URL_LIMIT, label="URL"), *IMAGE[1:])

TOPIC: Final = (
    _name("taxonomy", "taxonomy", "Kind of document", required=True),
    _name("_id", "id", "Identifier", "The topic's name in addresses.", required=True),
    _name("name", "name", "Name", required=True),
    _name("shortname", "shortname", "Short name"),
    _name("parent", "parent", "Parent", "The name of the topic above it."),
    _texts("keywords", "keywords", "Keywords"),
    _texts("hashtags", "hashtags", "Hashtags"),
    Field("images", "images", Kind.RECORDS_OR_URLS, table="data_image", limit=200, label="Pictures"),
    Field("services", "services", Kind.DATA, label="Services"),
)

ORGANIZATION: Final = (
    _name("taxonomy", "taxonomy", "Kind of document", required=True),
    _name("_id", "id", "Identifier", required=True),
    _name("name", "name", "Name", required=True),
    _texts("otherNames", "other_names", "Other names"),
    Field("domain", "domain", Kind.DOMAIN, limit=253, label="Domain"),
    Field("description", "description", label="Description"),
    Field("images", "images", Kind.RECORDS, table="data_image", limit=200, label="Logos"),
)

TABLES: Final[dict[str, tuple[Field, ...]]] = {
    "article": ARTICLE,
    "provider": PROVIDER,
    "credit": CREDIT,
    "image": IMAGE,
    "data_image": _DATA_IMAGE,
    "related": RELATED,
    "topic": TOPIC,
    "organization": ORGANIZATION,
}

NEEDS_URL: Final = frozenset({"article", "related"})  # tables in which each record needs a webUrl or an originalUrl

FIELD_OF: Final = {field.key: field for field in ARTICLE}
BY_NAME: Final = {table: {field.name: field for field in fields} for table, fields in TABLES.items()}

# Text that people type and read unchanged: forms, working copies and the joining of articles take their fields from here.
TYPED: Final = tuple(field.name for field in ARTICLE if field.kind in (Kind.TEXT, Kind.URL))
COUNTED: Final = tuple(field.name for field in ARTICLE if field.kind is Kind.WHOLE)

# The keys of an item of the JSON API, in the order that existing clients know.
API_ITEM: Final = (
    "title", "excerpt", "sourceUrl", "webUrl", "originalUrl", "featuredContent", "highlight", "heat", "tags", "images",
    "content", "type", "ampWebUrl", "cdnAmpWebUrl", "publishedDateTime", "updatedDateTime", "provider",
    "locale", "categories", "topics",
)  # fmt: skip
API_IMAGE: Final = ("url", "width", "height", "title", "attribution", "isCached")
API_PROVIDER: Final = ("name", "domain", "images", "publishers", "authors")

STATUS_FLAGS: Final = ("published", "removed", "heat")

"""Links that show one unpublished article to somebody without an account, for a week. Stores nothing: the link is signed."""

from datetime import datetime, timedelta

from django.core import signing

from articles.models import Article
from articles.reading.links import link

LASTS = timedelta(days=7)
_SALT = "articles.preview"


def preview_link(article: Article) -> str:
    """An absolute address that shows the article until it ends, whatever becomes of it until then."""
    return link("preview", signing.dumps(article.pk, salt=_SALT))


def ends_at(at: datetime) -> datetime:
    """When a link that is made now ends."""
    return at + LASTS


def previewed(token: str) -> int | None:
    """The article's key; None where the token is not ours or has ended."""
    try:
        pk = signing.loads(token, salt=_SALT, max_age=LASTS)
    except signing.BadSignature:
        return None
    return pk if isinstance(pk, int) else None

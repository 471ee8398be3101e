"""Links that show one unpublished article to somebody without an account, for a week. Stores nothing: the link is signed."""

from datetime import datetime, timedelta

from django.core import signing

from articles.models import Article
from articles.reading.links import link

LASTS = timedelta(days=7)
_SALT = "articles.preview"


def preview_link(article: Article) -> str:
    """Return an absolute address that shows the article until the link expires, whatever happens to the article until then."""
    return link("preview", signing.dumps(article.pk, salt=_SALT))


def ends_at(at: datetime) -> datetime:
    """Return when a link that is made at this moment expires."""
    return at + LASTS


def previewed(token: str) -> int | None:
    """Return the article's key; None where the token is not ours or has expired."""
    try:
        pk = signing.loads(token, salt=_SALT, max_age=LASTS)
    except signing.BadSignature:
        return None
    return pk if isinstance(pk, int) else None

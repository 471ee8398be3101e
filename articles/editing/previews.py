"""Links that show one unpublished article to somebody without an account, for a week; until then somebody can end them, and
withdrawing the article does. A link is not stored: it is signed.
"""

from datetime import UTC, datetime, timedelta

from django.core import signing
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from articles.audit import write
from articles.models import Article, Audited, Revision, Status
from articles.reading.links import link

LASTS = timedelta(days=7)
_SALT = "articles.preview"


def preview_link(article: Article) -> str:
    """Return an absolute address that shows the article until the link ends, whatever else happens to the article."""
    return link("preview", signing.dumps([article.pk, timezone.now().timestamp()], salt=_SALT))


def ends_at(at: datetime) -> datetime:
    """Return when a link that is made at this moment expires."""
    return at + LASTS


def end_previews(article: Article, at: datetime) -> None:
    """Let no link that was made until now show the article any more."""
    with transaction.atomic():
        Article.objects.filter(pk=article.pk).update(previews_ended_at=at)
        write(Audited.PREVIEW, "Ended the preview links of", subject=article)


def previewed(token: str) -> int | None:
    """Return the article's key; None where the token is not ours, has expired or was ended."""
    try:
        found = signing.loads(token, salt=_SALT, max_age=LASTS)
    except signing.BadSignature:
        return None
    # A link of before links could be ended holds only the key.
    pk, made = found if isinstance(found, list) else (found, 0)
    if not isinstance(pk, int):
        return None
    return pk if _is_open(pk, datetime.fromtimestamp(made, UTC)) else None


def _is_open(pk: int, made_at: datetime) -> bool:
    """Return whether links of that moment show the article still: they were not ended, nor was it withdrawn since."""
    if Revision.objects.filter(article=pk, became=Status.WITHDRAWN, at__gte=made_at).exists():
        return False
    is_open = Q(previews_ended_at__isnull=True) | Q(previews_ended_at__lt=made_at)
    return Article.objects.filter(is_open, pk=pk).exclude(status=Status.WITHDRAWN).exists()

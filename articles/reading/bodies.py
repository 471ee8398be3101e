"""The body of an article as its page shows it, with our copies of the pictures in it. Changes nothing."""

from django.utils.safestring import SafeString

from articles.models import Article, Picture
from articles.reading.prose import as_html, pictures_in
from articles.texts.addresses import address


def body_of(article: Article) -> SafeString:
    """Return the article's body as HTML. It costs a query only where there are pictures in it."""
    base = address(article.url)
    return as_html(article.body, base, Picture.objects.shown_for(pictures_in(article.body, base)))

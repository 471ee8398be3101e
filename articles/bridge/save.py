"""One document to write, with what is known of it. Writes nothing."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from articles import seed
from articles.bridge.stored import Row
from articles.bridge.words import Former
from articles.models import Article, Showing, Status


@dataclass
class Save:
    """One document to write. `before` is the article's document until now; without an article a new one is created.

    `file` is, for an import, the document of the file: its words become the last imported ones. `links` gives the targets
    and own values of its related entries, in order, where they are already known; of these, `brought` names the values that
    the file brings anew, which are the entry's own only where they are not its article's, and `by_editors` those that an
    editor gave although the file says otherwise; `dropped` are the URLs of entries that stay although the file has dropped them.
    `once` is what an article that comes back once said.
    """

    document: seed.Article
    article: Article
    status: Status
    before: seed.Article | None = None
    file: seed.Article | None = None
    links: Sequence[Row | None] | None = None
    brought: Sequence[Collection[str]] = ()
    by_editors: Sequence[frozenset[str]] = ()
    dropped: Sequence[str] = ()
    once: Former = ()

    @property
    def is_new(self) -> bool:
        return self.before is None

    @property
    def showings(self) -> tuple[Showing | None, Showing]:
        """What decides whether readers see the article, now and then. Ask before it is written."""
        was = Showing(self.article.status, self.before.go_live_at) if self.before else None
        return was, Showing(self.status, self.document.go_live_at)

    @property
    def is_change(self) -> bool:
        """Whether the article's document or status would change."""
        return self.is_new or self.before != self.document or self.article.status != self.status

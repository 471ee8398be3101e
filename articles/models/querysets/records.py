"""The queries of records: acts, revisions, conflicts, imports, former articles, possible duplicates and the like."""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Count, Exists, OuterRef, Q, Subquery
from django.utils import timezone

from articles.models.querysets.expressions import at_within
from articles.models.querysets.public import PUBLISHED, UNSEEN, is_live
from articles.seed.problem import PASSED_OVER
from articles.texts.days import Days

if TYPE_CHECKING:
    from articles.models import (  # noqa: F401
        Account,
        Act,
        Article,
        Conflict,
        Duplicate,
        FormerArticle,
        Import,
        ImportFile,
        ImportProblem,
        Presence,
        Provider,
        Revision,
        SavedFilter,
        Topic,
    )


def _as_json(row: dict[str, Any]) -> dict[str, Any]:
    return {name: value.isoformat() if isinstance(value, datetime) else value for name, value in row.items()}


class ActQuerySet(models.QuerySet["Act"]):
    def since(self, instant: datetime) -> "ActQuerySet":
        return self.filter(at__gte=instant)

    def within(self, days: Days) -> "ActQuerySet":
        """Those of some days."""
        return self.filter(at_within(days))

    def by_hand(self) -> "ActQuerySet":
        """All but imports."""
        return self.filter(by_import=None)

    def by_user(self, user: "Account") -> "ActQuerySet":
        return self.filter(by=user.pk)

    def changing(self) -> "ActQuerySet":
        """Those that changed something."""
        return self.filter(number__gt=0)

    def following(self, pk: int) -> "ActQuerySet":
        """Those after one, oldest first."""
        return self.filter(pk__gt=pk).order_by("pk")

    def imports_taken_back(self) -> "ActQuerySet":
        return self.filter(by_import__isnull=False, undone_at__isnull=False).defer("beside")

    def standing(self) -> "ActQuerySet":
        """Those that nobody has undone."""
        return self.filter(undone_at__isnull=True)

    def latest_first(self) -> "ActQuerySet":
        """Leaves out a column that only undoing needs and that may be large."""
        return self.defer("beside").order_by("-pk")

    def with_what_goes_on(self) -> "ActQuerySet":
        """With the import or the undertaking that perhaps still goes on with it."""
        rows: Any = self.select_related("by_import", "undertaking")
        found: ActQuerySet = rows.defer("beside", "by_import__claims", "undertaking__waiting", "undertaking__left")
        return found

    def for_change(self) -> "ActQuerySet":
        """Locked until the transaction ends; see `ArticleQuerySet.for_change`."""
        return self.select_for_update(of=("self",))


class RevisionQuerySet(models.QuerySet["Revision"]):
    def applied(self) -> "RevisionQuerySet":
        return self.filter(applied=True)

    def for_history(self) -> "RevisionQuerySet":
        return self.select_related("by", "part_of").defer("text").order_by("-pk")

    def of_act(self, act: "Act") -> "RevisionQuerySet":
        """What an act wrote, in order. Adds `previous`, the revision with the text that the article had before, and
        `is_last`, whether nothing has been written to the article since."""
        same = self.model._default_manager.filter(article=OuterRef("article"), name=OuterRef("name"), applied=True)
        before = same.filter(pk__lt=OuterRef("pk")).order_by("-pk").values("pk")[:1]
        rows: Any = self.filter(part_of=act)
        found: RevisionQuerySet = rows.annotate(
            previous=Subquery(before), is_last=~Exists(same.filter(pk__gt=OuterRef("pk")))
        )
        return found.order_by("pk")

    def of_acts(self, acts: Iterable[int]) -> "RevisionQuerySet":
        """What some acts wrote, in order, each with the text before it."""
        return self.with_previous().filter(part_of__in=list(acts), applied=True).order_by("pk")

    def with_previous(self) -> "RevisionQuerySet":
        """Adds `previous`, the revision with the text that the document had before."""
        same = Q()
        for subject in ("article", "topic", "provider"):
            same |= Q(**{subject: OuterRef(subject)})
        earlier = self.model._default_manager.filter(same, name=OuterRef("name"), applied=True, pk__lt=OuterRef("pk"))
        rows: Any = self
        found: RevisionQuerySet = rows.annotate(previous=Subquery(earlier.order_by("-pk").values("pk")[:1]))
        return found

    def about(self, subject: "Article | Topic | Provider") -> "RevisionQuerySet":
        """The history of one document."""
        return self.filter(**{subject._meta.model_name or "": subject.pk})

    def written_by(self, record: "Import") -> "RevisionQuerySet":
        """What an import wrote, in order. Adds `is_new`, whether no file had brought the document before, and
        `previous`, the revision before it."""
        same = Q()
        for subject in ("article", "topic", "provider"):
            same |= Q(**{subject: OuterRef(subject)})
        earlier = self.model._default_manager.filter(same, pk__lt=OuterRef("pk"))
        newest_first = earlier.order_by("-pk").values("pk")[:1]
        rows: Any = self.filter(by_import=record)
        found: RevisionQuerySet = rows.annotate(
            is_new=~Exists(earlier.filter(kind="import")), previous=Subquery(newest_first)
        )
        return found.defer("text").order_by("pk")


class FormerArticleQuerySet(models.QuerySet["FormerArticle"]):
    def called(self, slug: str) -> "FormerArticleQuerySet":
        return self.filter(slug=slug)

    def called_any(self, slugs: Iterable[str]) -> "FormerArticleQuerySet":
        return self.filter(slug__in=list(slugs))

    def leading_to_public(self, at: datetime | None = None) -> "FormerArticleQuerySet":
        """Those whose old addresses lead readers to a page."""
        live = Q(successor__status=PUBLISHED) & is_live(at or timezone.now(), "successor__")
        return self.filter(live).select_related("successor")

    def merged(self) -> "FormerArticleQuerySet":
        """Those that were joined with another article."""
        return self.filter(successor__isnull=False)

    def with_url(self, web: Iterable[int | None], original: Iterable[int | None]) -> "FormerArticleQuerySet":
        """Those whose URLs had these keys; the caller must compare the texts."""
        web, original = [key for key in web if key is not None], [key for key in original if key is not None]
        return self.filter(Q(web_key__in=web) | Q(original_key__in=original))


class ConflictQuerySet(models.QuerySet["Conflict"]):
    def open(self) -> "ConflictQuerySet":
        return self.filter(closed_at__isnull=True)

    def of(self, articles: "Iterable[Article | int]") -> "ConflictQuerySet":
        return self.filter(article__in=list(articles))

    def for_keeping(self) -> dict[int, list[dict[str, Any]]]:
        """Return, by article and as JSON, what is to be kept of its conflicts when it is removed."""
        kept: dict[int, list[dict[str, Any]]] = {}
        columns = ("pk", "article", "field", "ours", "theirs", "revision_id", "opened_at", "closed_at")
        for row in self.order_by("pk").values(*columns):
            rest = _as_json(row)
            kept.setdefault(rest.pop("article"), []).append(rest)
        return kept

    def about_others_than(self, fields: Iterable[str]) -> "ConflictQuerySet":
        found = list(fields)
        return self.exclude(field__in=found) if found else self.all()

    def one_per_article(self, unseen: Iterable[str] = ()) -> "ConflictQuerySet":
        """The oldest open conflict of each article; adds `fields`, how many of its fields have an open conflict. Fields that are
        `unseen` count as if they had none."""
        every: ConflictQuerySet = self.model._default_manager.about_others_than(unseen)
        same = every.filter(article=OuterRef("article"), closed_at__isnull=True).order_by()
        number: Any = same.values("article").annotate(number=Count("field", distinct=True)).values("number")
        oldest: ConflictQuerySet = (
            self.about_others_than(unseen).open().filter(~Exists(same.filter(pk__lt=OuterRef("pk"))))
        )
        rows: ConflictQuerySet = oldest.annotate(fields=Subquery(number))
        return rows.select_related("article__provider", "revision").defer(
            "revision__text", *(f"article__{name}" for name in (*UNSEEN, "body"))
        )


class PresenceQuerySet(models.QuerySet["Presence"]):
    def others(self, article: "Article", user: "Account", since: datetime) -> "models.QuerySet[Any, str]":
        """Return the names of the users, except one, who have had an article open since an instant."""
        rows: Any = self.filter(article=article, seen_at__gte=since).exclude(user=user.pk).order_by("user__username")
        names: models.QuerySet[Any, str] = rows.values_list("user__username", flat=True)
        return names

    def before(self, instant: datetime) -> "PresenceQuerySet":
        return self.filter(seen_at__lt=instant)


class DuplicateQuerySet(models.QuerySet["Duplicate"]):
    def open(self) -> "DuplicateQuerySet":
        return self.filter(dismissed_at__isnull=True)

    def dismissed(self) -> "DuplicateQuerySet":
        return self.filter(dismissed_at__isnull=False)

    def of(self, articles: "Iterable[Article | int]") -> "DuplicateQuerySet":
        """Pairs that contain one of the articles."""
        pks = list(articles)
        return self.filter(Q(first__in=pks) | Q(second__in=pks))

    def for_keeping(self, articles: Iterable[int]) -> dict[int, list[dict[str, Any]]]:
        """Return, by article and as JSON, what is to be kept of its possible duplicates when it is removed."""
        kept: dict[int, list[dict[str, Any]]] = {pk: [] for pk in articles}
        columns = ("pk", "first_id", "second_id", "why", "likeness", "found_at", "dismissed_at", "dismissed_by")
        for row in self.order_by("pk").values(*columns):
            for pk in {row["first_id"], row["second_id"]} & kept.keys():
                kept[pk].append(_as_json(row))
        return kept

    def for_list(self) -> "DuplicateQuerySet":
        return self.select_related("first__provider", "second__provider").defer(
            *(f"{side}__{name}" for side in ("first", "second") for name in (*UNSEEN, "body"))
        )


class ImportQuerySet(models.QuerySet["Import"]):
    def for_pages(self) -> "ImportQuerySet":
        """Adds `has_uploads`, whether files still wait for it."""
        found: ImportQuerySet = self.defer("claims").annotate(has_uploads=self._waiting())
        return found

    def for_change(self) -> "ImportQuerySet":
        """Locked until the transaction ends; see `ArticleQuerySet.for_change`."""
        return self.select_for_update(of=("self",))

    def in_state(self, states: Collection[str]) -> "ImportQuerySet":
        return self.filter(state__in=states)

    def silent_since(self, at: datetime) -> "ImportQuerySet":
        return self.filter(touched_at__lt=at)

    def with_uploads(self, *, kept: bool = True) -> "ImportQuerySet":
        """Those whose uploads still wait, or those that have none."""
        return self.filter(self._waiting() if kept else ~self._waiting())

    def _waiting(self) -> Exists:
        upload: Any = self.model._meta.get_field("uploads").related_model
        return Exists(upload.objects.filter(record=OuterRef("pk")))


class ImportFileQuerySet(models.QuerySet["ImportFile"]):
    def of(self, record: "Import") -> "ImportFileQuerySet":
        return self.filter(record=record).order_by("position")

    def at(self, first: int, after: int) -> "ImportFileQuerySet":
        """Those at the places from `first` up to, but not including, `after`."""
        return self.filter(position__gte=first, position__lt=after)

    def planned_as(self, outcome: str) -> "ImportFileQuerySet":
        return self.filter(outcome=outcome).defer("data")


class ImportProblemQuerySet(models.QuerySet["ImportProblem"]):
    def errors_since(self, instant: datetime) -> "ImportProblemQuerySet":
        """Why files were rejected by the imports since then."""
        return self.filter(severity="error", record__began_at__gte=instant)

    def of(self, record: "Import") -> "ImportProblemQuerySet":
        return self.filter(record=record).order_by("pk")

    def of_files(self) -> "ImportProblemQuerySet":
        """All but those of folders that are passed over."""
        return self.exclude(code=PASSED_OVER)

    def but_conflicts(self) -> "ImportProblemQuerySet":
        return self.exclude(severity="conflict")


class SavedFilterQuerySet(models.QuerySet["SavedFilter"]):
    def seen_by(self, user: "Account") -> "SavedFilterQuerySet":
        """A user's own filters and the shared ones, by name."""
        return self.filter(Q(owner=user.pk) | Q(is_shared=True)).order_by("name", "pk")

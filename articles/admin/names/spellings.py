"""The spellings of a provider's or topic's name in the admin, each adopted or corrected with one button."""

from django.http import HttpRequest, HttpResponse

from articles.admin.kit.filters import Choice
from articles.admin.kit.pages import why_refused
from articles.admin.names.pages import NamePage
from articles.editing import spellings
from articles.editing.saving import TakenError
from articles.history.rights import may_change
from articles.history.work import StaleError
from articles.models.querysets import NamedQuerySet
from articles.seed import SeedError


class SpelledOtherwise(Choice[NamedQuerySet]):
    title, parameter_name = "spelling", "spelled"

    options = (("otherwise", "Spelled differently in articles"),)

    def narrowed(self, rows: NamedQuerySet) -> NamedQuerySet:
        return rows.spelled_otherwise() if self.value() == "otherwise" else rows


class SpellingsPage(NamePage):
    """Shows how articles spell the name of a provider or a topic; a POST adopts or corrects a spelling."""

    route, name = "<key:pk>/spellings/", "spellings"
    template = "admin/articles/spellings.html"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        self.title = f"Spellings of {self.subject}"
        return self.shown(
            subject=self.subject, rows=spellings.spellings_of(self.subject), may_adopt=self.may_change(),
            may_correct=may_change(request.user, None),
        )  # fmt: skip

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        if "adopt" in request.POST:
            self.need(self.may_change())
            self._adopt(self.posted("adopt"))
        else:
            self.need(may_change(request.user, None))
            self._correct(self.posted("correct"))
        return self.here()

    def _correct(self, spelling: str) -> None:
        try:
            number = spellings.correct(self.subject, spelling, by=self.by)
        except SeedError as wrong:
            self.refused(f"The name cannot be written into an article: {why_refused(wrong)}.")
        else:
            self.done(f"Corrected in {number} article{'' if number == 1 else 's'}, with a revision each.")

    def _adopt(self, spelling: str) -> None:
        was = self.subject.name
        try:
            spellings.adopt(self.subject, spelling, by=self.by)
        except StaleError:
            self.refused("No article uses that spelling any more. Nothing is changed.")
        except TakenError:
            self.refused(
                f"“{spelling}” is the name of another topic. Where that is merged into this one, part the two, and merge this one"
                " into it. Nothing is changed."
            )
        except SeedError as wrong:
            self.refused(f"That cannot be its name: {why_refused(wrong)}. Nothing is changed.")
        else:
            self.done(f"“{spelling}” is now the name; “{was}” still finds it.")

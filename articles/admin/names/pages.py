"""What the pages of topics and providers have in common."""

from typing import Any

from django.http import Http404

from articles.admin.kit.pages import Page


class NamePage(Page):
    """A page about the topic or provider whose `pk` is in its address."""

    subject: Any

    def prepare(self) -> None:
        self.subject = self.admin.get_object(self.request, str(self.kwargs["pk"]))
        if self.subject is None:
            raise Http404("no such page")

    def may_see_it(self) -> bool:
        return bool(self.admin.has_view_or_change_permission(self.request, self.subject))

    def may_change(self) -> bool:
        return bool(self.admin.has_change_permission(self.request, self.subject))

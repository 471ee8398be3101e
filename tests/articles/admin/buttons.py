"""Everything that a page of the admin posts, with the least role that may: a table for the test that presses all of it."""

import json
import re
from collections.abc import Callable
from html import unescape
from typing import Any, NamedTuple

from django.apps import apps
from django.test import Client
from django.urls import reverse

from articles.models import (
    Act,
    Article,
    AuditLine,
    Conflict,
    Duplicate,
    Import,
    Masthead,
    Picture,
    Provider,
    Revision,
    SavedFilter,
    Topic,
    Undertaking,
)
from tests.articles.admin.imports.uploading import upload, zipped
from tests.articles.admin.signed_in import act
from tests.pages import form_of
from tests.seeds import seed_text

NOBODY = "nobody"


class Button(NamedTuple):
    """`what` is the name of an address or, after a colon, an action or one of several buttons of a page."""

    what: str
    least: str
    press: Callable[[Client], Any]


def at(name: str, *keys: Any) -> str:
    return reverse(f"admin:articles_{name}", args=keys)


def one(slug: str) -> Article:
    found: Article = Article.objects.get(slug=f"2023-01-{slug}")
    return found


def pk(slug: str) -> int:
    return one(slug).pk


def topic(name: str) -> int:
    return int(Topic.objects.get(name=name).pk)


def save(address: str, field: str, **typed: Any) -> Callable[[Client], Any]:
    """Fill in a form as an administrator sees it and post it: what a page does not offer can be posted all the same."""

    def press(client: Client) -> Any:
        return client.post(address, fields_of(client.get(address), field) | typed)

    return press


def fields_of(page: Any, field: str) -> dict[str, Any]:
    """The fields of a page's form, of none where the page has no such form."""
    try:
        return form_of(page, field)
    except StopIteration:
        return {}


def post(address: str, **sent: Any) -> Callable[[Client], Any]:
    return lambda client: client.post(address, sent)


def chosen(action: str, slug: str = "26-same-1", **more: Any) -> Callable[[Client], Any]:
    return lambda client: act(client, action, [one(slug)], **more)


def triaged(does: str, **more: Any) -> Callable[[Client], Any]:
    article = one("26-same-1")
    return post(at("article_triage"), article=article.pk, version=article.version, act=does, **more)


def storied(does: str, member: str, **more: Any) -> Callable[[Client], Any]:
    def press(client: Client) -> Any:
        sent = {"act": does, "member": [pk(member)], **more}
        address = at("article_story", pk("24-harbour"))
        asked = client.post(address, sent)
        if asked.status_code != 200:
            return asked
        seen = re.search(r'name="confirmed" value="([^"]*)"', asked.content.decode())
        # Who is not offered the button may send what it would.
        confirmed = unescape(seen[1]) if seen else json.dumps(dict(Article.objects.values_list("pk", "version")))
        return client.post(address, sent | {"confirmed": confirmed, f"status-{pk(member)}": "draft"})

    return press


def the_buttons() -> list[Button]:
    return [*_of_articles(), *_of_the_desk(), *_of_names(), *_of_imports(), *_of_records()]


def _of_articles() -> list[Button]:
    same, other, tides = pk("26-same-1"), pk("26-same-2"), pk("25-tides")
    return [
        *(Button(f"article: set_{to}", least, chosen(f"set_{to}", slug)) for to, least, slug in (
            ("published", "publisher", "26-same-1"), ("review", "editor", "26-same-1"), ("folded", "editor", "26-same-1"),
            ("draft", "editor", "27-review"), ("withdrawn", "publisher", "24-harbour"))),
        Button("article: add_topic", "editor", chosen("add_topic", topic=str(topic("Quay")))),
        Button("article: remove_topic", "editor", chosen("remove_topic", topic=str(topic("Sea")))),
        Button("article: set_go_live", "publisher", chosen("set_go_live", go_live_at_0="2030-01-01", go_live_at_1="10:00")),
        Button("article: delete_selected", "publisher", post(at("article_changelist"), action="delete_selected",
            _selected_action=[same], post="yes")),
        Button("article_change", "editor", save(at("article_change", same), "title", title="Another")),
        Button("article_add", "contributor", save(at("article_add"), "title", title="New", provider=Provider.objects.first().pk,  # type: ignore[union-attr]
            web_url="https://news.example.org/new", published_at_0="2023-01-30", published_at_1="10:00", status="draft")),
        Button("article_delete", "publisher", post(at("article_delete", same), post="yes")),
        Button("article_restore", "editor", post(at("article_restore", tides),
            revision=one("25-tides").revisions.order_by("pk")[0].pk)),
        Button("article_merge", "publisher", save(at("article_merge", same, other), f"version-{same}", keep=str(same))),
        Button("article_merge: dismiss", "editor", save(at("article_merge", same, other), f"version-{same}", dismiss="1")),
        Button("article_conflicts", "editor", save(at("article_conflicts", tides), "version", take="title")),
        Button("article_end_previews", "editor", post(at("article_end_previews", tides))),
        Button("article_save_filter", "contributor", post(at("article_save_filter"), name="Mine", query="q=a")),
        Button("article_forget_filter", "administrator", post(at("article_forget_filter", SavedFilter.objects.get().pk))),
    ]  # fmt: skip


def _of_the_desk() -> list[Button]:
    going, stopped = Undertaking.objects.order_by("pk").values_list("act", flat=True)
    return [
        Button("article_triage: publish", "publisher", triaged("publish")),
        Button("article_triage: review", "editor", triaged("send")),
        Button("article_triage: withdraw", "publisher", triaged("withdraw")),
        Button("article_triage: fold", "editor", triaged("fold", under=pk("24-harbour"))),
        Button("article_triage: topic", "editor", triaged(f"topic:{topic('Quay')}")),
        Button("article_triage", "editor", triaged("title", title="Another")),
        Button("article_story: split", "editor", storied("split", "24-ferry")),
        Button("article_story: alone", "editor", storied("alone", "24-ferry")),
        Button("article_story: move", "editor", storied("move", "24-ferry", to="news.example.org/same-1")),
        Button("article_story", "publisher", storied("lead", "24-ferry")),
        Button("act_step", "editor", post(at("act_step", going), position=0)),
        Button("act_stop", "editor", post(at("act_stop", going))),
        Button("act_resume", "editor", post(at("act_resume", stopped))),
        Button("act_leave", "editor", post(at("act_leave", stopped))),
        Button("act_undo", "editor", post(at("act_undo", Act.objects.changing().latest("pk").pk))),
        Button("duplicate: dismiss", "editor", post(at("duplicate_changelist"), action="dismiss",
            _selected_action=[Duplicate.objects.get().pk])),
        Button("masthead_change", "administrator",
            save(at("masthead_change", Masthead.objects.get().pk), "tag_line", tag_line="Another")),
    ]  # fmt: skip


def _of_names() -> list[Button]:
    buttons = []
    for model, field, kept, gone in (
        ("topic", "name", topic("Quay"), topic("Boats")),
        (
            "provider",
            "name",
            Provider.objects.get(domain="news.example.org").pk,
            Provider.objects.get(domain="b.example").pk,
        ),
    ):
        new = {"name": "New"} if model == "topic" else {"name": "New", "domain": "new.example"}
        into = topic("Sea") if model == "topic" else gone
        buttons += [
            Button(f"{model}_change", "editor", save(at(f"{model}_change", kept), field, name="Another")),
            Button(f"{model}_add", "editor", save(at(f"{model}_add"), field, **new)),
            Button(f"{model}_delete", "editor", post(at(f"{model}_delete", gone), post="yes")),
            Button(f"{model}: delete_selected", "editor", post(at(f"{model}_changelist"), action="delete_selected",
                _selected_action=[gone], post="yes")),
            Button(f"{model}_restore", "editor", post(at(f"{model}_restore", kept),
                revision=Revision.objects.filter(**{model: kept}).order_by("pk")[0].pk)),
            Button(f"{model}_merge", "publisher", post(at(f"{model}_merge", kept), into=into)),
        ]  # fmt: skip
    provider = Provider.objects.get(domain="news.example.org").pk
    return [
        *buttons,
        Button("topic_merge: part", "publisher", post(at("topic_merge", topic("Sea")), part=topic("Ocean"))),
        Button("topic_tree", "editor", post(at("topic_tree"), up=topic("Sea"))),
        Button("topic_spellings", "editor", post(at("topic_spellings", topic("Sea")), correct="Ocean")),
        Button("provider_spellings: adopt", "editor", post(at("provider_spellings", provider), adopt="Exampel")),
        Button("provider_spellings", "editor", post(at("provider_spellings", provider), correct="Exampel")),
    ]


def _of_imports() -> list[Button]:
    waiting = Import.objects.get(state="waiting").pk
    return [
        Button("import_new", "editor", lambda client: upload(client, ("a.zip", zipped({"_news/a.md": seed_text()})))),
        Button("import_confirm", "editor", post(at("import_confirm", waiting))),
        Button("import_discard", "editor", post(at("import_discard", waiting))),
        *(Button(f"import_{what}", least, post(at(f"import_{what}", waiting), position=0)) for what, least in (
            ("step", NOBODY), ("stop", NOBODY), ("resume", NOBODY))),  # nothing is under way
    ]  # fmt: skip


def _of_records() -> list[Button]:
    """What nobody writes by hand, whoever they are."""
    former = apps.get_model("articles", "FormerArticle").objects.get()
    rows = {
        "act": Act.objects.latest("pk"), "conflict": Conflict.objects.first(), "formerarticle": former,
        "duplicate": Duplicate.objects.get(), "import": Import.objects.latest("pk"), "picture": Picture.objects.get(),
    }  # fmt: skip
    found = []
    for name, row in rows.items():
        assert row
        found.append(Button(f"{name}_add", NOBODY, post(at(f"{name}_add"), words="x")))
        found.append(Button(f"{name}_delete", NOBODY, post(at(f"{name}_delete", row.pk), post="yes")))
        if name != "picture":
            found.append(
                Button(f"{name}_change", NOBODY, post(at(f"{name}_change", row.pk), words="x", title="x", state="x"))
            )
    line = AuditLine.objects.latest("pk").pk
    found += [
        Button("auditline_add", NOBODY, post(at("auditline_add"), words="x")),
        Button("auditline_change", NOBODY, post(at("auditline_change", line), words="x")),
        Button("auditline_delete", NOBODY, post(at("auditline_delete", line), post="yes")),
        Button(
            "auditline: delete_selected",
            NOBODY,
            post(at("auditline_changelist"), action="delete_selected", _selected_action=[line], post="yes"),
        ),
        Button("auditline_csv", "administrator", post(at("auditline_csv"))),
    ]
    focus = save(at("picture_change", Picture.objects.get().pk), "focus_x", focus_x="10", focus_y="20")
    found.append(Button("picture_change", "contributor", focus))
    return [*found, *(Button(f"masthead_{what}", NOBODY, post(at(f"masthead_{what}", *key), post="yes"))
                      for what, key in (("add", ()), ("delete", (Masthead.objects.get().pk,))))]  # fmt: skip

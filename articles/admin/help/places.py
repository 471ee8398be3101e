"""The chapters of the help, and which of them explains which page of the admin. Shows nothing itself."""

from typing import NamedTuple

from django.http import HttpRequest
from django.urls import reverse


class Chapter(NamedTuple):
    """A page of the help; its text is in the template of the same name."""

    name: str
    title: str
    about: str


class Place(NamedTuple):
    """A page of the help, or one of its headings."""

    title: str
    address: str


INDEX = Chapter("index", "Help", "All pages of the help.")
CHAPTERS = {
    chapter.name: chapter
    for chapter in (
        Chapter("desk", "The desk", "What waits for you, what was done, and what readers see first."),
        Chapter("triage", "Triage", "Decide about drafts one after the other, with a key for each decision."),
        Chapter("list", "The list of articles", "Find articles, narrow the list, and save a filter."),
        Chapter("many", "Many articles at once", "Publish, withdraw, tag or export all that you choose."),
        Chapter("article", "One article", "Write it, change it, give it a status, show it before it is public."),
        Chapter("history", "History and comparing", "See every text that an article had, and restore one."),
        Chapter("undo", "Undo", "Undo what you or somebody else did."),
        Chapter("stories", "Stories", "Split, merge and move articles that are about one thing."),
        Chapter("duplicates", "Possible duplicates", "Make one article of two that are the same."),
        Chapter("importing", "Importing seeds", "Upload seed files, see the plan, and watch it go."),
        Chapter("conflicts", "Conflicts", "Decide where an editor and a file disagree."),
        Chapter("topics", "Topics and providers", "What they bring, their keywords, and the tree of topics."),
        Chapter("names", "Spellings and merged names", "Adopt or correct a spelling, and make two names one."),
        Chapter("pictures", "Pictures", "Which are here, why some are not, and what a crop keeps."),
        Chapter("front-page", "The front page", "What stands on top, and how to pin an article there."),
        Chapter("search", "Search", "Phrases, topics, providers and dates in one search."),
        Chapter("roles", "Accounts and rights", "Who may do what, and how to give somebody a role."),
        Chapter("audit", "Audit", "Who did what from where: signing in, publishing, accounts, backups."),
        Chapter("site", "The site", "Its name, colours, logo and footer, and the rule for stories."),
    )
}

# Where the “?” of a page leads. A page is looked up by the name of its address, followed by `POST` where it answers a form;
# then by its model, which is that name without its last word. A page that is not here leads to the index.
PLACES = {
    "desk": "desk",
    "go": "desk#go",
    "own-account": "roles#signed-in",
    "second-factor": "roles#second-factor",
    "own-passkeys": "roles#second-factor",
    "articles_act": "undo#what-was-done",
    "articles_article_end_previews": "article#status",
    "articles_act_undo": "undo#before",
    "articles_act_progress": "undo#steps",
    "articles_article": "article",
    "articles_article_add": "article#write",
    "articles_article_changelist": "list",
    "articles_article_changelist POST": "many#ask",
    "articles_article_compare": "history#compare",
    "articles_article_conflicts": "conflicts#decide",
    "articles_article_delete": "article#delete",
    "articles_article_from_url": "article#url",
    "articles_article_history": "history",
    "articles_article_merge": "duplicates#merge",
    "articles_article_newcomers": "stories#newcomers",
    "articles_article_story": "stories",
    "articles_article_story POST": "stories#ask",
    "articles_article_triage": "triage",
    "articles_conflict": "conflicts",
    "articles_duplicate": "duplicates",
    "articles_formerarticle": "article#delete",
    "articles_import": "importing#record",
    "articles_import_changelist": "importing#records",
    "articles_import_new": "importing",
    "articles_masthead": "site",
    "articles_picture": "pictures",
    "articles_picture_change": "pictures#focus",
    "articles_picture_fetch": "pictures#fetch",
    "articles_provider": "topics",
    "articles_provider_compare": "history#compare",
    "articles_provider_history": "history",
    "articles_provider_merge": "names#merge",
    "articles_provider_spellings": "names",
    "articles_topic": "topics",
    "articles_topic_compare": "history#compare",
    "articles_topic_history": "history",
    "articles_topic_merge": "names#merge",
    "articles_topic_spellings": "names",
    "articles_topic_tree": "topics#tree",
    "articles_auditline": "audit",
    "auth_group": "roles#rights",
    "auth_user": "roles#accounts",
    "auth_user_password": "roles#password",
    "password_change": "roles#password",
}


def place_of(request: HttpRequest) -> Place:
    """Return the part of the help that explains the page of a request."""
    match = request.resolver_match
    name = (match.url_name or "") if match else ""
    tried = (f"{name} {request.method}", name, name.rpartition("_")[0])
    found = next((PLACES[each] for each in tried if each in PLACES), INDEX.name)
    chapter, _, heading = found.partition("#")
    if chapter == INDEX.name:
        return Place(INDEX.title, reverse("help"))
    address = reverse("help-page", args=[chapter])
    return Place(CHAPTERS[chapter].title, f"{address}#{heading}" if heading else address)

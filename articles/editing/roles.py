"""The four groups of a newsroom and their rights. Must not touch an existing group, which its site may have changed."""

from django.contrib.auth.models import Group, Permission
from django.db.models import QuerySet

from articles.audit import in_one_line

# Rows that are edited on the article's own page: whoever may change the article may change them.
PARTS_OF_AN_ARTICLE = ("image", "relatedlink", "articletopic")
RECORD_MODELS = ("revision", "conflict", "formerarticle")
EVERY_ACT = ("add", "change", "delete", "view")

CONTRIBUTOR = frozenset(
    {
        "add_article",
        "change_article",
        "view_article",
        "review_article",
        "view_topic",
        "view_provider",
        *(f"{act}_{part}" for part in PARTS_OF_AN_ARTICLE for act in EVERY_ACT),
    }
)
EDITOR = CONTRIBUTOR | {
    "arrange_stories",
    "change_any_article",
    "import_seeds",
    "change_conflict",
    *(f"{act}_{model}" for model in ("topic", "topicalias", "provider") for act in EVERY_ACT),
    *(f"view_{record}" for record in RECORD_MODELS),
}
PUBLISHER = EDITOR | {
    "publish_article",
    "withdraw_article",
    "merge_article",
    "delete_article",
    "view_secured",
}
ROLES = {"contributor": CONTRIBUTOR, "editor": EDITOR, "publisher": PUBLISHER}
ADMINISTRATOR = "administrator"


def make_roles() -> None:
    """Create missing groups. Needs a migrated database, because migrating creates the permissions."""
    for name, permissions in _rights().items():
        group, is_new = Group.objects.get_or_create(name=name)
        if is_new:
            with in_one_line():  # a new role has its own
                group.permissions.set(permissions)


def renew_roles() -> None:
    """Give every group its default rights and no others, whatever its site changed."""
    for name, permissions in _rights().items():
        Group.objects.get(name=name).permissions.set(permissions)


def _rights() -> dict[str, QuerySet[Permission]]:
    ours = Permission.objects.filter(content_type__app_label="articles")
    people = Permission.objects.filter(content_type__app_label="auth", content_type__model__in=("user", "group"))
    rights = {name: ours.filter(codename__in=codenames) for name, codenames in ROLES.items()}
    return rights | {ADMINISTRATOR: ours | people}

"""Fills the form of a new article with what is known of an original, and takes a new provider with it. Saves nothing else."""

from typing import Any

from django import forms

from articles import seed
from articles.admin.article.forms import SHORT, ArticleForm
from articles.admin.kit.fields import SeedField
from articles.bridge.names import providers_for
from articles.editing.incoming import Incoming
from articles.models import Provider
from articles.seed.schema import BY_NAME
from articles.texts.spelling import same_domain

NEW_PROVIDER = ("new_provider_name", "new_provider_domain")
_PROVIDER = BY_NAME["provider"]
# What an editor looks for in the form, by its field.
_LOOKED_FOR = {"title": "headline", "excerpt": "excerpt", "published_at": "date", "picture": "picture"}


class WithNewProvider(ArticleForm):
    """The form of an article whose provider may be new: then it has a name and a domain in place of a choice."""

    new_provider_name = SeedField(
        _PROVIDER["name"], required=False, label="New provider’s name", widget=forms.TextInput(attrs=SHORT)
    )
    new_provider_domain = SeedField(
        _PROVIDER["domain"], required=False, label="New provider’s domain", widget=forms.TextInput(attrs=SHORT),
        help_text="Such as news.example.org. The provider is added when the article is saved, unless one is chosen above.",
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["provider"].required = False

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not cleaned.get("provider") and not self.has_error("provider"):
            if not self.user.has_perm("articles.add_provider"):
                self.add_error("provider", "Choose a provider; your account may not add one.")
            elif not cleaned.get("new_provider_domain") and not self.has_error("new_provider_domain"):
                self.add_error("provider", "Choose a provider, or fill in the domain of a new one.")
        return cleaned

    def named_provider(self) -> Provider:
        """Return the provider of the domain that was typed, a new one if there is none."""
        name, domain = (self.cleaned_data[each] for each in NEW_PROVIDER)
        block = seed.Provider(name=name or domain, domain=domain)
        return providers_for([block])[same_domain(domain)]


def first_values(incoming: Incoming) -> dict[str, Any]:
    """Return the values with which the form of the article begins."""
    original, provider = incoming.original, incoming.provider
    names = ("title", "excerpt", "published_at", "updated_at", "locale", "web_url", "original_url", "amp_url")
    values: dict[str, Any] = {name: getattr(original, name) or None for name in names}
    if provider:
        return values | {"provider": provider.pk}
    return values | {"new_provider_name": original.site_name or incoming.domain, "new_provider_domain": incoming.domain}


def first_picture_row(incoming: Incoming) -> list[dict[str, Any]]:
    """Return the values with which the form of its picture begins."""
    found = incoming.original.picture
    if found is None:
        return []
    sizes = {"width": found.width, "height": found.height}
    return [{"url": found.url, "attribution": found.credit, "title": found.title, **sizes}]


def lacking(incoming: Incoming) -> list[str]:
    """Return what the page does not say, in an editor's words."""
    return [words for name, words in _LOOKED_FOR.items() if not getattr(incoming.original, name)]

"""The related coverage in an article's form: a line for each entry, whose fields are sent once an editor opens it.

An entry posts only its article, its place and its own differences.
"""

from typing import Any, NamedTuple

from django import forms
from django.contrib import admin
from django.contrib.admin.helpers import Fieldset
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, QueryDict

from articles.admin.article.forms import SHORT, place_of_row
from articles.admin.kit.fields import SeedField
from articles.admin.kit.folding import FoldedForm, FoldedRows
from articles.admin.kit.formpage import OPEN
from articles.admin.kit.numbers import row_key
from articles.admin.kit.pages import ChangingPage
from articles.bridge import entry_words_by_pk
from articles.bridge.documents import EntryWords
from articles.models import Article, RelatedLink, text_key
from articles.reading.search import at_address
from articles.seed.schema import RELATED_LIMIT, TABLES, Kind
from articles.seed.values import typed, written
from articles.texts.addresses import host
from articles.texts.legible import tidy
from articles.texts.spelling import nfc

PREFIX = "related_links"
_ENTRY = (
    "title", "excerpt", "webUrl", "originalUrl", "publishedDateTime", "type", "provider.name", "provider.domain", "quality",
)  # fmt: skip
_ROWS = {row.key: row for row in TABLES["related"]} | {f"provider.{row.key}": row for row in TABLES["credit"]}
_KEYS = {key.replace(".", "_"): key for key in _ENTRY}  # by the names of the fields


class EntryLine(NamedTuple):
    """What an entry is, in one line. `article` is the primary key of the one that it follows."""

    number: str
    place: Any  # as it was typed, or else as it is stored
    words: str
    article: int | None
    about: str
    is_going: bool  # whether it is marked to be deleted


class RelatedLinkForm(FoldedForm):
    """An empty value in a row that follows an article still follows it.

    `slug` is that article's, so that two hundred rows need no query each.
    """

    position = forms.IntegerField(
        required=False, label="Place", min_value=0, max_value=30_000,
        widget=forms.NumberInput(attrs={"aria-label": "Place"}),
    )  # fmt: skip
    inner = ("slug", *_KEYS)

    class Meta:
        model = RelatedLink
        fields = ("position",)

    def inner_field(self, name: str) -> forms.Field:
        if name == "slug":
            target = self.instance.target if self.instance.pk else None
            field = _slug_field(target.slug if target else "")
            if self.is_bound and self.data.get(OPEN) == str(self.prefix).rpartition("-")[2]:
                field.widget.attrs["autofocus"] = True  # the page comes back with this row in view
            return field
        field = _entry_field(_KEYS[name])
        field.initial = _shown(self._own_value(_KEYS[name]))
        return field

    def line(self) -> EntryLine:
        entry, target = self.instance, self.instance.target
        number, place = str(self.prefix).rpartition("-")[2], self["position"].value()
        is_going = self.is_bound and bool(self["DELETE"].value())
        if target is None:
            site = host(entry.says("webUrl") or entry.says("originalUrl"))
            return EntryLine(number, place, str(entry), None, f"{site} · elsewhere", is_going)
        own = [row.label.lower() for row in TABLES["related"] if entry.says(row.key) is not None]
        parts = (str(target.provider), target.shown_status, f"with its own {', '.join(own)}" if own else "")
        about = " · ".join(part for part in parts if part)
        return EntryLine(number, place, tidy(target.title), target.pk, about, is_going)

    def _own_value(self, key: str) -> Any:
        outer, _, inner = key.partition(".")
        value = (self.instance.own or {}).get(outer)
        return (value or {}).get(inner) if inner else value

    def clean_position(self) -> int:
        return place_of_row(self)

    def clean_slug(self) -> Article | None:
        if "slug" not in self.changed_data:
            kept: Article | None = self.instance.target
            return kept
        slug = nfc(self.cleaned_data["slug"].strip())
        if not slug:
            return None
        target = Article.objects.filter(slug=slug).first() or _at_address(slug)
        if target is None:
            raise forms.ValidationError(
                f"No article of ours has the slug {slug} or that URL. Choose one of those offered while you type; or, for a"
                " link to elsewhere, leave this empty and fill in headline and URL below."
            )
        if target.pk == self.instance.article_id:
            raise forms.ValidationError("An article cannot be related coverage of itself.")
        return target

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if self.errors or not self.is_open:
            return cleaned
        cleaned["own"] = self._own(cleaned)
        if cleaned.get("slug") is None:
            if not cleaned["own"].get("title"):
                self.add_error("title", "missing; a value is needed")
            if not (cleaned["own"].get("webUrl") or cleaned["own"].get("originalUrl")):
                self.add_error("webUrl", "missing; webUrl or originalUrl is needed")
        return cleaned

    def _own(self, cleaned: dict[str, Any]) -> dict[str, Any]:
        """Return the own values with what was typed; everything else stays as it was stored.

        An article that was just chosen is followed in everything that is not typed. A link that leads elsewhere from now on
        stores all of its values itself.
        """
        target = cleaned.get("slug")
        chosen = target is not None and "slug" in self.changed_data
        touched = [name for name in _KEYS if name in self.changed_data]
        own = {} if chosen else dict(self.instance.own or {})
        if self.instance.target_id and target is None:
            own = _words_of(self.instance.target_id) | own
        followed = _words_of(target.pk) if target is not None and touched else {}
        for name in touched:
            outer, _, inner = _KEYS[name].partition(".")
            value = self._json(_KEYS[name], cleaned.get(name))
            if inner:
                said = own.get(outer) or followed.get(outer) or {}
                value = value or (followed.get(outer) or {}).get(inner)
                nested = {key: each for key, each in {**said, inner: value}.items() if each}
                value = None if nested == followed.get(outer) else nested or None
            if value is None:
                own.pop(outer, None)
            else:
                own[outer] = value
        return own

    def _json(self, key: str, text: str | None) -> Any:
        if text is None:
            return None
        value = typed(_ROWS[key], text)
        return value if isinstance(value, int) else written(value)

    def save(self, commit: bool = True) -> Any:
        if self.is_open:
            self.instance.own = self.cleaned_data["own"] or None
            self.instance.target = self.cleaned_data["slug"]
            self.instance.web_key = text_key((self.instance.own or {}).get("webUrl"))
            self.instance.original_key = text_key((self.instance.own or {}).get("originalUrl"))
        return super().save(commit)


def _slug_field(initial: str) -> forms.Field:
    return forms.CharField(
        required=False, label="Our article", initial=initial,
        help_text="Words of its headline, to choose from; or its URL, ours or the original's; or its slug. For a link"
        " to elsewhere leave this empty, and fill in headline and URL below.",
        widget=forms.TextInput(attrs={"size": 40, "data-suggests": "articles"}),
    )  # fmt: skip


def _entry_field(key: str) -> SeedField:
    row = _ROWS[key]
    area = forms.Textarea(attrs={"rows": 1, "cols": 40, "dir": "auto"})
    widget = area if key in ("title", "excerpt") else forms.TextInput(attrs=SHORT)
    label = f"Provider's {row.label.lower()}" if "." in key else row.label
    moment = "In UTC, or with its own difference from UTC: 2023-01-24T12:00:00+01:00"
    said = row.help or (moment if row.kind is Kind.MOMENT else "")
    return SeedField(row, required=False, widget=widget, label=label, help_text=said)


def _words_of(pk: int) -> EntryWords:
    return entry_words_by_pk([pk])[pk]


def _at_address(text: str) -> Article | None:
    found = at_address(text, Article.objects.all())
    return found.first() if found is not None else None


def _shown(value: object) -> str:
    return "" if value is None else str(value)


class RelatedInline(admin.StackedInline):  # type: ignore[type-arg]
    model = RelatedLink
    form = RelatedLinkForm
    formset = FoldedRows
    fk_name = "article"
    extra = 1
    max_num = RELATED_LIMIT
    template = "admin/articles/edit_related.html"
    verbose_name = "related link"

    def get_fieldsets(self, request: HttpRequest, obj: Model | None = None) -> Any:
        return [(None, {"fields": RelatedLinkForm.inner})]

    def get_formset(self, request: HttpRequest, obj: Model | None = None, **kwargs: Any) -> Any:
        return super().get_formset(request, obj, **{**kwargs, "fields": ("position",), "validate_max": True})

    def get_queryset(self, request: HttpRequest) -> QuerySet[RelatedLink]:
        return super().get_queryset(request).for_lines_of_form()  # type: ignore[attr-defined, no-any-return]


def form_of_entry(entry: RelatedLink, number: int) -> RelatedLinkForm:
    """Return the form of a stored entry as it is sent for the row with this number."""
    return RelatedLinkForm(instance=entry, prefix=f"{PREFIX}-{number}")


def with_row_opened(posted: QueryDict, number: str, article: Article) -> QueryDict:
    """Return what was posted, with the fields of the entry in the row of this number, if it has none yet."""
    data = posted.copy()
    entry = article.related_links.filter(pk=row_key(posted.get(f"{PREFIX}-{number}-id", ""))).first()
    if entry is None or f"{PREFIX}-{number}-slug" in posted:
        return data
    form = form_of_entry(entry, row_key(number))
    for name in RelatedLinkForm.inner:
        data[form.add_prefix(name)] = data[form.add_initial_prefix(name)] = form[name].value() or ""
    return data


class RelatedRowPage(ChangingPage):
    """Answers the fields of one entry, to be put into the row of the form that has the number `row`."""

    route, name = "<key:pk>/related/<key:entry>/", "related_row"
    template = "admin/articles/_related_fields.html"
    http_method_names = ["get"]

    def rows(self) -> Any:
        return Article.objects.only("pk", "made_by", "status")

    def get(self, request: HttpRequest, pk: int, entry: int) -> HttpResponse:
        number = row_key(request.GET.get("row", ""))
        found = self.article.related_links.filter(pk=entry).first()
        if found is None or not 0 <= number < RELATED_LIMIT:
            raise Http404("no such entry")
        return self.shown(fieldset=Fieldset(form_of_entry(found, number), fields=RelatedLinkForm.inner))

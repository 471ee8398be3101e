"""The forms of an article and of its topics, pictures and related links. They save no history and match no edges."""

from typing import Any

from django import forms
from django.utils import timezone

from articles.admin.kit.fields import KeepsUntouched, SeedField, Versioned, WholeField, bound_whole_numbers
from articles.admin.kit.uploads import develop_upload
from articles.bridge import entry_words
from articles.editing.rights import may_move
from articles.models import Article, ArticleTopic, Image, RelatedLink, Status, text_key
from articles.pictures import PictureError, keep_upload
from articles.reading.search import at_address
from articles.seed.schema import BY_NAME, COUNTED, TABLES, TYPED, Field, Kind
from articles.seed.values import typed, written
from articles.texts.spelling import nfc

_ARTICLE, _IMAGE = BY_NAME["article"], BY_NAME["image"]
_SHORT = {"size": 22, "dir": "auto"}


class BodyField(SeedField):
    """The body without surrounding white space. A new body gets blank lines around it, as in files."""

    def prepare_value(self, value: str | None) -> str:
        return (value or "").strip()

    def clean(self, value: str | None) -> str:
        text = (super().clean(value) or "").strip()
        return f"\n{text}\n" if text else "\n"

    def has_changed(self, initial: str | None, data: str | None) -> bool:
        return super().has_changed((initial or "").strip(), (data or "").strip())


def _with_edges_of(stored: str, body: str) -> str:
    """Return a changed body with the white space that surrounded the stored one, if that had words."""
    words = stored.strip()
    if not words or not body.strip():
        return body
    before, _, after = stored.partition(words)
    return f"{before}{body.strip()}{after}"


class ArticleForm(Versioned):
    """The form offers the statuses that its user may give."""

    class Meta:
        model = Article
        fields = "__all__"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("published_at", "updated_at", "go_live_at"):
            if name in self.fields:
                self.fields[name].label, self.fields[name].help_text = _ARTICLE[name].label, _ARTICLE[name].help
        self.fields["provider_name"].help_text = "As this article's file spells it. Empty: its file has no name."
        if self.instance._state.adding:
            for name in ("category", "type"):
                self.fields[name].initial = getattr(self.instance, name)
        if "status" in self.fields:
            was = None if self.instance._state.adding else self.instance.status
            choices = [choice for choice in Status.choices if may_move(self.user, was, choice[0])]
            self.fields["status"].choices = choices  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if "body" in self.changed_data and "body" in cleaned:
            cleaned["body"] = _with_edges_of(self.as_stored.body, cleaned["body"])
        if not (cleaned.get("web_url") or cleaned.get("original_url")) and not self.has_error("web_url"):
            self.add_error("web_url", "missing; webUrl or originalUrl is needed")
        return cleaned


for _name in COUNTED:
    ArticleForm.base_fields[_name] = ArticleForm.declared_fields[_name] = WholeField(_ARTICLE[_name])
for _name in TYPED:
    ArticleForm.base_fields[_name] = ArticleForm.declared_fields[_name] = SeedField(_ARTICLE[_name])
ArticleForm.base_fields["provider_name"] = ArticleForm.declared_fields["provider_name"] = SeedField(
    BY_NAME["provider"]["name"],
    required=False,
    label="Provider's name in the file",
)
ArticleForm.base_fields["body"] = ArticleForm.declared_fields["body"] = BodyField(
    Field("body", "body", limit=1_000_000),
    label="Body",
    help_text="Text of our own below the excerpt, if any.",
    widget=forms.Textarea(attrs={"rows": 10, "class": "vLargeTextField", "dir": "auto"}),
)


class ImageForm(KeepsUntouched):
    url = SeedField(_IMAGE["url"], widget=forms.TextInput(attrs={"size": 70}))
    title = SeedField(_IMAGE["title"], widget=forms.TextInput(attrs=_SHORT))
    attribution = SeedField(_IMAGE["attribution"], widget=forms.TextInput(attrs=_SHORT))
    width, height = WholeField(_IMAGE["width"]), WholeField(_IMAGE["height"])
    position = forms.IntegerField(required=False, label="Place", min_value=0, max_value=30_000)
    upload = forms.FileField(
        required=False,
        label="or upload",
        help_text="In place of the URL: JPEG, PNG, WebP, GIF or AVIF, at most 10 MB and 25 megapixels. Only its pixels are kept.",
        widget=forms.FileInput(
            attrs={"accept": ",".join(f"image/{kind}" for kind in ("jpeg", "png", "webp", "gif", "avif"))}
        ),
    )

    class Meta:
        model = Image
        fields = ("position", "url", "width", "height", "is_cached", "title", "attribution")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.files.get(self.add_prefix("upload")):
            self.fields["url"].required = False

    def clean_position(self) -> int:
        return _place(self)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        copies = develop_upload(cleaned["upload"]) if cleaned.get("upload") else None
        if isinstance(copies, PictureError):
            self.add_error("upload", str(copies))
        elif copies:
            stored = keep_upload(copies, timezone.now())
            cleaned |= {"url": stored.url, "width": stored.width, "height": stored.height, "is_cached": None}
        return cleaned


class TopicLinkForm(forms.ModelForm):  # type: ignore[type-arg]
    position = forms.IntegerField(required=False, label="Place", min_value=0, max_value=30_000)

    class Meta:
        model = ArticleTopic
        fields = ("position", "tag")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _remember_what_was_seen(self)

    def clean_position(self) -> int:
        return _place(self)

    def save(self, commit: bool = True) -> Any:
        if (
            "tag" in self.changed_data
        ):  # a different topic is written by its own name, the same topic as the file spells it
            self.instance.name = self.cleaned_data["tag"].name
        return super().save(commit)


def _remember_what_was_seen(form: "forms.ModelForm[Any]") -> None:
    """Put a row's values into hidden fields, so that a touched field is one that this editor touched."""
    bound_whole_numbers(form.fields.values())
    if form.instance.pk is not None:
        for field in form.fields.values():
            field.show_hidden_initial = True


def _place(form: forms.BaseForm) -> int:
    """Return the place of a row; an empty one is the last."""
    value: int | None = form.cleaned_data["position"]
    return 30_000 if value is None else value


_ENTRY = (
    "title", "excerpt", "webUrl", "originalUrl", "publishedDateTime", "type", "provider.name", "provider.domain", "quality",
)  # fmt: skip
_ROWS = {row.key: row for row in TABLES["related"]} | {f"provider.{row.key}": row for row in TABLES["credit"]}


class RelatedLinkForm(forms.ModelForm):  # type: ignore[type-arg]
    """A row posts only its article, its place and its own differences. An empty value in a row that follows still follows.

    `target` is an article's slug, so that two hundred rows need no query each.
    """

    position = forms.IntegerField(required=False, label="Place", min_value=0, max_value=30_000)
    slug = forms.CharField(
        required=False, label="Our article",
        help_text="Words of its headline, to choose from; or its URL, ours or the original's; or its slug. For a link"
        " to elsewhere leave this empty, and fill in headline and URL below.",
        widget=forms.TextInput(attrs={"size": 40, "data-suggests": "articles"}),
    )  # fmt: skip

    class Meta:
        model = RelatedLink
        fields = ("position",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        target = self.instance.target if self.instance.pk else None
        self.fields["slug"].initial = target.slug if target else ""
        for key in _ENTRY:
            row = _ROWS[key]
            area = key in ("title", "excerpt")
            widget = (
                forms.Textarea(attrs={"rows": 1, "cols": 40, "dir": "auto"}) if area else forms.TextInput(attrs=_SHORT)
            )
            label = f"Provider's {row.label.lower()}" if "." in key else row.label
            said = (
                "In UTC, or with its own difference from UTC: 2023-01-24T12:00:00+01:00"
                if row.kind is Kind.MOMENT
                else ""
            )
            field = SeedField(row, required=False, widget=widget, label=label, help_text=row.help or said)
            field.initial = _shown(self.own_value(key))
            self.fields[key.replace(".", "_")] = field
        _remember_what_was_seen(self)

    def own_value(self, key: str) -> Any:
        outer, _, inner = key.partition(".")
        value = (self.instance.own or {}).get(outer)
        return (value or {}).get(inner) if inner else value

    def clean_position(self) -> int:
        return _place(self)

    def clean_slug(self) -> Article | None:
        slug = nfc(self.cleaned_data["slug"].strip())
        if not slug:
            return None
        if "slug" not in self.changed_data:
            kept: Article | None = self.instance.target
            return kept
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
        if self.errors:
            return cleaned
        cleaned["own"] = self._own(cleaned)
        if cleaned.get("slug") is None:
            if not cleaned["own"].get("title"):
                self.add_error("title", "missing; a value is needed")
            if not (cleaned["own"].get("webUrl") or cleaned["own"].get("originalUrl")):
                self.add_error("webUrl", "missing; webUrl or originalUrl is needed")
        return cleaned

    def _own(self, cleaned: dict[str, Any]) -> dict[str, Any]:
        """Return the own values with what was typed; everything else stays as it was stored."""
        target = cleaned.get("slug")
        chosen = target is not None and "slug" in self.changed_data
        own = (
            {} if chosen else dict(self.instance.own or {})
        )  # an article that was just chosen is followed in everything that is not typed
        followed = entry_words(target) if target is not None else {}
        lost = self.instance.target_id and cleaned.get("slug") is None
        if lost and self.instance.target is not None:  # a link to elsewhere stores all of its values itself
            own = entry_words(self.instance.target) | own
        for key in _ENTRY:
            name = key.replace(".", "_")
            if name not in self.changed_data:
                continue
            outer, _, inner = key.partition(".")
            value = self._json(key, cleaned.get(name))
            if inner:
                said = own.get(outer) or followed.get(outer) or {}
                nested = {
                    k: v for k, v in {**said, inner: value or (followed.get(outer) or {}).get(inner)}.items() if v
                }
                nested = {} if nested == followed.get(outer) else nested
                value = nested or None
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
        self.instance.own = self.cleaned_data["own"] or None
        self.instance.target = self.cleaned_data["slug"]
        self.instance.web_key = text_key((self.instance.own or {}).get("webUrl"))
        self.instance.original_key = text_key((self.instance.own or {}).get("originalUrl"))
        return super().save(commit)


def _at_address(text: str) -> Article | None:
    found = at_address(text, Article.objects.all())
    return found.first() if found is not None else None


def _shown(value: object) -> str:
    return "" if value is None else str(value)

"""The forms of an article and of its topics, pictures and related links. They save no history and match no edges."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone

from articles.admin.kit.fields import KeepsUntouched, SeedField, Versioned, WholeField, bound_whole_numbers
from articles.admin.kit.uploads import develop_upload
from articles.history.rights import may_move, may_show
from articles.models import Article, ArticleTopic, Image, Showing, Status
from articles.pictures import PictureError, keep_upload
from articles.seed.schema import BY_NAME, COUNTED, TYPED, Field

_ARTICLE, _IMAGE = BY_NAME["article"], BY_NAME["image"]
SHORT = {"size": 22, "dir": "auto"}  # a field for a few words


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
        if "go_live_at" in self.changed_data and not self._may_show(cleaned.get("go_live_at")):
            self.add_error("go_live_at", "Readers see the article now; to take it off needs the right to withdraw.")
        return cleaned

    def _may_show(self, go_live_at: datetime | None) -> bool:
        was, now = Showing(self.instance.status, self.initial.get("go_live_at")), timezone.now()
        return may_show(self.user, was, Showing(was.status, go_live_at), now)


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
    title = SeedField(_IMAGE["title"], widget=forms.TextInput(attrs=SHORT))
    attribution = SeedField(_IMAGE["attribution"], widget=forms.TextInput(attrs=SHORT))
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
        return place_of_row(self)

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
        return place_of_row(self)

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


def place_of_row(form: forms.BaseForm) -> int:
    """Return the place of a row; an empty one is the last."""
    value: int | None = form.cleaned_data["position"]
    return 30_000 if value is None else value

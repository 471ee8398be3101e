"""The site's name, tag line, colours, logo and footer in the admin: one page, because there is one site."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString

from articles.admin.kit.fields import refuse_control_characters
from articles.admin.kit.lists import Checked
from articles.admin.kit.thumbnails import thumbnail
from articles.admin.kit.uploads import develop_upload
from articles.audit import write
from articles.models import Audited, Masthead
from articles.pictures import PictureError, keep_upload


class MastheadForm(forms.ModelForm):  # type: ignore[type-arg]
    upload = forms.FileField(
        required=False, label="New logo", help_text="JPEG, PNG, WebP, GIF or AVIF; only its pixels are kept."
    )
    without_logo = forms.BooleanField(required=False, label="No logo")

    class Meta:
        model = Masthead
        fields = (
            "name", "tag_line", "accent", "dark_accent", "footer", "story_quality", "story_heat", "story_line",
        )  # fmt: skip
        widgets = {
            "name": forms.TextInput(attrs={"size": 40, "dir": "auto"}),
            "tag_line": forms.TextInput(attrs={"size": 70, "dir": "auto"}),
            "accent": forms.TextInput(attrs={"type": "color"}),
            "dark_accent": forms.TextInput(attrs={"type": "color"}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("name", "tag_line", "footer"):
            self.fields[name].validators.append(refuse_control_characters)

    def clean(self) -> dict[str, Any]:
        copies = develop_upload(self.cleaned_data["upload"]) if self.cleaned_data.get("upload") else None
        if isinstance(copies, PictureError):
            self.add_error("upload", str(copies))
        elif copies:
            self.instance.logo = keep_upload(copies, timezone.now())
        elif self.cleaned_data.get("without_logo"):
            self.instance.logo = None
        return self.cleaned_data


@admin.register(Masthead)
class MastheadAdmin(Checked, admin.ModelAdmin):  # type: ignore[type-arg]
    new_name = "Site"
    form = MastheadForm
    fieldsets = (
        (
            None,
            {"fields": ("name", "tag_line", ("accent", "dark_accent"), "logo_now", "upload", "without_logo", "footer")},
        ),
        (
            "Stories",
            {
                "fields": ("story_quality", "story_heat", "story_line"),
                "description": "How hot the leader of a story is, and from what heat it is news. The rule explains and suggests;"
                " an editor's decision counts more, and changing the rule does not change what is stored.",
            },
        ),
    )
    readonly_fields = ("logo_now",)

    @admin.display(description="Logo", empty_value="none")
    def logo_now(self, site: Masthead) -> SafeString | None:
        return thumbnail(site.logo) if site.logo else None

    def save_model(self, request: HttpRequest, obj: Masthead, form: "forms.ModelForm[Masthead]", change: bool) -> None:
        super().save_model(request, obj, form, change)
        changed = [str(form.fields[name].label or name) for name in form.changed_data]
        if changed:
            write(Audited.SETTINGS, "Changed the site’s settings", subject=obj, details={"changed": changed})

    def has_add_permission(self, request: HttpRequest) -> bool:
        return super().has_add_permission(request) and not Masthead.objects.exists()

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Show the page of the only row in place of a list."""
        if not self.has_view_or_change_permission(request):
            return super().changelist_view(request, extra_context)
        found = Masthead.objects.first()
        if found is None:
            return HttpResponseRedirect(reverse("admin:articles_masthead_add"))
        return HttpResponseRedirect(reverse("admin:articles_masthead_change", args=[found.pk]))

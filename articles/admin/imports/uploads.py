"""The form for uploading seeds, and its limits. Imports nothing."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest
from django.http.multipartparser import MultiPartParserError

from articles.exchange.importer import MOST_UPLOAD, Options

_MEBIBYTE = 1024 * 1024


class FilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Takes any number of files. The importer decides whether there are too many and whether they fit."""

    widget = FilesInput

    def clean(self, data: object, initial: object = None) -> Any:
        clean_one = super().clean
        return [clean_one(each) for each in data or ()] if isinstance(data, list | tuple) else [clean_one(data)]


class ImportForm(forms.Form):
    seeds = FilesField(
        label="Seed files, or one zip of them",
        help_text=(
            f"Choose them or drop them on the field: up to {settings.DATA_UPLOAD_MAX_NUMBER_FILES} files, or one zip with "
            f"folders to any depth. A seed has at most 1 MB, the whole upload at most {MOST_UPLOAD // _MEBIBYTE} MB. "
            "Nothing is imported before you have seen the plan."
        ),
        error_messages={"required": "Choose the files, or one zip of them.", "empty": "An empty file; leave it out."},
        allow_empty_file=True,
    )
    conflict = forms.ChoiceField(
        label="Where an editor and a file changed the same field",
        choices=[
            ("keep", "keep the editor's value, and list the conflict on the article"),
            ("seed", "take the file's value; the editor's stays in the history"),
        ],
        initial="keep",
        widget=forms.RadioSelect,
    )
    assume_published = forms.BooleanField(
        label="Publish articles that do not say whether they are published",
        help_text="Otherwise such an article becomes a draft.",
        required=False,
    )

    def options(self) -> Options:
        return Options(self.cleaned_data["conflict"] == "seed", self.cleaned_data["assume_published"])


def read_form(request: HttpRequest) -> str | None:
    """Read a posted form, which Django does on first access. Return why it must not be read, or None."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    if length.isdigit() and int(length) > MOST_UPLOAD + _MEBIBYTE:  # the form's other fields are small
        return f"That is more than {MOST_UPLOAD // _MEBIBYTE} MB. Upload it in parts."
    try:
        len(request.FILES)
    except TooManyFilesSent:
        return f"That is more than {settings.DATA_UPLOAD_MAX_NUMBER_FILES} files. Upload one zip of them."
    except (RequestDataTooBig, TooManyFieldsSent, MultiPartParserError):
        return "The form did not arrive complete. Upload it again."
    return None

"""The form takes and refuses the numbers and dates that a file may hold, in the importer's words."""

import pytest
from django import forms
from django.test import Client

from articles.admin.article.forms import ArticleForm, ImageForm
from articles.admin.kit.fields import WholeField
from articles.seed.schema import ARTICLE, IMAGE, Kind
from tests.articles.admin.signed_in import change, save
from tests.pages import form_of, markup
from tests.seed.texts import errors_of, problems_of, seed_with
from tests.seeds import Archive, archive, exported

__all__ = ["archive"]
NUMBERS = [row for row in (*ARTICLE, *IMAGE) if row.kind is Kind.WHOLE]
PICTURE = '\n  - url: "https://a.example/1.jpg"\n    width: %s\n    height: 5'


def test_every_whole_number_of_the_form_is_read_as_the_importer_reads_it() -> None:
    fields = ArticleForm.base_fields | ImageForm.base_fields
    assert [type(fields[row.name]) for row in NUMBERS] == [WholeField] * 4
    assert [fields[row.name].label for row in NUMBERS] == ["Quality", "Heat", "Width", "Height"]


@pytest.mark.parametrize(
    "text",
    ["5", "0", "-5", "-0", " 7 ", "2147483647", "-2147483647", "-2147483648", "2147483648", "9" * 40, "05", "+5", "5.0",
     "1_000", "1e3", "٥", "x", "5 6", "--5"],
)  # fmt: skip
def test_a_number_is_taken_or_refused_in_the_same_words_by_form_and_importer(text: str) -> None:
    for row in NUMBERS[:2]:
        data = seed_with(f"{row.key}: {text}")
        try:
            WholeField(row).clean(text)
            said = []
        except forms.ValidationError as wrong:
            said = wrong.messages
        assert said == [each.message for each in problems_of(data) if each.is_error]
        assert bool(said) == bool(errors_of(data))


@pytest.mark.django_db
@pytest.mark.parametrize("side", ["width", "height"])
def test_a_negative_size_is_kept_and_warned_of_once(archive: Archive, admin_client: Client, side: str) -> None:
    archive.write_article(images=PICTURE % 5)
    archive.bring()
    name = f"images-0-{side}"
    assert save(admin_client, change(), **{name: "-5"}) == 302
    words = "expected 0 or more, found “-5”; it is kept, and not used"
    assert words in problems_of(exported().encode())[0].message
    assert f"Pictures 1, {side.capitalize()}: {words}" in markup(admin_client.get(change()))
    assert save(admin_client, change(), title="Other") == 302
    assert words not in markup(admin_client.get(change()))


@pytest.mark.django_db
def test_what_a_file_could_not_say_is_refused_on_the_page_in_the_importers_words(
    archive: Archive, admin_client: Client
) -> None:
    archive.write_article(images=PICTURE % 5)
    archive.bring()
    wrong = {"heat": "warm", "quality": "05", "images-0-width": "9" * 12, "published_at_0": "9999-12-31"}
    page = markup(admin_client.post(change(), form_of(admin_client.get(change()), "title") | wrong))
    for words in (
        "expected a whole number, found “warm”", "expected a whole number, found “05”",
        "expected a whole number between ±2,147,483,647, found “999999999999”",
        "too near to the end of the calendar: “9999-12-31 11:00”",
    ):  # fmt: skip
        assert words in page

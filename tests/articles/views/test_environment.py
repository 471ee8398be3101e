"""What readers' pages are drawn in does as Django's own templates do."""

from datetime import UTC, date, datetime

import pytest
from django.template import engines
from django.utils import timezone
from django.utils.safestring import mark_safe

MOMENT = datetime(2026, 11, 27, 23, 5, 9, tzinfo=UTC)
TEXT = '<b>"Tide\'s" & more</b>'


def drawn(engine: str, template: str, **context: object) -> str:
    text: str = engines[engine].from_string(template).render(context)
    return text


@pytest.mark.parametrize("value", [TEXT, mark_safe("<b>bold</b>"), "", None, 7, ["<"], TEXT.encode()])
def test_what_is_shown_is_escaped_in_the_same_way(value: object) -> None:
    template = '<p title="{{ value }}">{{ value }}</p>'
    assert drawn("jinja2", template, value=value) == drawn("django", template, value=value)


@pytest.mark.parametrize("missing", ["nothing", "nothing.at.all", "known.at.all"])
def test_what_a_page_is_not_given_is_empty(missing: str) -> None:
    template = f"[{{{{ {missing} }}}}]{{% if {missing} %}}there{{% endif %}}"
    assert drawn("jinja2", template, known=object()) == drawn("django", template, known=object()) == "[]"


@pytest.mark.parametrize("zone", ["UTC", "Asia/Kolkata", "America/Los_Angeles"])
@pytest.mark.parametrize(
    ("moment", "form"),
    [
        *((moment, form) for moment in (MOMENT, date(2026, 3, 1), None) for form in ("j F Y", "Y-m-d", "F")),
        *((moment, form) for moment in (MOMENT, None) for form in ("c", "j F Y, H:i e")),
    ],
)
def test_dates_are_those_of_the_site(moment: date | None, form: str, zone: str) -> None:
    with timezone.override(zone):
        said = drawn("jinja2", f'{{{{ moment|date("{form}") }}}}', moment=moment)
        assert said == drawn("django", f'{{{{ moment|date:"{form}" }}}}', moment=moment)


@pytest.mark.parametrize(
    "text", ["short", "x" * 20, "x" * 21, "e\u0301" * 20, "e\u0301" * 21, "é" * 21, "<" * 25, "日本" * 11]
)
def test_texts_are_cut_in_the_same_way(text: str) -> None:
    cut = drawn("jinja2", "{{ text|truncatechars(20) }}", text=text)
    assert cut == drawn("django", "{{ text|truncatechars:20 }}", text=text)

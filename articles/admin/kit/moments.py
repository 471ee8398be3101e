"""The field of a moment: date and time on the site's clocks, which it names, and which of two where a time is not enough.

A moment that nobody touched is kept as it is stored, and never read from its text again.
"""

from datetime import UTC, datetime
from typing import Any

from django import forms
from django.contrib.admin.widgets import AdminSplitDateTime, BaseAdminDateWidget, BaseAdminTimeWidget
from django.forms.renderers import BaseRenderer
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from articles.seed.values import beyond_calendar
from articles.texts.days import EARLIEST, LATEST, is_left_out, moments_at

# Date and time as a page shows or posts them, and the moment that was chosen of two.
Parts = list[Any]


def _parts_of(value: datetime | None) -> Parts:
    if value is None:
        return [None, None, None]
    shown = timezone.make_naive(min(max(value, EARLIEST), LATEST)).replace(fold=0)
    return [shown.date(), shown.time(), _key(value) if _both(shown.replace(microsecond=0)) else ""]


def as_words(value: object) -> object:
    """Return a moment or what was posted for one as text with its zone; any other value as it is."""
    if isinstance(value, list):
        return " ".join(str(part) for part in value if part)
    return f"{timezone.localtime(value):%Y-%m-%d %H:%M:%S %Z}" if isinstance(value, datetime) else value


def _key(moment: datetime) -> str:
    return moment.astimezone(UTC).replace(microsecond=0).isoformat()


class MomentWidget(AdminSplitDateTime):
    """Asks which of two moments is meant only where that is the question, so it needs no script."""

    supports_microseconds = False

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        forms.MultiWidget.__init__(self, [BaseAdminDateWidget, BaseAdminTimeWidget, forms.HiddenInput], attrs)

    def decompress(self, value: datetime | None) -> Parts:  # type: ignore[override]  # three parts, not two
        return _parts_of(value)

    def render(
        self,
        name: str,
        value: datetime | Parts | None,
        attrs: dict[str, Any] | None = None,
        renderer: BaseRenderer | None = None,
    ) -> SafeString:
        inputs = super().render(name, value, attrs, renderer)
        zone = format_html('<p class="zone quiet">Time zone: {}</p>', timezone.get_current_timezone_name())
        parts = value if isinstance(value, list) else self.decompress(value)
        return format_html("{}{}{}", inputs, zone, _question(name, parts, (attrs or {}).get("id", f"id_{name}")))


def _question(name: str, parts: Parts, field: str) -> SafeString:
    """Return a choice between the two moments that a date and time may mean; nothing where they mean one."""
    clock = _clock(parts)
    found = _both(clock) if clock else []
    if clock is None or not found:
        return SafeString()
    why = "Clocks leave this time out." if is_left_out(clock) else "Clocks show this time twice."
    words = [("", "Choose: first or second"), *((_key(moment), _told(n, moment)) for n, moment in enumerate(found))]
    chosen = parts[2] if len(parts) > 2 else ""
    select = forms.Select(choices=words).render(f"{name}_2", chosen, {"id": f"{field}_2"})
    return format_html('<p class="which"><label for="{}_2">{} Which is meant?</label> {}</p>', field, why, select)


def _told(place: int, moment: datetime) -> str:
    local = timezone.localtime(moment)
    return f"The {('first', 'second')[place]}: {local:%Y-%m-%d %H:%M:%S} {local:%Z} (UTC{local:%z})"


def _clock(parts: Parts) -> datetime | None:
    """Return the date and time that a field shows, without a zone; None where they are not ones."""
    try:
        day, clock = forms.DateField().clean(parts[0]), forms.TimeField().clean(parts[1])
    except (forms.ValidationError, IndexError):
        return None
    return datetime.combine(day, clock)


def _both(clock: datetime) -> list[datetime]:
    try:
        found = moments_at(clock)
    except OverflowError:
        return []
    return found if len(found) > 1 else []


class HiddenMoment(forms.SplitDateTimeWidget):
    """What a page showed, to tell later what an editor touched."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        forms.MultiWidget.__init__(self, [forms.DateInput, forms.TimeInput, forms.HiddenInput], attrs)
        for widget in self.widgets:
            widget.input_type = "hidden"

    def decompress(self, value: datetime | None) -> Parts:  # type: ignore[override]  # three parts, not two
        return _parts_of(value)


class MomentField(forms.MultiValueField):
    """Set `stored` to the moment of the row that is edited: where its date and time are posted, it is what was meant."""

    widget = MomentWidget
    hidden_widget = HiddenMoment
    stored: datetime | None = None

    def __init__(self, **options: Any) -> None:
        parts = (
            forms.DateField(error_messages={"incomplete": "Type the date too."}),
            forms.TimeField(error_messages={"incomplete": "Type the time too."}),
            forms.CharField(required=False),
        )
        super().__init__(parts, require_all_fields=False, **options)

    def compress(self, data_list: Parts) -> datetime | None:
        if not data_list:
            return None
        clock, chosen = datetime.combine(data_list[0], data_list[1]), data_list[2]
        if self.stored is not None and _parts_of(self.stored.replace(microsecond=0)) in (
            [clock.date(), clock.time(), chosen or each] for each in ("", _key(self.stored))
        ):
            return self.stored
        try:
            found = moments_at(clock)
        except OverflowError:
            raise forms.ValidationError(beyond_calendar(clock.isoformat(" ", "minutes")), code="calendar") from None
        meant = [moment for moment in found if len(found) == 1 or _key(moment) == chosen]
        if not meant:
            raise forms.ValidationError(_asked(clock), code="which")
        return meant[0]


def _asked(clock: datetime) -> str:
    zone = timezone.get_current_timezone_name()
    if is_left_out(clock):
        return (
            f"In {zone} there is no {clock:%H:%M} on {clock:%Y-%m-%d}, because clocks were put forward. Choose below the first"
            " or the second moment that it may mean, or type another time."
        )
    return (
        f"In {zone} there is {clock:%H:%M} on {clock:%Y-%m-%d} twice, because clocks were put back. Choose below whether the"
        " first or the second is meant."
    )

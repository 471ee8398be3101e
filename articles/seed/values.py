"""Turns one scalar at a time from its text into a typed value and back. Knows no files."""

import base64
import binascii
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from articles.seed.characters import control_in, named, shortened
from articles.seed.schema import Field, Kind

Value = str | int | bool | datetime

_WHOLE = re.compile(r"-?(?:0|[1-9][0-9]*)")
_MOMENT = re.compile(
    r"(?P<date>\d{4}-\d{2}-\d{2})"
    r"(?:(?:[Tt]| +)(?P<time>\d{2}:\d{2})(?::(?P<seconds>\d{2})(?:[.,](?P<fraction>\d+))?)?"
    r" *(?P<zone>[Zz]|[+-]\d{2}(?::?\d{2})?)?)?",
    re.ASCII,
)
# A day from either end of the calendar, so that each moment can be shown in every time zone.
_EARLIEST = datetime.min.replace(tzinfo=UTC) + timedelta(days=1)
_LATEST = datetime.max.replace(tzinfo=UTC) - timedelta(days=1)
_DOMAIN = re.compile(r"[^\s/:@?#\\%\"'<>]+")
_URL_FORBIDDEN = re.compile(r"[\x00-\x1f\x7f-\x9f]")
MOST_DOMAIN_BYTES = 253  # as in the DNS; it is the name of a folder and of a file, which take 255
MOST_WHOLE = 2**31 - 1  # the largest that an integer column of a database holds


class UnfitError(ValueError):
    """Raised for a text that is not a value of its kind, with a code and a message of what is wrong and what is expected."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code, self.message = code, message


def typed(field: Field, text: str) -> Value:
    """Return the value that `text` means in `field`. Raises UnfitError."""
    if len(text) > field.limit:
        raise UnfitError("too-long", f"{len(text):,} characters; expected at most {field.limit:,}")
    place = control_in(text)
    if place is not None:
        what = f"control character {named(text[place])} in a text; only tabs and line ends are allowed there"
        raise UnfitError("control-character", what)
    reader = _READERS.get(field.kind)
    value: Value = reader(text) if reader else text
    if field.required and not text.strip():
        raise UnfitError("empty", "empty; a value is needed")
    return value


def doubted(field: Field, value: object, text: str) -> str:
    """Return what to warn of in a value that is kept; empty where there is nothing."""
    if field.least is None or not isinstance(value, int) or value >= field.least:
        return ""
    return f"expected {field.least} or more, found {_shown(text)}; it is kept, and not used"


def written(value: Value) -> str:
    """Return the canonical text of a value, before quoting: moments in UTC with Z, `true` and `false`."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return moment_text(value)
    return str(value)


def moment_text(value: datetime) -> str:
    return value.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _shown(text: str) -> str:
    return f"“{shortened(text)}”" if text else "nothing"


def read_whole(text: str) -> int:
    if not _WHOLE.fullmatch(text):
        raise UnfitError("whole", f"expected a whole number, found {_shown(text)}")
    if len(text) > 11 or not -MOST_WHOLE <= int(text) <= MOST_WHOLE:
        raise UnfitError("whole-range", f"expected a whole number between ±{MOST_WHOLE:,}, found {_shown(text)}")
    return int(text)


def flag(text: str) -> bool:
    if text not in ("true", "false"):
        raise UnfitError("flag", f"expected true or false, found {_shown(text)}")
    return text == "true"


def moment(text: str) -> datetime:
    """Return the moment that an ISO 8601 text means, to the microsecond; a date or a time without an offset is UTC."""
    found = _MOMENT.fullmatch(text)
    if not found:
        raise UnfitError("moment", f"expected a date and time such as 2023-01-24T11:00:00Z, found {_shown(text)}")
    fraction = (found["fraction"] or "").rstrip("0")
    if len(fraction) > 6:
        raise UnfitError("moment-precision", f"expected at most microseconds, found {_shown(text)}")
    time, zone = found["time"] or "00:00", (found["zone"] or "Z").upper()
    try:
        whole_time = f"{time}:{found['seconds'] or '00'}.{fraction:0<6}"
        value = datetime.fromisoformat(f"{found['date']}T{whole_time}{zone}").astimezone(UTC)
    except (ValueError, OverflowError):
        value = None
    if value is None or time >= "24":  # newer versions of Python read 24:00 as the next day
        raise UnfitError("moment", f"no such date or time: {_shown(text)}")
    if not _EARLIEST <= value <= _LATEST:
        raise UnfitError("moment", beyond_calendar(text))
    return value


def beyond_calendar(text: str) -> str:
    return f"too near to the end of the calendar: {_shown(text)}"


def url(text: str, *, rooted: bool = False) -> str:
    """Check an http or https URL with a host, and return it as written. Empty text passes: required fields test for it."""
    found = _URL_FORBIDDEN.search(text)
    if found:
        raise UnfitError("url-control", f"a URL with the control character {named(found[0])}")
    if not text or (rooted and text.startswith("/") and text[1:2] not in ("/", "\\")):
        return text
    try:
        parts = urlsplit(text)
        host, user = parts.hostname, parts.username is not None or parts.password is not None
        _ = parts.port
    except ValueError as wrong:
        raise UnfitError("url", f"not a URL ({wrong}): {_shown(text)}") from None
    if parts.scheme not in ("http", "https") or not re.match(r"https?://", text, re.IGNORECASE):
        rooted_too = ", or a path from the root such as /assets/a.jpg" if rooted else ""
        raise UnfitError(
            "url-scheme", f"expected a URL that begins with https:// or http://{rooted_too}, found {_shown(text)}"
        )
    if user or "@" in parts.netloc:
        raise UnfitError("url-credentials", "a URL with a user name or password; take them out")
    if not host or not _DOMAIN.fullmatch(host.replace(":", "0")):
        raise UnfitError("url-host", f"a URL without a host: {_shown(text)}")
    return text


def image_url(text: str) -> str:
    return url(text, rooted=True)


def domain(text: str) -> str:
    """Check a domain, which is also a part of addresses and the name of a file, and return it as written."""
    if text and (not _DOMAIN.fullmatch(text) or not text.strip(".")):
        raise UnfitError("domain", f"expected a domain such as news.example.org, found {_shown(text)}")
    if (length := len(text.encode("utf-8", "surrogatepass"))) > MOST_DOMAIN_BYTES:
        raise UnfitError("too-long", f"{length:,} bytes; a domain has at most {MOST_DOMAIN_BYTES}")
    return text


def sealed(text: str) -> str:
    """Check `base64;base64`: ciphertext of whole 16-byte blocks, then a 16-byte initialisation vector. Return it as it is."""
    try:
        ciphertext, vector = (base64.b64decode(part, validate=True) for part in text.split(";"))
    except (ValueError, binascii.Error):
        raise UnfitError("sealed", "expected base64;base64 (ciphertext and initialisation vector)") from None
    if len(vector) != 16 or not ciphertext or len(ciphertext) % 16:
        raise UnfitError(
            "sealed",
            f"expected whole 16-byte blocks and a 16-byte vector, found {len(ciphertext)} and {len(vector)} bytes",
        )
    return text


def sealed_bytes(text: str) -> int:
    """Return how many bytes a sealed payload contains."""
    return len(base64.b64decode(text.partition(";")[0]))


_READERS: dict[Kind, Callable[[str], Value]] = {
    Kind.WHOLE: read_whole,
    Kind.FLAG: flag,
    Kind.MOMENT: moment,
    Kind.URL: url,
    Kind.IMAGE_URL: image_url,
    Kind.DOMAIN: domain,
    Kind.SEALED: sealed,
}

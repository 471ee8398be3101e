"""Chooses from what a page says what an article's form may begin with: each value is one that the codec takes. Asks no server."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from urllib.parse import urljoin, urlsplit

from articles.originals.reading import Said
from articles.originals.wording import plain, without_site
from articles.seed.schema import BY_NAME, NAME_LIMIT, TITLE_LIMIT
from articles.seed.values import UnfitError, typed
from articles.texts.legible import language, tidy
from articles.texts.pages import site_of, without_campaign

MOST_EXCERPT = 1_000  # characters; a page's description is a sentence or two, but some put all of their text there
_MOST_TITLE = min(500, TITLE_LIMIT)
_MOST_LOCALE = 35
_FAST_CLOCK = timedelta(minutes=15)  # so far ahead of ours a publisher's clock may be
_EARLIEST = datetime(1800, 1, 1, tzinfo=UTC)
_NO_DATE = {datetime(1970, 1, 1, tzinfo=UTC).date()}  # what software says that knows none
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}|\d{8}")


@dataclass(frozen=True)
class OriginalPicture:
    url: str
    width: int | None = None
    height: int | None = None
    credit: str = ""
    title: str = ""


@dataclass(frozen=True)
class Original:
    """What is known of an original: at least where it is. `doubts` are sentences about what was not taken as the page says it."""

    web_url: str
    title: str = ""
    excerpt: str = ""
    published_at: datetime | None = None
    updated_at: datetime | None = None
    locale: str = ""
    original_url: str = ""
    amp_url: str = ""
    site_name: str = ""
    picture: OriginalPicture | None = None
    doubts: tuple[str, ...] = ()

    @property
    def addresses(self) -> list[str]:
        return [url for url in (self.web_url, self.original_url, self.amp_url) if url]


def chosen(said: Said, url: str, at: datetime) -> Original:
    """Return what the page at `url` says of itself at an instant."""
    base = _web_address(said.base, url) or url
    web_url, original_url = _addresses(said, base, without_campaign(url))
    sites = [plain(each, NAME_LIMIT) for each in said.sites]
    published_at, doubts = _published(said.appeared, at)
    title = _title(said.titles, [*sites, site_of(url), urlsplit(url).hostname or ""])
    return Original(
        web_url=web_url, original_url=original_url, title=title, excerpt=_excerpt(said.excerpts, title),
        published_at=published_at, updated_at=_updated(said.updated, published_at, at), locale=_locale(said.languages),
        amp_url=_web_address(said.amp, base), site_name=next(filter(None, sites), ""),
        picture=next(_pictures(said.pictures, base), None), doubts=tuple(doubts),
    )  # fmt: skip


def _title(titles: Iterable[str], sites: list[str]) -> str:
    found = [text for each in titles if (text := without_site(plain(each, _MOST_TITLE), sites))]
    bare = [text for text in found if text.casefold() not in {site.casefold() for site in sites}]
    return next(iter([*bare, *found]), "")


def _excerpt(excerpts: Iterable[str], title: str) -> str:
    return next((text for each in excerpts if (text := plain(each, MOST_EXCERPT)) not in ("", title)), "")


def _web_address(links: Iterable[str], base: str, field: str = "web_url") -> str:
    """Return the first of some links that leads somewhere on the web and that the codec takes; empty if none does."""
    table = "image" if field == "url" else "article"
    for link in links:
        bare = tidy(link).replace(" ", "%20")
        if not bare:
            continue
        try:
            whole = urljoin(base, bare)
            return str(typed(BY_NAME[table][field], whole)) if whole.lower().startswith("http") else ""
        except (UnfitError, ValueError):
            continue
    return ""


def _addresses(said: Said, base: str, url: str) -> tuple[str, str]:
    """Return the address for readers and, where the page says that the original stands on another site, that one."""
    canonical = next(
        (found for link in said.addresses if (found := _web_address([link], base)) and _is_page(found, url)), ""
    )
    if not canonical:
        return url, ""
    if site_of(canonical) == site_of(url):
        return without_campaign(canonical), ""
    return url, without_campaign(canonical)


def _is_page(address: str, url: str) -> bool:
    """Return whether an address may be that of the page: some sites say on every page that it is their front page."""
    return urlsplit(address).path.strip("/") != "" or urlsplit(url).path.strip("/") == ""


def _published(dates: Iterable[str], at: datetime) -> tuple[datetime | None, list[str]]:
    doubts: list[str] = []
    for text in dates:
        found, is_whole = _moment(text)
        if found is None:
            continue
        if found > at + _FAST_CLOCK:
            doubts.append(
                f"The page says that it appears on {found:%Y-%m-%d %H:%M}, which is to come: that date is not taken."
            )
        elif found < _EARLIEST or found.date() in _NO_DATE:
            doubts.append(
                f"The page says that it is of {found:%Y-%m-%d}, which is no date of an article: it is not taken."
            )
        else:
            return found, [] if is_whole else ["The page says no time zone or no time; what it says is taken as UTC."]
    return None, doubts[:1]


def _updated(dates: Iterable[str], published_at: datetime | None, at: datetime) -> datetime | None:
    for text in dates:
        found, _ = _moment(text)
        if found and published_at and published_at < found <= at + _FAST_CLOCK:
            return found
    return None


def _moment(text: str) -> tuple[datetime | None, bool]:
    """Return a moment in UTC, to the second, and whether the text says its zone; None where it is none."""
    text = tidy(text)[:60]
    for read in (datetime.fromisoformat, parsedate_to_datetime):
        try:
            found = read(text)
            is_whole = found.tzinfo is not None and not _DAY.fullmatch(text)
            zoned = found if found.tzinfo else found.replace(tzinfo=UTC)
            return zoned.astimezone(UTC).replace(microsecond=0), is_whole
        except (ValueError, OverflowError):
            continue
    return None, False


def _locale(languages: Iterable[str]) -> str:
    found = (language(tidy(each)).lower() for each in languages)
    return next((each for each in found if 0 < len(each) <= _MOST_LOCALE), "")


def _pictures(pictures: Iterable[dict[str, str]], base: str) -> Iterator[OriginalPicture]:
    for each in pictures:
        if address := _web_address([each.get("url", "")], base, "url"):
            credit, title = plain(each.get("credit", ""), NAME_LIMIT), plain(each.get("alt", ""), _MOST_TITLE)
            yield OriginalPicture(address, _pixels(each.get("width")), _pixels(each.get("height")), credit, title)


def _pixels(text: str | None) -> int | None:
    digits = (text or "").removesuffix("px").strip()
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 6 and int(digits) else None

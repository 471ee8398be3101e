"""Videos that seeds embed, as frames of our own: only from hosts that we know, and only the video's number is taken."""

import re
from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

HOSTS = ("https://www.youtube-nocookie.com", "https://player.vimeo.com")
_FRAME = re.compile(r"<iframe\b[^<>]*?\bsrc\s*=\s*[\"']?([^\"'\s>]+)", re.IGNORECASE)
_YOUTUBE = re.compile(r"[A-Za-z0-9_-]{6,20}")
_VIMEO = re.compile(r"[0-9]{5,15}")


@dataclass(frozen=True)
class Player:
    """`frame` is loaded when a reader asks for it; `page` is the video's page on its own site."""

    host: str
    frame: str
    page: str


def player(embed: str | None) -> Player | None:
    """Return the player of an embedded frame; None for anything but a video from a host that we know."""
    found = _FRAME.search(embed or "")
    if found is None:
        return None
    address = found[1].replace("&amp;", "&")
    try:
        parts = urlsplit(f"https:{address}" if address.startswith("//") else address)
        host = (parts.hostname or "").removeprefix("www.")
    except ValueError:
        return None
    last = parts.path.rstrip("/").rpartition("/")[2]
    if host in ("youtube.com", "youtube-nocookie.com", "youtu.be"):
        return _youtube(parse_qs(parts.query).get("v", [last])[0] if last == "watch" else last)
    if host in ("vimeo.com", "player.vimeo.com") and _VIMEO.fullmatch(last):
        return Player("Vimeo", f"https://player.vimeo.com/video/{last}?dnt=1", f"https://vimeo.com/{last}")
    return None


def _youtube(number: str) -> Player | None:
    if not _YOUTUBE.fullmatch(number):
        return None
    return Player("YouTube", f"{HOSTS[0]}/embed/{number}", f"https://www.youtube.com/watch?v={number}")

"""Which web page a URL leads to, however it is spelled. Knows no model and asks no server.

The tracking parameters are those that common mailers, advertisers and news sites add to the links they share. A parameter
that is not known to be one stays, because it may name the page (`?v=`, `?id=`).
"""

import re
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit

from articles.texts.hosts import ascii_host

_TRACKING = re.compile(
    r"utm_.*|pk_.*|mtm_.*|hsa_.*|elq.*|at_.*|ns_.*|guce_.*|guccounter|_hs.*|mc_[ce]id|_?mc|mkt_tok|wt_?mc.*|vero_.*|oly_.*"
    r"|fb_.*|fbclid|gclid|gclsrc|dclid|gbraid|wbraid|msclkid|yclid|twclid|ttclid|igshid|igsh|_gl|_ga|__twitter_impression"
    r"|ref|ref_.*|referr?er|source|cmp|cmpid|ncid|ocid|icid|s_cid|sr_share|smid|smtyp|spm|ito|share|mod|xtor|rss|feed(?:type|name)"
    r"|_?amp|amp_.*|usqp|outputtype",
    re.IGNORECASE,
)
# Of these it is certain that they name no page: what follows a reader from a mail or an advertisement.
_CAMPAIGN = re.compile(
    r"utm_\w*|mtm_\w*|pk_campaign|fbclid|gclid|dclid|gbraid|wbraid|msclkid|yclid|twclid|ttclid|igshid|mc_[ce]id|mkt_tok|_hsenc|_hsmi",
    re.IGNORECASE,
)
_OF_A_DEVICE = re.compile(r"(?:www\d?|m|mobile|amp)\.(?=[^.]+\.)")
_AMP_CACHE = re.compile(
    r"https?://(?:[^/]+\.cdn\.ampproject\.org/(?:[a-z]+)|(?:www\.)?(?:google|bing)\.[a-z.]+/amp)/(?:s/)?", re.I
)
_AMP_PARTS = ("amp", "google-amp")
_OPENING_PAGE = re.compile(r"/(?:index|default)\.(?:html?|php|aspx?|jsp)$", re.IGNORECASE)
_AMP_ENDING = re.compile(r"\.amp(?=\.html?$|$)")
_UNRESERVED = "/!$&'()*,:;=@~"


def same_page(url: str | None) -> str:
    """Return the same text for URLs of the same page: without scheme, `www.`, AMP, tracking and a slash at the end.

    The text is for comparing only, never for showing or opening. It is empty where there is no URL.
    """
    text = (url or "").strip().encode("utf-8", "backslashreplace").decode()
    if not text:
        return ""
    try:
        parts = urlsplit(_AMP_CACHE.sub("https://", text, count=1))
        port = parts.port
    except ValueError:
        return text
    host = _host(parts.hostname or "")
    if not host:
        return text
    if port not in (None, 80, 443):
        host = f"{host}:{port}"
    return host + _path(parts.path) + _query(parts.query) + _fragment(parts.fragment)


def without_campaign(url: str) -> str:
    """Return a URL for keeping: without what came from a mail or an advertisement, and without a place in the page."""
    address, _, fragment = url.partition("#")
    path, mark, query = address.partition("?")
    kept = [pair for pair in query.split("&") if not _CAMPAIGN.fullmatch(pair.partition("=")[0])]
    bare = f"{path}{mark}{'&'.join(kept)}" if any(kept) else path
    return f"{bare}#{fragment}" if _fragment(fragment) else bare


def site_of(url: str) -> str:
    """Return the domain of a URL as providers are known by: without `www.`, `m.` and the like, and without a port."""
    try:
        return _host(urlsplit(url).hostname or "")
    except ValueError:
        return ""


def _host(name: str) -> str:
    name = ascii_host(name).rstrip(".").lower()
    while shorter := _OF_A_DEVICE.match(name):
        name = name[shorter.end() :]
    return name


def _path(path: str) -> str:
    if "%" in path or not path.isascii():
        path = quote(unquote(path), safe=_UNRESERVED)
    path = _OPENING_PAGE.sub("", _AMP_ENDING.sub("", path))
    kept = [part for part in path.split("/") if part]
    named = [part for part in kept if part.lower() not in _AMP_PARTS]
    return "".join(f"/{part}" for part in named or kept)


def _query(query: str) -> str:
    if not query:
        return ""
    try:
        pairs = parse_qsl(query, keep_blank_values=True, max_num_fields=100)
    except ValueError:
        return f"?{query}"
    kept = sorted(pair for pair in pairs if not _TRACKING.fullmatch(pair[0]))
    return "?" + urlencode(kept) if kept else ""


def _fragment(fragment: str) -> str:
    """Keep the route of a page that is a program, which is a page of its own; drop a mere place in a page."""
    return f"#{fragment}" if fragment.startswith(("!", "/")) else ""

"""Readers of environment variables that fail with the variable's name. Must not know what a setting is used for."""

import importlib.util
import os
import re
import zoneinfo
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, urlsplit

from django.core.exceptions import ImproperlyConfigured
from environ import Env

TRUE = {"true", "yes", "on", "1"}
FALSE = {"false", "no", "off", "0"}
# Django's own criteria for a secret key (security.W009).
SECRET_LENGTH, SECRET_VARIETY = 50, 5
INSECURE = "django-insecure-"  # how Django marks a key that stands in a project's code

HOST = re.compile(r"(?:[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?(?:\.[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?)*\.?|\[[0-9a-f:.]+\])")
LOCALE = re.compile(r"[a-z]{2,3}(?:-[a-z0-9]{2,8})*", re.IGNORECASE)
NUMBER = re.compile(r"[0-9]{1,9}")
TOKEN = re.compile(r"[!-~]+")
LAST_PORT = 65_535


def text(name: str, default: str) -> str:
    return _given(name, "some text") or default


def boolean(name: str, default: bool) -> bool:
    value = _given(name, "true or false")
    if value is None:
        return default
    if value.lower() in TRUE | FALSE:
        return value.lower() in TRUE
    raise _wrong(name, "true or false", value)


def count(name: str, default: int, minimum: int = 0, most: int = 99) -> int:
    expected = f"a whole number from {minimum} to {most}"
    value = _given(name, expected)
    if value is None:
        return default
    if NUMBER.fullmatch(value) and minimum <= int(value) <= most:
        return int(value)
    raise _wrong(name, expected, value)


def locale(name: str, default: str) -> str:
    expected = "a language, with a region or not, such as en-us"
    value = _given(name, expected)
    if value is None:
        return default
    if LOCALE.fullmatch(value):
        return value
    raise _wrong(name, expected, value)


def time_zone(name: str, default: str) -> str:
    expected = "a time zone such as UTC or Europe/Paris"
    value = _given(name, expected)
    if value is None:
        return default
    try:
        zoneinfo.ZoneInfo(value)
    except (ValueError, OSError, zoneinfo.ZoneInfoNotFoundError):
        raise _wrong(name, expected, value) from None
    return value


def secret(name: str) -> str | None:
    """Return the secret, or None where the variable is not set. The error message never quotes it."""
    expected = f"at least {SECRET_LENGTH} characters, {SECRET_VARIETY} of them different, and not one that begins with {INSECURE}"
    value = _given(name, expected)
    if value is None or is_secret(value):
        return value
    raise _wrong(name, expected)


def token(name: str) -> str:
    """Return what a client brings in a header, or nothing where the variable is not set. The error message never quotes it."""
    expected = "letters, digits and signs without spaces, as many as nobody guesses"
    value = _given(name, expected)
    if value is not None and not TOKEN.fullmatch(value):
        raise _wrong(name, expected)
    return value or ""


def is_secret(value: str) -> bool:
    is_made_up = not value.startswith(INSECURE)
    return is_made_up and len(value) >= SECRET_LENGTH and len(set(value)) >= SECRET_VARIETY


def directory(name: str, default: Path) -> Path:
    """Return an absolute path where a directory exists or can be created. The disk is read, not changed."""
    expected = "the path of a directory"
    value = _given(name, expected)
    path = default if value is None else Path(os.path.abspath(Path(value).expanduser()))
    nearest = next(place for place in (path, *path.parents) if os.path.lexists(place))
    if not nearest.is_dir():
        what = "a file" if nearest.exists() else "a link that leads nowhere"
        raise _wrong(name, expected, f"{nearest}, which is {what}")
    return path


def site_url(name: str, default: str) -> str:
    """Return scheme, host and port, without a slash at the end."""
    expected = f"http:// or https://, a host, perhaps a port up to {LAST_PORT}, nothing after it, such as https://news.example.org"
    value = _given(name, expected)
    if value is None:
        return default
    origin = _origin(value.removesuffix("/"))
    if origin is None:
        raise _wrong(name, expected, value)
    return origin


def choice(name: str, default: str, choices: tuple[str, ...]) -> str:
    expected = " or ".join(choices)
    value = _given(name, expected)
    if value is not None and value not in choices:
        raise _wrong(name, expected, value)
    return value or default


def url(name: str, default: str) -> str:
    expected = f"the whole address of a page, perhaps with a port up to {LAST_PORT}, such as https://hub.example.org/"
    value = _given(name, expected)
    if value is None:
        return default
    parts = _split(value)
    if parts is None or parts.scheme not in ("http", "https") or not HOST.fullmatch(parts.hostname or ""):
        raise _wrong(name, expected, value)
    return value


def hosts(name: str, default: list[str], *, are_all_allowed: bool = False) -> list[str]:
    """Return the hosts. `*` is any host, with which a stranger chooses what our links lead to: refused unless all are allowed."""
    expected = "a comma list of host names without scheme and port, such as news.example.org, .example.org"
    value = _given(name, expected)
    if value is None:
        return default
    names = _items(value)
    for host in names:
        if host == "*" and not are_all_allowed:
            raise _wrong(name, f"{expected}; * only with DEBUG", host)
        if host != "*" and not HOST.fullmatch(host.lower().removeprefix(".")):
            raise _wrong(name, expected, host)
    return names or default


def servers(name: str) -> list[str]:
    """Return hosts in lower case, with or without ports; none where the variable is not set."""
    expected = (
        f"a comma list of hosts, each with a port up to {LAST_PORT} or without, such as images.intranet, localhost:8081"
    )
    names = [server.lower() for server in _items(_given(name, expected) or "")]
    for server in names:
        host, _, port = server.rpartition(":") if re.search(r":[0-9]+$", server) else (server, "", "0")
        if not HOST.fullmatch(host) or int(port[:6]) > LAST_PORT:
            raise _wrong(name, expected, server)
    return [server.replace("[", "").replace("]", "") for server in names]  # a parsed URL's host comes without them


def origins(name: str, default: list[str]) -> list[str]:
    expected = f"a comma list of origins, each with its scheme and perhaps a port up to {LAST_PORT}, such as https://news.example.org"
    value = _given(name, expected)
    if value is None:
        return default
    for origin in _items(value):
        if _origin(origin.replace("://*.", "://", 1)) is None:
            raise _wrong(name, expected, origin)
    return _items(value) or default


def database(name: str, default: Path) -> dict[str, Any]:
    """Return Django's ENGINE, NAME and the rest; where the variable is not set, SQLite with the file `default`."""
    expected = f"sqlite:////path/of/a/file or postgres://user:password@host:5432/name, the port up to {LAST_PORT}"
    value = _given(name, expected)
    if value is None:
        return {"ENGINE": "django.db.backends.sqlite3", "NAME": str(default)}
    parts = _split(value)
    if parts is None or parts.path in ("", "/"):
        raise _wrong(name, expected)
    if parts.scheme == "sqlite" and not (parts.netloc or parts.query):
        return {"ENGINE": "django.db.backends.sqlite3", "NAME": os.path.abspath(parts.path.removeprefix("/"))}
    if parts.scheme in ("postgres", "postgresql"):
        _needs(name, "psycopg", "postgresql")
        return dict(Env.db_url_config(value))
    raise _wrong(name, expected)


def cache(name: str) -> dict[str, Any]:
    """Return Django's BACKEND and the rest; an in-process cache where the variable is not set."""
    expected = f"locmemcache:// or redis://host:6379/0, the port up to {LAST_PORT}"
    value = _given(name, expected)
    if value in (None, "locmemcache://"):
        return {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
    parts = _split(value or "")
    if parts is None or parts.scheme not in ("redis", "rediss") or not parts.hostname:
        raise _wrong(name, expected)
    _needs(name, "redis", "redis")
    # No page waits for long: it is drawn instead.
    options = {"socket_timeout": 0.5, "socket_connect_timeout": 0.5}
    return {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": value, "OPTIONS": options}


def bucket(name: str, address: str, endpoint: str) -> dict[str, Any]:
    """Return Django's BACKEND and OPTIONS for media in an S3-like store, and their public URL; empty without a bucket."""
    value = _given(name, "the name of a bucket")
    if value is None:
        return {}
    public = url(address, "").rstrip("/")
    if not public:
        raise _wrong(address, "the public address of the bucket, such as https://media.example.org", "nothing")
    _needs(name, "storages", "s3")
    scheme, _, domain = public.partition("//")
    options = {
        "bucket_name": value,
        "endpoint_url": url(endpoint, "") or None,
        "custom_domain": domain,
        "url_protocol": scheme,
        "querystring_auth": False,
        "object_parameters": {"CacheControl": "public, max-age=31536000, immutable"},
    }
    return {"BACKEND": "storages.backends.s3.S3Storage", "OPTIONS": options, "URL": f"{public}/"}


def _given(name: str, expected: str) -> str | None:
    value = os.environ.get(name)
    if value is not None and not value.strip():
        raise _wrong(name, expected, "nothing")
    return value


def _wrong(name: str, expected: str, found: str | None = None) -> ImproperlyConfigured:
    # A value with an @ may contain a password, and this message goes to logs.
    shown = f"; found {found}" if found and "@" not in found else ""
    return ImproperlyConfigured(f"{name}: expected {expected}{shown}")


def _needs(name: str, module: str, extra: str) -> None:
    if importlib.util.find_spec(module) is None:
        raise ImproperlyConfigured(f"{name}: needs a driver: pip install -e '.[{extra}]'")


def _items(value: str) -> list[str]:
    return [item.strip() for item in value.split(",") if item.strip()]


def _split(value: str) -> SplitResult | None:
    """Return the parts of a URL, or None. The port is read too, because `urlsplit` finds a wrong one only then."""
    if not value.isprintable() or " " in value:
        return None
    try:
        parts = urlsplit(value)
        _ = parts.port
    except ValueError:
        return None
    return parts


def _origin(value: str) -> str | None:
    parts = _split(value)
    if parts is None or parts.scheme not in ("http", "https") or "@" in parts.netloc:
        return None
    # An origin is scheme and host only: a path, an empty query or a fragment is wrong.
    host = parts.netloc.lower()
    if f"{parts.scheme}://{host}" != value.lower() or not HOST.fullmatch(re.sub(r":[0-9]+$", "", host)):
        return None
    return f"{parts.scheme}://{host}"

"""Warnings about settings that are valid alone but do not fit each other. Must not look into the database."""

import ipaddress
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Warning
from django.http.request import validate_host


def https_comes_through_a_proxy(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    if _site().scheme != "https" or settings.TRUSTED_PROXIES:
        return []
    return [
        Warning(
            "SITE_URL is https and NEWSROOM_TRUSTED_PROXIES is 0: behind a proxy each page redirects to itself.",
            hint="Set NEWSROOM_TRUSTED_PROXIES to the number of proxies in front that set X-Forwarded-Proto.",
            id="newsroom.W001",
        )
    ]


def debugging_stays_at_home(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    if not settings.DEBUG or _is_local(_site().hostname or ""):
        return []
    return [
        Warning(
            "DEBUG is on and SITE_URL is not of this machine: error pages show settings and code to anybody.",
            hint="Unset DEBUG.",
            id="newsroom.W002",
        )
    ]


def the_site_answers_at_its_own_address(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    host = _site().hostname or ""
    if validate_host(f"[{host}]" if ":" in host else host, settings.ALLOWED_HOSTS):
        return []
    return [
        Warning(
            "ALLOWED_HOSTS lacks the host of SITE_URL: every link of the site leads to an error.",
            hint=f"Add {host} to ALLOWED_HOSTS.",
            id="newsroom.W003",
        )
    ]


def _site() -> Any:
    return urlsplit(settings.SITE_URL)


def _is_local(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")

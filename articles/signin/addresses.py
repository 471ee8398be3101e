"""Where somebody signs in from, as limits and lists count it. Believes no header: see the middleware for trusted proxies."""

from django.http import HttpRequest

from articles.texts.networks import HOME, counted_address

NOWHERE = "0.0.0.0"


def client_address(request: HttpRequest) -> str:
    return counted_address(request.META.get("REMOTE_ADDR", "")) or NOWHERE


def shown_address(address: str) -> str:
    """Return the address as people read it: that of a network says how much of it counts."""
    return f"{address}/{HOME}" if ":" in address else "an unknown address" if address == NOWHERE else address

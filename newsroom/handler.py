"""Django's handler of requests, for requests whose head says what no text can be."""

from collections.abc import Mapping
from contextlib import suppress
from typing import Any

import django
from django.core.handlers.wsgi import WSGIHandler, WSGIRequest
from django.utils.http import parse_header_parameters


class LegibleRequest(WSGIRequest):
    """A request that says what nobody can read, such as a set of characters that is none, is taken as if it had not said it.

    Django looks a set of characters up among all of Python's codecs, of which some make bytes of bytes (`hex`), and takes it for
    the address too.
    """

    def __init__(self, environ: dict[str, Any]) -> None:
        length = environ.get("CONTENT_LENGTH") or "0"
        super().__init__(environ if length.isascii() and length.isdigit() else environ | {"CONTENT_LENGTH": "0"})

    def _set_content_type_params(self, meta: Mapping[str, Any]) -> None:
        self.content_type, self.content_params = "", {}
        with suppress(LookupError, ValueError):
            self.content_type, self.content_params = parse_header_parameters(meta.get("CONTENT_TYPE", ""))
            if charset := self.content_params.get("charset"):
                b"a\xff".decode(charset, "replace")
                self._encoding = charset  # a form that is not in UTF-8 is refused by Django (400)


class Handler(WSGIHandler):
    request_class = LegibleRequest


def handler() -> Handler:
    """Return the WSGI application."""
    django.setup(set_prefix=False)
    return Handler()

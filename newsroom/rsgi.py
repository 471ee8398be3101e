"""The server's side of a request, as RSGI has it, and its head as WSGI has it.

https://github.com/emmett-framework/granian/blob/master/docs/spec/RSGI.md
"""

import sys
from collections.abc import AsyncIterator
from io import BytesIO
from typing import Any, Protocol

Environ = dict[str, Any]


class Head(Protocol):
    """The head of a request: RSGI's `scope`. `client` and `server` have their ports, and the path no percent signs."""

    method: str
    path: str
    query_string: str
    client: str
    server: str
    scheme: str
    http_version: str
    authority: str | None

    @property
    def headers(self) -> Any: ...


class Stream(Protocol):
    async def send_bytes(self, data: bytes) -> None: ...


class Exchange(Protocol):
    """The body of a request, in pieces, and the ways to answer it: RSGI's `protocol`."""

    def __aiter__(self) -> AsyncIterator[bytes]: ...

    def response_bytes(self, status: int, headers: list[tuple[str, str]], body: bytes) -> None: ...

    def response_str(self, status: int, headers: list[tuple[str, str]], body: str) -> None: ...

    def response_stream(self, status: int, headers: list[tuple[str, str]]) -> Stream: ...


def environ_of(scope: Head) -> Environ:
    """Return the request's head as PEP 3333 has it.

    A header whose name has an underscore is left out: it would pass for the one with a hyphen, which a proxy wrote.
    """
    server, _, port = scope.server.rpartition(":")
    environ: Environ = {
        "REQUEST_METHOD": scope.method, "SCRIPT_NAME": "", "PATH_INFO": scope.path.encode().decode("latin-1"),
        "QUERY_STRING": scope.query_string, "SERVER_NAME": server, "SERVER_PORT": port or "80",
        "REMOTE_ADDR": scope.client.rpartition(":")[0].strip("[]"), "SERVER_PROTOCOL": f"HTTP/{scope.http_version}",
        "wsgi.version": (1, 0), "wsgi.url_scheme": scope.scheme, "wsgi.input": BytesIO(), "wsgi.errors": sys.stderr,
        "wsgi.multithread": True, "wsgi.multiprocess": True, "wsgi.run_once": False, "wsgi.input_terminated": True,
    }  # fmt: skip
    if scope.authority:
        environ["HTTP_HOST"] = scope.authority
    for name, value in scope.headers.items():
        if "_" in name:
            continue
        key = name.upper().replace("-", "_")
        key = key if key in ("CONTENT_LENGTH", "CONTENT_TYPE") else f"HTTP_{key}"
        if key == "HTTP_HOST":
            environ[key] = value
        elif key in environ:
            environ[key] += ("; " if key == "HTTP_COOKIE" else ",") + value
        else:
            environ[key] = value
    return environ

"""Stands between the server and the WSGI application: takes a request and gives an answer only as a whole.

No thread waits for a client. The body of a request is read, up to its limit and by its deadline, before a thread begins with
it, and an answer is on its way before the thread is free again. Readers, editors and probes have threads of their own, so that
none of them waits for what the others do. The server's side is RSGI: https://github.com/emmett-framework/granian/blob/master/docs/spec/RSGI.md
"""

import asyncio
import logging
import sys
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager, nullcontext
from functools import partial
from io import BytesIO
from tempfile import SpooledTemporaryFile
from typing import Any, NamedTuple, Protocol, TypeVar

from articles.headers import headers_of
from articles.limits import MOST_FROM_ANYBODY, most_ever
from articles.middleware import BodyLimits, believed_address

_READERS = _EDITORS = 5  # threads
_MOST_WAITING = 250  # requests, for the threads of one kind
_MOST_BODIES, _MOST_BODIES_OF_ONE = 200, 20  # that arrive at a time: in all, and from one address
_IN_MEMORY = 1024 * 1024
_PIECE = 64 * 1024
_PATIENCE = 15.0  # seconds until a body must be there
_PACE = 16 * 1024  # bytes for which there is another second
_STALLED = 60.0  # seconds for which a client may take no piece of a long answer

_log = logging.getLogger(__name__)

Environ = dict[str, Any]
Application = Callable[[Environ, Callable[..., Any]], Any]
Spool = SpooledTemporaryFile[bytes]
Found = TypeVar("Found")


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


class WholeAnswer(NamedTuple):
    status: int
    headers: list[tuple[str, str]]
    body: Spool
    length: int


class RefusedRequestError(Exception):
    """What a client hears whose request is not taken."""

    def __init__(self, status: int, words: str, again: int = 0) -> None:
        self.status, self.words, self.again = status, words, again

    def headers(self, path: str) -> list[tuple[str, str]]:
        # Not known is whether a proxy in front speaks https; where it does, all other answers say so.
        said = headers_of(path, is_secure=False) | {
            "Content-Type": "text/plain; charset=utf-8",
            "Cache-Control": "no-store",
        }
        return [*said.items(), *([("Retry-After", str(self.again))] if self.again else [])]


class _Lane:
    """Threads for one kind of request. When too many wait for them, the next one is told to come again."""

    def __init__(self, name: str, threads: int) -> None:
        self.pool = ThreadPoolExecutor(threads, thread_name_prefix=name)
        self.most = threads + _MOST_WAITING
        self.number = 0

    async def answer(self, application: Application, environ: Environ) -> WholeAnswer:
        if self.number >= self.most:
            raise RefusedRequestError(503, "The site is very busy. Please try again in a moment.\n", again=5)
        self.number += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self.pool, _answered, application, environ)
        finally:
            self.number -= 1


class Gateway:
    """The RSGI application that serves a WSGI application."""

    def __init__(self, application: Application) -> None:
        self.application = application
        self.lanes = {
            name: _Lane(name, threads)
            for name, threads in (("readers", _READERS), ("editors", _EDITORS), ("probes", 1))
        }
        self.arriving: dict[str, int] = {}

    async def __rsgi__(self, scope: Head, protocol: Exchange) -> None:
        try:
            answer = await self.answer(scope, protocol)
        except Exception as problem:
            refusal = problem
            if not isinstance(refusal, RefusedRequestError):
                _log.exception("A request failed before it came to the site, or after it.")
                refusal = RefusedRequestError(
                    503, "This cannot be answered at the moment. Nothing was changed.\n", again=10
                )
            protocol.response_str(refusal.status, refusal.headers(scope.path), refusal.words)
            return
        with answer.body:
            await _send(protocol, answer)

    async def answer(self, scope: Head, protocol: Exchange) -> WholeAnswer:
        environ = environ_of(scope)
        path = environ["PATH_INFO"]
        if path == "/healthz":  # whatever the threads do
            return _answered(self.application, environ)
        lane = self.lanes["editors" if path.startswith("/admin/") else "probes" if path == "/readyz" else "readers"]
        if not _has_body(environ):
            return await lane.answer(self.application, environ)
        with self.one_of_few(believed_address(environ)), SpooledTemporaryFile(_IN_MEMORY) as body:
            await self.receive(environ, protocol, body, partial(lane.answer, self.application))
            environ |= {"wsgi.input": body, "CONTENT_LENGTH": str(body.tell())}
            environ.pop("HTTP_TRANSFER_ENCODING", None)
            body.seek(0)
            return await lane.answer(self.application, environ)

    @contextmanager
    def one_of_few(self, client: str) -> Iterator[None]:
        """Count a body that arrives: who sends many slowly at a time only waits for themselves."""
        of_one = self.arriving.get(client, 0)
        if of_one >= _MOST_BODIES_OF_ONE or sum(self.arriving.values()) >= _MOST_BODIES:
            raise RefusedRequestError(
                503, "Too many forms arrive at the same time. Please send it again in a moment.\n", again=15
            )
        self.arriving[client] = of_one + 1
        try:
            yield
        finally:
            self.arriving[client] -= 1
            if not self.arriving[client]:
                del self.arriving[client]

    async def receive(self, environ: Environ, protocol: Exchange, body: Spool, ask: Callable[[Environ], Any]) -> None:
        """Read a body. Before more of it is read than anybody may send, the application is asked whether this client may."""
        loop = asyncio.get_running_loop()
        begun, pieces, is_allowed = loop.time(), aiter(protocol), False
        announced = environ.get("CONTENT_LENGTH", "0")
        expected = int(announced[:16]) if announced.isdecimal() else 0
        most = most_ever(environ["PATH_INFO"])
        while True:
            if not is_allowed and max(expected, body.tell()) > MOST_FROM_ANYBODY:
                await _allowed(ask, environ | {"CONTENT_LENGTH": str(expected or most)})
                is_allowed = True
            if body.tell() > most:
                raise RefusedRequestError(413, "This is more than the page takes. Nothing was changed.\n")
            left = begun + _PATIENCE + body.tell() / _PACE - loop.time()
            piece = await _within(max(left, 0), _next_of(pieces))
            if piece is None:
                words = "What was sent came too slowly. Nothing was changed; please send it again.\n"
                raise RefusedRequestError(408, words)
            if not piece:
                break
            body.write(piece)
        if body.tell() < expected:  # a form cut short can look like a whole one
            raise RefusedRequestError(
                400, "What was sent did not arrive whole. Nothing was changed; please send it again.\n"
            )


async def _next_of(pieces: AsyncIterator[bytes]) -> bytes:
    """Return the next piece of a body; none at its end, or where the client is gone."""
    try:
        return bytes(await anext(pieces, b""))
    except RuntimeError:  # RSGIProtocolError and the like
        return b""


async def _within(seconds: float, asked: Coroutine[Any, Any, Found]) -> Found | None:
    """Return what is awaited, or None where it takes longer. The server's own awaitables cannot be cancelled (granian 2.8): what
    was asked for is left alone, and ends with its connection."""
    task = asyncio.ensure_future(asked)
    done, _ = await asyncio.wait({task}, timeout=seconds)
    return task.result() if done else None


async def _allowed(ask: Callable[[Environ], Any], environ: Environ) -> None:
    """Ask the application, with the head of the request alone, whether it takes the body. Raises RefusedRequestError."""
    answer = await ask(environ | {BodyLimits.ASKS: True, "wsgi.input": BytesIO()})
    with answer.body as body:
        if answer.status != 204:
            raise RefusedRequestError(answer.status, body.read().decode(errors="replace"))


def _has_body(environ: Environ) -> bool:
    return environ.get("CONTENT_LENGTH", "0") != "0" or "HTTP_TRANSFER_ENCODING" in environ


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


def _answered(application: Application, environ: Environ) -> WholeAnswer:
    """Call the application, and take all of its answer: a long one to disk."""
    said: list[Any] = []

    def start_response(status: str, headers: list[tuple[str, str]], problem: object = None) -> None:
        said[:] = [int(status[:3]), headers]

    body: Spool = SpooledTemporaryFile(_IN_MEMORY)  # noqa: SIM115 - closed when it is sent
    pieces = application(environ, start_response)
    with closing(pieces) if hasattr(pieces, "close") else nullcontext():
        for piece in pieces:
            body.write(piece)
    length = body.tell()
    body.seek(0)
    return WholeAnswer(said[0], said[1], body, length)


async def _send(protocol: Exchange, answer: WholeAnswer) -> None:
    if answer.length <= _IN_MEMORY:
        protocol.response_bytes(answer.status, answer.headers, answer.body.read())
        return
    stream = protocol.response_stream(answer.status, answer.headers)
    while piece := answer.body.read(_PIECE):
        # A client that takes nothing for so long is gone, or means harm.
        if not await _within(_STALLED, _sent(stream, piece)):
            return


async def _sent(stream: Stream, piece: bytes) -> bool:
    """Hand on a piece of an answer; false where the client is gone."""
    try:
        await stream.send_bytes(piece)
    except RuntimeError:
        return False
    return True

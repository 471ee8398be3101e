"""Stands between the server and the WSGI application: takes a request and gives an answer only as a whole.

No thread waits for a client. The body of a request is read, up to its limit and by its deadline, before a thread begins with
it, and an answer is on its way before the thread is free again. Readers, editors and probes have threads of their own, so that
none of them waits for what the others do.
"""

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager, nullcontext
from functools import partial
from io import BytesIO
from tempfile import SpooledTemporaryFile
from typing import Any, NamedTuple, TypeVar

from django.conf import settings

from articles import metrics
from articles.accesslog import HEADER, count_answer, tell_answer
from articles.headers import headers_of
from articles.limits import ASKS, MOST_FROM_ANYBODY, most_ever
from articles.logs import BEGUN, ID, Doing, believed_address, believed_id, new_id, under, with_id
from newsroom.rsgi import Environ, Exchange, Head, Stream, environ_of

_READERS = _EDITORS = 5  # threads
_OWN_LANES = {"/readyz": "probes", metrics.PATH: "metrics"}
_MOST_WAITING = 250  # requests, for the threads of one kind
_MOST_BODIES, _MOST_BODIES_OF_ONE = 200, 20  # that arrive at a time: in all, and from one address
_IN_MEMORY = 1024 * 1024
_PIECE = 64 * 1024
_PATIENCE = 15.0  # seconds until a body must be there
_PACE = 16 * 1024  # bytes for which there is another second
_STALLED = 60.0  # seconds for which a client may take no piece of a long answer

_log = logging.getLogger(__name__)

Application = Callable[[Environ, Callable[..., Any]], Any]
Spool = SpooledTemporaryFile[bytes]
Found = TypeVar("Found")


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
        self.threads, self.most = threads, threads + _MOST_WAITING
        self.number = 0

    async def answer(self, application: Application, environ: Environ) -> WholeAnswer:
        if self.number >= self.most:
            raise RefusedRequestError(503, "The site is very busy. Please try again in a moment.\n", again=5)
        self.number += 1
        if self.number > self.threads:
            metrics.touch()  # nothing ends yet, and nothing else would tell that somebody waits
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
            for name, threads in (("readers", _READERS), ("editors", _EDITORS), ("probes", 1), ("metrics", 1))
        }
        self.arriving: dict[str, int] = {}

    def lanes_now(self) -> dict[str, int]:
        """Return how many requests are in the threads of each kind, and how many wait for one; but for whoever asks that."""
        found: dict[str, int] = {}
        for name, lane in self.lanes.items():
            if name == "metrics":
                continue
            found[f"{name}:busy"] = min(lane.number, lane.threads)
            found[f"{name}:waiting"] = max(lane.number - lane.threads, 0)
        return found

    async def __rsgi__(self, scope: Head, protocol: Exchange) -> None:
        environ: Environ = {ID: new_id(), BEGUN: time.perf_counter()}
        try:
            environ |= environ_of(scope)
            environ[ID] = believed_id(environ) or environ[ID]
            answer = await self.answer(environ, protocol)
        except RefusedRequestError as refusal:
            _refuse(scope, protocol, environ, refusal)
        except Exception:
            with under(Doing(environ[ID])):
                _log.exception("A request failed before it came to the site, or after it.")
            words = "This cannot be answered at the moment. Nothing was changed.\n"
            _refuse(scope, protocol, environ, RefusedRequestError(503, words, again=10))
        else:
            with answer.body:
                await _send(protocol, answer)

    async def answer(self, environ: Environ, protocol: Exchange) -> WholeAnswer:
        path = environ["PATH_INFO"]
        if path == "/healthz":  # whatever the threads do
            return _answered(self.application, environ)
        lane = self.lanes["editors" if path.startswith("/admin/") else _OWN_LANES.get(path, "readers")]
        if not _has_body(environ):
            return await lane.answer(self.application, environ)
        with self.one_of_few(believed_address(environ)), SpooledTemporaryFile(_IN_MEMORY) as body:
            await self.receive(environ, protocol, body, partial(lane.answer, self.application))
            # How long a client takes to send it is no time of ours.
            environ |= {"wsgi.input": body, "CONTENT_LENGTH": str(body.tell()), BEGUN: time.perf_counter()}
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
    answer = await ask(environ | {ASKS: True, "wsgi.input": BytesIO()})
    with answer.body as body:
        if answer.status != 204:
            raise RefusedRequestError(answer.status, body.read().decode(errors="replace"))


def _refuse(scope: Head, protocol: Exchange, environ: Environ, refusal: RefusedRequestError) -> None:
    """Answer in place of the site, under the id of the request, and tell it."""
    words = with_id(refusal.words, environ[ID])
    protocol.response_str(refusal.status, [*refusal.headers(scope.path), (HEADER, environ[ID])], words)
    with under(Doing(environ[ID], view="gateway", why=refusal.words.partition("\n")[0])) as now:
        told = environ | {"REQUEST_METHOD": scope.method}
        tell_answer(told, scope.path, refusal.status, len(words.encode()), now)
        if settings.METRICS_TOKEN:
            count_answer(told, refusal.status, now)


def _has_body(environ: Environ) -> bool:
    return environ.get("CONTENT_LENGTH", "0") != "0" or "HTTP_TRANSFER_ENCODING" in environ


def _answered(application: Application, environ: Environ) -> WholeAnswer:
    """Call the application, and take all of its answer: a long one to disk."""
    said: list[Any] = []

    def start_response(status: str, headers: list[tuple[str, str]], problem: object = None) -> None:
        said[:] = [int(status[:3]), headers]

    body: Spool = SpooledTemporaryFile(_IN_MEMORY)  # noqa: SIM115 - closed when it is sent
    try:
        pieces = application(environ, start_response)
        with closing(pieces) if hasattr(pieces, "close") else nullcontext():
            for piece in pieces:
                body.write(piece)
    except BaseException:
        body.close()
        raise
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

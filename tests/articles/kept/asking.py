"""Asks for pages that count how often they were drawn."""

from pathlib import Path

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from pytest_django import Settings

from articles.kept import keeping
from articles.kept.shelves import Careful, Disk, Memory
from articles.store.changes import Changes


def clear(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let nothing be known of what another test kept: its changes had the same numbers, as they were rolled back."""
    monkeypatch.setattr(keeping, "memory", Memory())
    monkeypatch.setattr(keeping, "changes", Changes())
    monkeypatch.setattr(keeping, "_turn", None)
    shelf = Careful(Disk(folder / "kept"))
    monkeypatch.setattr(keeping, "_shelf", lambda: shelf)


@pytest.fixture
def empty_shelves(settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.KEEP_PAGES = True
    clear(tmp_path, monkeypatch)


class Drawing:
    """A page that counts how often it was drawn."""

    def __init__(self, text: str = "a page " * 100, **headers: str) -> None:
        self.number, self.text, self.headers = 0, text, headers

    def __call__(self, request: HttpRequest) -> HttpResponse:
        self.number += 1
        assert "HTTP_ACCEPT_ENCODING" not in request.META
        return HttpResponse(
            self.text, headers={"ETag": '"tag"'} | {k.replace("_", "-"): v for k, v in self.headers.items()}
        )


def ask(path: str, drawing: Drawing, method: str = "GET", **headers: str) -> HttpResponse:
    request = RequestFactory(headers=headers).generic(method, path, SERVER_NAME="127.0.0.1")
    return keeping.answer_of(request, drawing)

"""Where kept answers lie, and that none of it is needed."""

from pathlib import Path

import pytest
from django.core.cache import caches
from django.http import HttpResponse
from django.test import RequestFactory
from pytest_django import Settings

from articles.kept import keeping, shelves
from articles.kept.shelves import Careful, Disk, Memory, Remote
from tests.articles.kept.asking import Drawing, ask, empty_shelves

__all__ = ["empty_shelves"]

REDIS = "redis://127.0.0.1:6379/9"

pytestmark = pytest.mark.usefixtures("empty_shelves")


@pytest.mark.django_db
class TestShelves:
    def test_another_process_finds_it(self, monkeypatch: pytest.MonkeyPatch) -> None:
        page = Drawing()
        whole = ask("/", page)
        monkeypatch.setattr(keeping, "memory", Memory())
        assert ask("/", page).items() == whole.items()
        assert page.number == 1

    @pytest.mark.parametrize("damage", ["cut", "turned", "no database", "gone", "folder gone"])
    def test_a_damaged_one_is_drawn_anew(self, damage: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        page, disk = Drawing(), Disk(tmp_path / "kept")
        ask("/", page)
        key = keeping._name("http /")
        stored = disk.get(key) or b""
        if damage == "cut":
            disk.put(key, stored[:-3], by_hand=False)
        elif damage == "turned":
            disk.put(key, stored[:-3] + b"\0" + stored[-2:], by_hand=False)
        else:
            for file in (tmp_path / "kept").iterdir():
                file.write_bytes(b"no database" * 100) if damage == "no database" else file.unlink()
            if damage == "folder gone":
                (tmp_path / "kept").rmdir()
        monkeypatch.setattr(keeping, "memory", Memory())
        shelf = Careful(disk)
        monkeypatch.setattr(keeping, "_shelf", lambda: shelf)
        assert ask("/", page).content == page.text.encode()
        assert page.number == 2

    def test_a_damaged_file_is_replaced(self, tmp_path: Path) -> None:
        disk = Disk(tmp_path)
        disk.path.write_bytes(b"no database" * 100)
        with pytest.raises(Exception, match="not a database"):
            disk.get("a")
        disk.put("a", b"b", by_hand=False)
        assert disk.get("a") == b"b"

    def test_a_folder_that_takes_nothing_only_makes_it_slower(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        (tmp_path / "file").write_text("")
        shelf = Careful(Disk(tmp_path / "file" / "kept"))
        monkeypatch.setattr(keeping, "_shelf", lambda: shelf)
        page = Drawing()
        assert [ask(f"/{each}/", page).status_code for each in range(3)] == [200] * 3
        assert page.number == 3

    def test_what_is_made_up_pushes_nothing_out(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(shelves, "_IN_MEMORY", {False: 100_000, True: 20_000})
        monkeypatch.setattr(shelves, "_ON_DISK", {False: 100_000, True: 20_000})
        page = Drawing()
        ask("/", page)
        for number in range(200):
            ask(f"/search/?q={number}", page)
        assert page.number == 201
        ask("/", page)
        assert page.number == 201
        assert keeping.memory._sizes[True] <= 20_000
        rows = (
            Disk(tmp_path / "kept")
            ._connection()
            .execute("SELECT sum(size) FROM page GROUP BY by_hand ORDER BY by_hand")
        )
        assert [size < 100_000 for (size,) in rows] == [True, True]

    def test_missing_pages_are_made_up_too(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(shelves, "_IN_MEMORY", {False: 1, True: 1})
        missing = lambda request: HttpResponse("x" * 500, status=404)  # noqa: E731
        for path in ("/a/", "/b/"):
            keeping.answer_of(RequestFactory().get(path, SERVER_NAME="127.0.0.1"), missing)
        assert keeping.memory._sizes[False] == 0

    def test_redis_keeps_it_for_all_machines(self, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
        settings.CACHES = {
            "default": {
                "BACKEND": "django.core.cache.backends.redis.RedisCache",
                "LOCATION": REDIS,
                "KEY_PREFIX": "test",
            }
        }
        try:
            caches["default"].clear()
        except Exception:
            pytest.skip("no Redis answers here")
        shelf = Careful(Remote())
        monkeypatch.setattr(keeping, "_shelf", lambda: shelf)
        page = Drawing()
        ask("/", page)
        monkeypatch.setattr(keeping, "memory", Memory())
        ask("/", page)
        assert page.number == 1

    def test_redis_that_is_gone_only_makes_it_slower(self, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
        gone = "redis://127.0.0.1:1/0"
        settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": gone}}
        shelf = Careful(Remote())
        monkeypatch.setattr(keeping, "_shelf", lambda: shelf)
        page = Drawing()
        assert [ask("/", page).status_code for _ in range(2)] == [200] * 2
        assert page.number == 1

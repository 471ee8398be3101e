"""Known holes: which versions an advisory is about, where the list comes from, and what the command says."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from articles.advisories import (
    AdvisoriesError,
    Package,
    holes,
    installed,
    listed_by_service,
    listed_in,
    locked,
    packages,
)
from articles.advisories import listing as listing_module

DJANGO = Package("django", "5.2.19", ("locked",))


def advisory(id: str = "OSV-2026-1", name: str = "Django", **more: Any) -> dict[str, Any]:
    """An advisory about all versions of a package before 99, unless told otherwise."""
    about = {
        "package": {"ecosystem": "PyPI", "name": name},
        "ranges": [{"type": "ECOSYSTEM", "events": events("0", "99")}],
    }
    told = {key: more.pop(key) for key in ("versions", "ranges", "package") if key in more}
    return {"id": id, "summary": "A door stands open.", "affected": [about | told]} | more


def events(introduced: str, fixed: str = "", last: str = "") -> list[dict[str, str]]:
    return [
        {"introduced": introduced},
        *([{"fixed": fixed}] if fixed else []),
        *([{"last_affected": last}] if last else []),
    ]


@pytest.mark.parametrize(
    ("version", "more", "is_hole"),
    [
        ("5.2.19", {"ranges": [{"type": "ECOSYSTEM", "events": events("5.2", "5.2.20")}]}, True),
        ("5.2.20", {"ranges": [{"type": "ECOSYSTEM", "events": events("5.2", "5.2.20")}]}, False),
        ("5.2.9", {"ranges": [{"type": "ECOSYSTEM", "events": events("5.2", "5.2.20")}]}, True),  # by number, not by letter
        ("5.1", {"ranges": [{"type": "ECOSYSTEM", "events": events("5.2", "5.2.20")}]}, False),
        ("5.2.20rc1", {"ranges": [{"type": "ECOSYSTEM", "events": events("5.2", "5.2.20")}]}, True),
        ("0.0.1.dev1", {"ranges": [{"type": "SEMVER", "events": events("0")}]}, True),
        ("5.2.19", {"ranges": [{"type": "ECOSYSTEM", "events": events("5", last="5.2.19")}]}, True),
        ("5.2.20", {"ranges": [{"type": "ECOSYSTEM", "events": events("5", last="5.2.19")}]}, False),
        # Open again after it was closed, and told in no order.
        ("6.1", {"ranges": [{"type": "ECOSYSTEM", "events": [{"introduced": "6"}, {"fixed": "5"}, {"introduced": "4"}]}]}, True),
        ("5.5", {"ranges": [{"type": "ECOSYSTEM", "events": [{"introduced": "6"}, {"fixed": "5"}, {"introduced": "4"}]}]}, False),
        ("5.2", {"ranges": [], "versions": ["5.2.0"]}, True),
        ("5.3", {"ranges": [], "versions": ["5.2.0"]}, False),
        ("5.3", {"ranges": [{"type": "GIT", "events": events("0")}]}, False),
        ("5.3", {"ranges": [{"type": "ECOSYSTEM", "events": events("0", "no version")}]}, True),
        ("of our own", {"versions": ["of our own"]}, True),
        ("5.3", {"package": {"ecosystem": "npm", "name": "django"}}, False),
        ("5.3", {"package": None}, False),
        ("5.3", {"withdrawn": "2026-01-01T00:00:00Z"}, False),
        ("5.3", {"name": "djang-o"}, False),
        ("5.3", {"name": "DJANGO"}, True),
    ],
)  # fmt: skip
def test_an_advisory_is_about_these_versions(version: str, more: dict[str, Any], is_hole: bool) -> None:
    found = holes([Package("django", version, ("locked",))], [advisory(**more)])
    assert [hole.package.version for hole in found] == ([version] if is_hole else [])


def test_a_hole_says_the_nearest_version_without_it() -> None:
    ranges = [
        {"type": "ECOSYSTEM", "events": events(*each)} for each in (("4", "4.2.30"), ("5", "5.2.20"), ("6", "6.0.9"))
    ]
    (hole,) = holes([DJANGO], [advisory(ranges=ranges)])
    assert hole.fixed == "5.2.20"


def test_a_hole_with_two_names_is_told_once() -> None:
    told = [
        advisory("GHSA-a", aliases=["CVE-1", "PYSEC-1"]),
        advisory("PYSEC-1", aliases=["CVE-1"]),
        advisory("PYSEC-2"),
    ]
    assert [hole.id for hole in holes([DJANGO], told)] == ["GHSA-a", "PYSEC-2"]


def test_packages_are_those_of_the_lock_and_those_that_are_installed() -> None:
    found = packages("Made.Up==1.0 \\\n    --hash=sha256:00\n# comment==2\n")
    assert Package("made-up", "1.0", ("locked",)) in found
    assert {each.name for each in found if each.places == ("installed",)} >= {"django", "pytest"}
    assert "newsroom" not in {name for name, _ in installed()}
    assert len(list(locked((settings.BASE_DIR / "newsroom/server.lock").read_text()))) > 30


def test_a_list_is_a_folder_or_a_file(tmp_path: Path) -> None:
    (tmp_path / "2026").mkdir()
    (tmp_path / "2026/a.json").write_text(json.dumps(advisory("A")))
    (tmp_path / "many.json").write_text(json.dumps([advisory("B"), advisory("C")]))
    (tmp_path / "README.md").write_text("no advisory")
    assert sorted(each["id"] for each in listed_in(tmp_path)) == ["A", "B", "C"]
    assert [each["id"] for each in listed_in(tmp_path / "2026/a.json")] == ["A"]


@pytest.mark.parametrize(
    "text", ["", "{", "[" * 100_000, "1", "[1]", "{}", '{"id": 1}', '{"id": "A", "affected": 1}', "\xff"]
)
def test_a_list_that_is_not_legible_is_one_line_and_exit_2(text: str, tmp_path: Path) -> None:
    (tmp_path / "a.json").write_bytes(text.encode("latin-1"))
    with pytest.raises(CommandError) as found:
        call_command("check_advisories", "--from", str(tmp_path))
    assert (found.value.returncode, str(found.value).count("\n")) == (2, 0)
    assert str(tmp_path / "a.json") in str(found.value)


@pytest.mark.parametrize(
    "affected",
    [
        [1],
        [{"package": {"name": "a"}}],
        [{"package": {"ecosystem": "PyPI", "name": "django"}, "ranges": [{"type": "ECOSYSTEM"}]}],
    ],
)
def test_so_is_one_of_another_form(affected: object, tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text(json.dumps({"id": "A", "affected": affected}))
    with pytest.raises(CommandError, match="not of the form of OSV") as found:
        call_command("check_advisories", "--from", str(tmp_path))
    assert found.value.returncode == 2


def test_so_is_one_that_is_not_there_or_is_empty(tmp_path: Path) -> None:
    for place in (tmp_path / "nowhere", tmp_path):
        with pytest.raises(CommandError) as found:
            call_command("check_advisories", "--from", str(place))
        assert found.value.returncode == 2


class Service:
    """A service of OSV that knows these advisories, and tells them in pages of one."""

    def __init__(self, *told: dict[str, Any]) -> None:
        self.told = {each["id"]: each for each in told}
        self.bodies: list[Any] = []

    def __call__(self, url: str, body: bytes | None) -> bytes:
        if body is None:
            return json.dumps(self.told[url.rpartition("/")[2]]).encode()
        queries = json.loads(body)["queries"]
        self.bodies.append(queries)
        return json.dumps({"results": [self.page(each) for each in queries]}).encode()

    def page(self, query: dict[str, Any]) -> dict[str, Any]:
        ids = sorted(self.told) if query["package"]["name"] == "django" else []
        place = int(query.get("page_token", 0))
        found: dict[str, Any] = {"vulns": [{"id": id} for id in ids[place : place + 1]]} if ids else {}
        return found | ({"next_page_token": str(place + 1)} if place + 1 < len(ids) else {})


def test_the_service_is_asked_for_all_pages_and_learns_names_and_versions_alone() -> None:
    service = Service(advisory("A"), advisory("B"), advisory("C"))
    other = Package("other", "1.0", ("installed",))
    assert [each["id"] for each in listed_by_service([DJANGO, other], service)] == ["A", "B", "C"]
    assert service.bodies[0] == [
        {"package": {"name": "django", "ecosystem": "PyPI"}, "version": "5.2.19"},
        {"package": {"name": "other", "ecosystem": "PyPI"}, "version": "1.0"},
    ]
    assert [len(each) for each in service.bodies] == [2, 1, 1]


@pytest.mark.parametrize(
    "answer", [b"", b"{}", b"[]", b'{"results": []}', b'{"results": [1]}', b'{"results": [{"vulns": [1]}]}']
)
def test_a_service_that_answers_nonsense_is_no_list(answer: bytes) -> None:
    with pytest.raises(AdvisoriesError, match=r"api\.osv\.dev"):
        listed_by_service([DJANGO], lambda url, body: answer)


def test_a_service_without_end_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(AdvisoriesError, match="no end"):
        listed_by_service([DJANGO], lambda url, body: b'{"results": [{"next_page_token": "again"}]}')


def test_a_service_that_cannot_be_reached_is_exit_2(monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*args: object, **kwargs: object) -> None:
        raise ConnectionRefusedError(111, "Connection refused")

    monkeypatch.setattr(listing_module, "urlopen", refused)
    with pytest.raises(CommandError, match=r"cannot be asked .*; --from reads a list from files") as found:
        call_command("check_advisories")
    assert found.value.returncode == 2


def test_the_command_says_a_hole_a_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    told = [
        advisory("A", aliases=["CVE-1"], summary="A door\x1b[2J\u2028 stands open."),
        advisory("B", name="no-such-package"),
    ]
    (tmp_path / "a.json").write_text(json.dumps(told))
    with pytest.raises(SystemExit) as end:
        call_command("check_advisories", "--from", str(tmp_path))
    *lines, last = capsys.readouterr().out.splitlines()
    assert end.value.code == 1
    assert lines[0].endswith(r": A (CVE-1), fixed in 99: A door\x1b[2J\u2028 stands open.")
    assert all(line.startswith("django 5.2.") for line in lines)
    assert last.endswith(f" packages: {len(lines)} known holes.")
    with pytest.raises(SystemExit):
        call_command("check_advisories", "--from", str(tmp_path), "--json")
    found = json.loads(capsys.readouterr().out)
    assert found["holes"][0] | {"version": "", "places": []} == {
        "package": "django", "version": "", "places": [], "id": "A", "aliases": ["CVE-1"], "fixed": "99",
        "summary": "A door\x1b[2J\u2028 stands open.",
    }  # fmt: skip


def test_the_command_says_that_there_is_none(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.json").write_text(json.dumps(advisory(name="no-such-package")))
    call_command("check_advisories", "--from", str(tmp_path))
    assert capsys.readouterr().out.endswith(" packages: no known hole.\n")

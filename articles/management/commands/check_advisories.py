"""`check_advisories` says which of the packages that the site is made of have known holes."""

import json
import sys
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError, CommandParser

from articles.advisories import AdvisoriesError, Hole, holes, listed_by_service, listed_in, packages
from articles.logs.shown import one_line
from articles.management.plain_command import PlainCommand

NO_LIST = 2


class Command(PlainCommand):
    requires_system_checks: list[str] = []
    help = (
        "Compares the packages of newsroom/server.lock, and those that are installed here, with a list of known holes: that of "
        "osv.dev, which it asks, or one from files. Exits with 1 if there are any, and with 2 if there is no list."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--from",
            type=Path,
            metavar="PATH",
            dest="place",
            help="a file or a folder of advisories in the form of OSV (JSON)",
        )
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            found = packages((Path(settings.BASE_DIR) / "newsroom" / "server.lock").read_text(encoding="utf-8"))
            told = holes(found, listed_in(options["place"]) if options["place"] else listed_by_service(found))
        except AdvisoriesError as wrong:
            raise CommandError(one_line(str(wrong)), returncode=NO_LIST) from wrong
        except OSError as wrong:
            raise CommandError(f"{wrong.filename}: {wrong.strerror}", returncode=NO_LIST) from wrong
        except (LookupError, TypeError, ValueError, AttributeError) as wrong:
            words = f"an advisory is not of the form of OSV ({type(wrong).__name__}: {wrong})"
            raise CommandError(one_line(words), returncode=NO_LIST) from wrong
        if options["json"]:
            self.stdout.write(json.dumps({"packages": len(found), "holes": [_as_json(each) for each in told]}))
        else:
            for each in told:
                self.stdout.write(_in_words(each))
            self.stdout.write(f"{len(found)} packages: {f'{len(told)} known holes' if told else 'no known hole'}.")
        if told:
            sys.exit(1)


def _in_words(hole: Hole) -> str:
    package = hole.package
    also = f" ({', '.join(hole.aliases)})" if hole.aliases else ""
    fixed = f"fixed in {hole.fixed}" if hole.fixed else "not fixed yet"
    where = " and ".join(package.places)
    return one_line(
        f"{package.name} {package.version}, {where}: {hole.id}{also}, {fixed}: {hole.summary or 'no summary'}"
    )


def _as_json(hole: Hole) -> dict[str, Any]:
    return {
        "package": hole.package.name,
        "version": hole.package.version,
        "places": hole.package.places,
        "id": hole.id,
        "aliases": hole.aliases,
        "fixed": hole.fixed or None,
        "summary": hole.summary,
    }

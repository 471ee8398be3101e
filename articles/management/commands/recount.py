"""`recount` counts all articles again, and says what was kept otherwise: nothing, unless somebody wrote the table by hand."""

import json
import sys
from typing import Any

from django.core.management.base import CommandParser

from articles.management.plain_command import PlainCommand
from articles.models import Named, Provider, Tally, Topic
from articles.store import tallies

_SHOWN = 20


class Command(PlainCommand):
    help = (
        "Counts all articles again, per status, day, provider and topic, and says which of the kept numbers were wrong and"
        " are put right. The exit code is 1 if there were any."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--json", action="store_true", help="print one JSON object, and nothing else, on standard output"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        wrong = tallies.recount()
        if options["json"]:
            told = [{"what": _told(each), "kept": each.kept, "counted": each.counted} for each in wrong]
            self.stdout.write(json.dumps({"wrong": told}, ensure_ascii=False))
        else:
            self.say(wrong)
        if wrong:
            sys.exit(1)

    def say(self, wrong: list[tallies.Wrong]) -> None:
        for each in wrong[:_SHOWN]:
            self.stdout.write(f"{_told(each)}: kept {each.kept}, counted {each.counted}")
        if len(wrong) > _SHOWN:
            self.stdout.write(f"and {len(wrong) - _SHOWN} more")
        number = "1 number was wrong and is" if len(wrong) == 1 else f"{len(wrong)} numbers were wrong and are"
        self.stdout.write(f"{number} put right." if wrong else "Every number was right.")


def _told(wrong: tallies.Wrong) -> str:
    subject: Named | None = None
    if wrong.kind == Tally.Kind.PROVIDER:
        subject = Provider.objects.filter(pk=wrong.subject).first()
    elif wrong.kind == Tally.Kind.TOPIC:
        subject = Topic.objects.filter(pk=wrong.subject).first()
    of = "all articles" if wrong.kind == Tally.Kind.ALL else f"{wrong.kind} {subject or wrong.subject}"
    period = {Tally.Unit.TIME: "", Tally.Unit.MONTH: f", month of {wrong.since}", Tally.Unit.DAY: f", {wrong.since}"}
    return f"{of}, {wrong.status}{period[Tally.Unit(wrong.unit)]}"

"""What a new text field costs: a row of the schema, an attribute, a column with its migration. All else takes it from there.

Done to a copy of the source, in a process of its own, with a site of its own.
"""

import shutil
import subprocess
import sys
from pathlib import Path

from django.conf import settings

EDITS = {
    "articles/seed/schema.py": (
        '    Field("highlight", "highlight", group=1, label="Highlight"),\n',
        '    Field("standfirst", "standfirst", quoted=True, group=1, label="Standfirst"),\n',
    ),
    "articles/seed/document.py": (
        "    highlight: str | None = None\n",
        "    standfirst: str | None = None\n",
    ),
    "articles/models/article.py": (
        "    highlight = models.TextField(null=True, blank=True)\n",
        "    standfirst = models.TextField(null=True, blank=True)\n",
    ),
}
SEED = """---
title: "The tide tables are right"
publishedDateTime: 2024-05-02T09:30:00Z
webUrl: "https://news.example.org/tides"
published: true

standfirst: "Every minute counts"

provider:
  name: Example Wire
  domain: news.example.org
---

"""
TRIAL = """
import sys
from pathlib import Path
import django
django.setup()
from django.contrib.auth.models import User
from django.core.management import call_command
from django.test import Client
from articles.models import Article, Conflict
from tests.pages import form_of

seeds, out = Path(sys.argv[1]), Path(sys.argv[2])
def export():
    call_command("export_seeds", str(out), verbosity=0)
    return {file.name: file.read_text() for file in out.glob("_news/*.md")}

call_command("import_seeds", str(seeds))
first = seeds / "2024-05-02-tides.md"
assert export() == {first.name: first.read_text()}, "comes out as it went in"

User.objects.create_superuser("editor", password="x")
client = Client()
client.force_login(User.objects.get())
article = Article.objects.get()
change = f"/admin/articles/article/{article.pk}/change/"
form = form_of(client.get(change), "standfirst")
assert form["standfirst"] == "Every minute counts", "stands in the form"
assert client.post(change, form | {"standfirst": "Every second counts"}).status_code == 302
assert '\\nstandfirst: "Every second counts"\\n' in export()[first.name], "is exported as it was edited"

history = client.get(f"/admin/articles/article/{article.pk}/history/compare/", {
    "old": article.revisions.earliest("pk").pk, "new": article.revisions.latest("pk").pk}).content.decode()
assert "Standfirst" in history and "second" in history, "is compared by its label"
assert "Its file’s standfirst" in client.get(change).content.decode(), "stands beside what its file says"

first.write_text(first.read_text().replace("minute", "hour"))
call_command("import_seeds", str(seeds))
assert [row.field for row in Conflict.objects.open()] == ["standfirst"], "is merged"

bare = first.read_text().replace("tide tables", "quay clocks").replace("/tides", "/quay")
bare = bare.replace('standfirst: "Every hour counts"\\n\\n', "")
(seeds / "2024-05-02-quay.md").write_text(bare)
call_command("import_seeds", str(seeds))
kept = Article.objects.get(slug="2024-05-02-quay")
versions = {f"version-{each.pk}": each.version for each in Article.objects.all()}
client.post(f"/admin/articles/article/{kept.pk}/merge/{article.pk}/", {"keep": kept.pk, **versions})
kept.refresh_from_db()
assert kept.standfirst == "Every second counts", "fills a gap of the article that takes the other in"
"""


def test_a_text_field_costs_a_row_an_attribute_and_a_column(tmp_path: Path) -> None:
    for name in ("articles", "newsroom", "templates", "tests", "manage.py"):
        source = Path(settings.BASE_DIR) / name
        copied = shutil.copytree if source.is_dir() else shutil.copy
        copied(source, tmp_path / name)
    for name, (after, line) in EDITS.items():
        file = tmp_path / name
        text = file.read_text(encoding="utf-8")
        assert text.count(after) == 1
        file.write_text(text.replace(after, after + line), encoding="utf-8")
    seeds = tmp_path / "seeds"
    seeds.mkdir()
    (seeds / "2024-05-02-tides.md").write_text(SEED, encoding="utf-8")
    (tmp_path / "trial.py").write_text(TRIAL, encoding="utf-8")
    environment = {
        "PATH": "", "NEWSROOM_DATA_DIR": str(tmp_path / "data"), "DJANGO_SETTINGS_MODULE": "newsroom.settings",
        "PYTHONPATH": str(tmp_path), "ALLOWED_HOSTS": "testserver",
    }  # fmt: skip
    for command in (
        ["manage.py", "makemigrations", "articles", "-v0"],
        ["manage.py", "migrate", "-v0"],
        ["trial.py", str(seeds), str(tmp_path / "out")],
    ):
        done = subprocess.run(
            [sys.executable, *command], cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=120, check=False
        )  # fmt: skip
        assert done.returncode == 0, done.stdout + done.stderr

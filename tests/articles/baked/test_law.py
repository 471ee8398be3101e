"""A folder that is baked after each act is at any moment what baking all of it anew gives, and leads nowhere that it has not."""

from pathlib import Path

import pytest
from django.test import Client

from articles.baked import bake
from tests.articles.baked.looking import dangling, different, files
from tests.articles.kept.acts import Site, acts_of, site
from tests.lengths import length, sampled
from tests.seeds import archive

__all__ = ["archive", "site"]


@sampled
@pytest.mark.parametrize("site", range(length(1, 10)), indirect=True)
def test_a_folder_is_what_baking_it_anew_gives(site: Site, client: Client, tmp_path: Path) -> None:
    bake(tmp_path / "baked")
    for number in range(length(5, 20)):
        act = site.random.choice(acts_of(site))
        act()
        site.told.append(act.__name__)
        done, anew = bake(tmp_path / "baked"), bake(tmp_path / f"anew{number}")
        found = files(tmp_path / "baked")
        assert found == files(tmp_path / f"anew{number}"), site.told
        assert (done.files, anew.written) == (len(found), len(found))
        # The act that fetches pictures makes no file.
        assert [each for each in dangling(found, found) if not each[1].startswith("/media/")] == [], site.told
        assert different(found, client) == [], site.told
        again = bake(tmp_path / "baked")
        assert (again.written, again.removed, again.unchanged) == (0, 0, len(found))

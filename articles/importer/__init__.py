"""Seed files into the site, as a newsroom imports: bad files never stop good ones, and nothing an editor did is lost."""

from articles.importer.archives import UploadError
from articles.importer.articles import Options
from articles.importer.files import missing
from articles.importer.planned import Planned, planned
from articles.importer.run import check_seeds, import_seeds, site_is_new
from articles.importer.uploads import MOST_UPLOAD
from articles.seed.report import Outcome, Report

__all__ = [
    "MOST_UPLOAD", "Options", "Outcome", "Planned", "Report", "UploadError", "check_seeds", "import_seeds", "missing",
    "planned", "site_is_new",
]  # fmt: skip

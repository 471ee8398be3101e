"""Imports seed files into the site. Bad files never stop good ones, and nothing that an editor did is lost."""

from articles.exchange.importer.archives import UploadError
from articles.exchange.importer.articles import Options
from articles.exchange.importer.files import missing_paths
from articles.exchange.importer.planned import Planned, planned
from articles.exchange.importer.run import check_seeds, import_seeds, site_is_new
from articles.exchange.importer.uploads import MOST_UPLOAD
from articles.exchange.report import Outcome, Report

__all__ = [
    "MOST_UPLOAD", "Options", "Outcome", "Planned", "Report", "UploadError", "check_seeds", "import_seeds", "missing_paths",
    "planned", "site_is_new",
]  # fmt: skip

"""Seed files into the site, as a newsroom imports: bad files never stop good ones, and nothing an editor did is lost."""

from articles.importer.articles import Options
from articles.importer.files import missing
from articles.importer.run import check_seeds, import_seeds, site_is_new
from articles.seed.report import Outcome, Report

__all__ = ["Options", "Outcome", "Report", "check_seeds", "import_seeds", "missing", "site_is_new"]

"""Known holes in what the site is made of: what is locked and installed, against a list of advisories in the form of OSV.

It knows nothing of the site and touches nothing of it; of the network only the public service of OSV, where no list is given.
Ways in: `packages`, `listed_in`, `listed_by_service` and `holes`, for the command `check_advisories`.
"""

from articles.advisories.listing import AdvisoriesError, listed_by_service, listed_in
from articles.advisories.matching import Hole, holes
from articles.advisories.packages import Package, installed, locked, packages

__all__ = [
    "AdvisoriesError",
    "Hole",
    "Package",
    "holes",
    "installed",
    "listed_by_service",
    "listed_in",
    "locked",
    "packages",
]

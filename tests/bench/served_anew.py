"""Settings of a site that serves the yardsticks too, and draws each page anew."""

from tests.bench.served import *  # noqa: F403

KEEP_PAGES = False

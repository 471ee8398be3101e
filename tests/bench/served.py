"""Settings of a site that serves the yardsticks of `bench_kept` too."""

from newsroom.settings import *  # noqa: F403

ROOT_URLCONF = "tests.bench.yardsticks"

"""How tests are shared out among processes: a file of the browser's to one of them, as it starts a site; others one by one."""

from xdist.scheduler import LoadScopeScheduling


class Scheduling(LoadScopeScheduling):
    """What is shared out together goes first, the most tests first: a long file that comes last would keep one core waiting."""

    def _split_scope(self, nodeid: str) -> str:
        return nodeid.partition("::")[0] if nodeid.startswith("tests/browser/") else nodeid

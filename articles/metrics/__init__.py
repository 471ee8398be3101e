"""Numbers for whoever watches the site, in Prometheus' text form: requests of all processes, and what the database knows.

Nothing is counted where nobody may ask, and no number names an address, an account or an article. It may touch sign-in and what
is below it. Ways in: `count`, for each answer; `watch_process` and `touch`, for what a process knows of itself; `page`.
"""

from articles.metrics.counting import touch, watch_process
from articles.metrics.page import PATH, is_asked_for, page
from articles.metrics.sharing import count
from articles.metrics.stamps import note_backup

__all__ = ["PATH", "count", "is_asked_for", "note_backup", "page", "touch", "watch_process"]

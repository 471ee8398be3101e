"""How long a database may take while a client waits. Commands may take as long as they need."""

from typing import Any

_STATEMENT, _LOCK = 30, 10  # seconds


def bound(database: dict[str, Any]) -> None:
    """Let a database of Django's settings give up on what takes longer: the request is answered with 503."""
    options = database["OPTIONS"]
    if database["ENGINE"].endswith("sqlite3"):
        options["timeout"] = _LOCK
    else:
        given = options.get("options", "")
        options["options"] = f"-c statement_timeout={_STATEMENT}s -c lock_timeout={_LOCK}s {given}".strip()

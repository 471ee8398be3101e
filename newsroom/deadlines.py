"""How long a database may take while a client waits. Commands may take as long as they need."""

from typing import Any

_STATEMENT, _LOCK = 30, 10  # seconds
_SILENT = 35  # seconds after which a server is given up that has not even ended the statement


def bound(database: dict[str, Any]) -> None:
    """Let a database of Django's settings give up on what takes longer: the request is answered with 503."""
    options = database["OPTIONS"]
    if database["ENGINE"].endswith("sqlite3"):
        options["timeout"] = _LOCK
    else:
        given = options.get("options", "")
        database["SILENT_AFTER"] = _SILENT
        options["options"] = f"-c statement_timeout={_STATEMENT}s -c lock_timeout={_LOCK}s {given}".strip()

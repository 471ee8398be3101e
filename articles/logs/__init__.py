"""The log: one line for each request and each act, under an id that the answer carries and the page of a failure shows.

Never in it: a body, a cookie, a header of a client's, a token, or what somebody searched for. It touches nothing of ours, and
anything may use it. Ways in: `request_id`, and `tell_act` for what was done;
`articles.accesslog` tells the requests, `manage.py` the commands.
"""

from articles.logs.current import BEGUN, ID, UNTOLD, Doing, doing, new_id, request_id, under, with_id
from articles.logs.lines import log_act, tell_act, told_command
from articles.logs.proxies import believed_address, believed_id, forwarded

__all__ = [
    "BEGUN",
    "ID",
    "UNTOLD",
    "Doing",
    "believed_address",
    "believed_id",
    "doing",
    "forwarded",
    "log_act",
    "new_id",
    "request_id",
    "tell_act",
    "told_command",
    "under",
    "with_id",
]

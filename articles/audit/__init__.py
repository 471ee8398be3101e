"""The audit: a line for each act that somebody may have to answer for, with who, when and from where. Decides about nothing.

It may touch the models, the store and Django's accounts. Ways in: `write` in the transaction of the act, `note_act` for what
changes articles, and `asked_by` around a request, from which lines take who asks and from where.
"""

from articles.audit.lines import in_one_line, note_act, storable_words, write
from articles.audit.whence import asked_by

__all__ = ["asked_by", "in_one_line", "note_act", "storable_words", "write"]

"""The commands of `manage.py`, and how their arguments are read.

They may touch exchange, editing and what is below them; what they do has its home there. Way in: `manage.py help`.
"""

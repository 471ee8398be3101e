"""The commands of `manage.py`, and how their arguments are read.

They may touch exchange, editing and what is below them, where the work is done. Way in: `manage.py help`.
"""

"""Filters for pages: functions of `reading` and `texts` under the names that templates use.

They may touch reading and what is below it. Way in: `{% load newsroom %}`.
"""

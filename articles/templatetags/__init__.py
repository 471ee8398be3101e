"""Filters for pages, each a function of `reading` or `texts` under the name that templates use.

They may touch reading and what is below it. Way in: `{% load newsroom %}`.
"""

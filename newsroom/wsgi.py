"""The entry point for WSGI servers, `newsroom.wsgi:application`."""

import os

from django.db import connections
from django.urls import get_resolver

from newsroom.deadlines import bound
from newsroom.handler import handler

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")

application = handler()
for _each in connections.all():
    bound(_each.settings_dict)
_ = get_resolver().url_patterns  # all pages are read now, and not while the first reader waits

"""The entry point for WSGI servers, `newsroom.wsgi:application`."""

import os

from django.core.wsgi import get_wsgi_application
from django.db import connections
from django.urls import get_resolver

from newsroom.deadlines import bound

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")

application = get_wsgi_application()
for _each in connections.all():
    bound(_each.settings_dict)
_ = get_resolver().url_patterns  # all pages are read now, and not while the first reader waits

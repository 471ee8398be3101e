"""The entry point for ASGI servers, `newsroom.asgi:application`."""

import os

from django.core.asgi import get_asgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")

application = get_asgi_application()
_ = get_resolver().url_patterns  # all pages are read now, and not while the first reader waits

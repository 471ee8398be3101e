"""What somebody sees who has failed to sign in too often: for how long it is locked, and who helps."""

from datetime import timedelta
from math import ceil

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import add_never_cache_headers

from articles.signin.addresses import client_address
from articles.signin.attempts import locked_until
from articles.signin.handler import Credentials, typed_name


def locked_out(request: HttpRequest, response: HttpResponse | None, credentials: Credentials) -> HttpResponse:
    now = timezone.now()
    until = locked_until(typed_name(request, credentials), client_address(request), now) or now
    seconds = max(ceil((until - now) / timedelta(seconds=1)), 1)
    context = {**admin.site.each_context(request), "minutes": ceil(seconds / 60)}
    page = render(request, "admin/signin/locked.html", context, status=429)
    page["Retry-After"] = str(seconds)
    add_never_cache_headers(page)
    return page

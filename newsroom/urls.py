"""The table of addresses: the admin's and, for all the rest, the articles'."""

from django.contrib import admin
from django.urls import include, path

from articles.admin.desk.page import desk_view

urlpatterns = [
    path("admin/", admin.site.admin_view(desk_view)),
    path("admin/", admin.site.urls),
    path("", include("articles.urls")),
]

handler404 = "articles.views.missing.missing"

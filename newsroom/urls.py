"""The URL configuration: the admin's addresses and, for everything else, those of `articles`."""

from django.contrib import admin
from django.urls import include, path

from articles.admin.desk.page import desk_view
from articles.admin.help.page import help_view
from articles.admin.site.own import OwnAccountPage

urlpatterns = [
    path("admin/", admin.site.admin_view(desk_view), name="desk"),
    path("admin/help/", admin.site.admin_view(help_view), name="help"),
    path("admin/help/<slug:name>/", admin.site.admin_view(help_view), name="help-page"),
    path("admin/account/", admin.site.admin_view(OwnAccountPage.as_view()), name="own-account"),
    path("admin/", admin.site.urls),
    path("", include("articles.urls")),
]

handler404 = "articles.views.missing.missing"
handler500 = "articles.views.failing.failed"

"""The URL configuration: the admin's addresses and, for everything else, those of `articles`."""

from django.contrib import admin
from django.urls import include, path

from articles.admin.desk.going import go_view
from articles.admin.desk.page import desk_view
from articles.admin.help.page import help_view
from articles.admin.site.own import OwnAccountPage, OwnPasswordPage
from articles.admin.site.passkeypages import OwnPasskeys, PasskeyDoor
from articles.admin.site.secondfactor import SecondFactorPage
from articles.admin.site.signing import CodePage, SignInPage, SignOutPage

urlpatterns = [
    path("admin/", admin.site.admin_view(desk_view), name="desk"),
    path("admin/go/", admin.site.admin_view(go_view), name="go"),
    path("admin/help/", admin.site.admin_view(help_view), name="help"),
    path("admin/help/<slug:name>/", admin.site.admin_view(help_view), name="help-page"),
    path("admin/account/", admin.site.admin_view(OwnAccountPage.as_view()), name="own-account"),
    path("admin/account/second-factor/", admin.site.admin_view(SecondFactorPage.as_view()), name="second-factor"),
    path("admin/account/passkeys/", admin.site.admin_view(OwnPasskeys.as_view()), name="own-passkeys"),
    path("admin/login/passkey/", PasskeyDoor.as_view(), name="sign-in-passkey"),
    path("admin/password_change/", admin.site.admin_view(OwnPasswordPage.as_view()), name="password_change"),
    path("admin/login/", SignInPage.as_view(), name="login"),
    path("admin/logout/", admin.site.admin_view(SignOutPage.as_view()), name="logout"),
    path("admin/login/code/", CodePage.as_view(), name="sign-in-code"),
    path("admin/", admin.site.urls),
    path("", include("articles.urls")),
]

handler400 = "articles.views.failing.refused"
handler403 = "articles.views.failing.forbidden"
handler404 = "articles.views.missing.missing"
handler500 = "articles.views.failing.failed"

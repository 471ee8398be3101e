"""Django's admin as the editors' desk: its conventions, permissions and addresses, with our forms and pages.

Each part has a room of its own, which may touch `kit` and everything below the edges, but never another part. Way in:
Django's `admin.site`, with which the classes below are registered.
"""

from django.contrib import admin
from taggit.models import Tag

from articles.admin.article.conflicts import ConflictAdmin
from articles.admin.article.page import ArticleAdmin
from articles.admin.desk.acts import ActAdmin
from articles.admin.desk.duplicates import DuplicateAdmin
from articles.admin.imports.pages import ImportAdmin
from articles.admin.names.data import FormerArticleAdmin, ProviderAdmin, TopicAdmin
from articles.admin.site.accounts import AccountAdmin, RoleAdmin
from articles.admin.site.audit import AuditAdmin
from articles.admin.site.masthead import MastheadAdmin
from articles.admin.site.pictures import PictureAdmin

if admin.site.is_registered(Tag):
    admin.site.unregister(Tag)  # topics are our tags

__all__ = [
    "AccountAdmin",
    "ActAdmin",
    "ArticleAdmin",
    "AuditAdmin",
    "ConflictAdmin",
    "DuplicateAdmin",
    "FormerArticleAdmin",
    "ImportAdmin",
    "MastheadAdmin",
    "PictureAdmin",
    "ProviderAdmin",
    "RoleAdmin",
    "TopicAdmin",
]

"""Django's admin as the editors' desk: its conventions, permissions and addresses, with our forms and pages."""

from django.contrib import admin
from taggit.models import Tag

from articles.admin.acts import ActAdmin
from articles.admin.article import ArticleAdmin
from articles.admin.conflicts import ConflictAdmin
from articles.admin.data import FormerArticleAdmin, ProviderAdmin, TopicAdmin
from articles.admin.duplicates import DuplicateAdmin
from articles.admin.imports import ImportAdmin
from articles.admin.masthead import MastheadAdmin
from articles.admin.pictures import PictureAdmin

if admin.site.is_registered(Tag):
    admin.site.unregister(Tag)  # topics are our tags

__all__ = [
    "ActAdmin",
    "ArticleAdmin",
    "ConflictAdmin",
    "DuplicateAdmin",
    "FormerArticleAdmin",
    "ImportAdmin",
    "MastheadAdmin",
    "PictureAdmin",
    "ProviderAdmin",
    "TopicAdmin",
]

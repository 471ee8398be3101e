"""Django's admin as the editors' desk: its conventions, permissions and addresses, with our forms and pages."""

from articles.admin.article import ArticleAdmin
from articles.admin.data import FormerArticleAdmin, ProviderAdmin, TopicAdmin

__all__ = ["ArticleAdmin", "FormerArticleAdmin", "ProviderAdmin", "TopicAdmin"]

"""The pages of articles: the list, one article, and actions on one or many.

It may touch `admin.kit`. Way in: `page`.
"""

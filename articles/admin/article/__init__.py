"""The pages of articles: the list, one article, and what is done to one or many.

It may touch `admin.kit`. Way in: `page`.
"""

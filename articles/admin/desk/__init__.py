"""The first page of the admin, recent acts, and possible duplicates.

It may touch `admin.kit`. Way in: `page`.
"""

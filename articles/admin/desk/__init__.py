"""The first page of the admin, what was done lately, and pairs that are suspected to be one.

It may touch `admin.kit`. Way in: `page`.
"""

"""Imports in the admin: uploads, plans, records.

It may touch `admin.kit`. Way in: `pages`.
"""

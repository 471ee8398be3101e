"""The building blocks of the admin's pages: rights, fields, versions, histories.

It touches no other part of the admin. Way in: the module that a page needs.
"""

"""What the pages of the admin are made of: rights, fields, versions, histories.

It touches no other part of the admin. Way in: whatever a page needs.
"""

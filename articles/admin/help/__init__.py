"""The editors' manual: a page for each part of the admin, and the table that leads from a page to its part.

It touches no other part of the admin and no model: the words are in `templates/admin/help/`. Ways in: `page`, `places`.
"""

"""The editors' manual: one chapter per part of the admin, and the table that leads from a page to its chapter.

It touches no other part of the admin and no model: the words are in `templates/admin/help/`. Ways in: `page`, `places`.
"""

"""The site itself in the admin: its masthead and its pictures.

It may touch `admin.kit`. Ways in: `masthead`, `pictures`.
"""

"""The site itself in the admin: its masthead, its pictures, who may sign in, and the audit.

It may touch `admin.kit`. Ways in: `masthead`, `pictures`, `accounts`, `audit`.
"""

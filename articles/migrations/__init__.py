"""What became of the tables, step by step. History does not change: a migration carries its own copy of whatever it computes.

They may touch the types of columns in `models`. Way in: `manage.py migrate`.
"""

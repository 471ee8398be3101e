"""The former texts of every document, with who changed them, when and why. Nothing is ever deleted.

It may touch the bridge and what is below it. Way in: `commit`, which validates documents, stores them and records their
revisions.
"""

"""The pages of topics and providers: names, spellings, the tree, and which of them are one.

It may touch `admin.kit`. Way in: `data`.
"""

"""The pages of topics and providers: names, spellings, the tree, and merged names.

It may touch `admin.kit`. Way in: `data`.
"""

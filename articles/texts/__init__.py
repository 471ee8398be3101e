"""Rules of text that know no model: words, headlines, the page behind a URL, and how two texts differ.

It may touch the standard library and what that wraps, and asks no server. Way in: the module named after what you have.
"""

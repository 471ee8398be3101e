"""Rules of text that know no model: words, headlines, which page of the web a URL is, two texts word by word.

It may touch the standard library and what it wraps, and asks nobody. Way in: the module that is named after what you have.
"""

"""The public pages: each view finds, chooses and renders.

It may touch reading, editing and what is below them, and changes nothing. Way in: `articles.urls`.
"""

"""What readers see, and how they find it: legible values, the front page, trees, search, structured data.

It may touch the bridge and what is below it, and changes no document. Ways in: `rendering` for values, `search`, `frontpage`.
"""

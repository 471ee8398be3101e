"""What readers are shown, and how it is found: values made legible, the front page, trees, search, structured data.

It may touch the bridge and what is below it, and changes no document. Ways in: `rendering` for values, `search`, `frontpage`.
"""

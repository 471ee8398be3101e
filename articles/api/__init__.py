"""The JSON API: read only, for everybody, in the shape that existing clients of the format read.

It may touch reading and what is below it. Way in: `views`, which `articles.urls` names.
"""

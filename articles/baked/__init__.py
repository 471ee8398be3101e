"""The public site as plain files, for any web server, CDN or object store: what the server answers, each address at its path.

It knows the addresses of all edges, and may touch them and what is below them. Way in: `bake`.
"""

from articles.baked.baking import Baked, bake
from articles.baked.folder import BakeError, FolderError

__all__ = ["BakeError", "Baked", "FolderError", "bake"]

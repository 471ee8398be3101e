"""What the page of an original says about itself: fetched, read in a process of its own, and made fit for the codec.

It may touch `fetching`, `texts` and the codec, no model and no database. Way in: `look_up`.
"""

from articles.originals.choosing import Original
from articles.originals.looking import look_up

__all__ = ["Original", "look_up"]

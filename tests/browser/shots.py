"""Keeps a picture of a screen small enough to stand in a repository and on a page."""

import io
from pathlib import Path

from PIL import Image

MOST_BYTES = 60_000
_QUALITIES = (86, 78, 70, 60, 50, 40)


def keep(png: bytes, path: Path) -> None:
    """Writes it as WebP, in the best quality that is small enough."""
    with Image.open(io.BytesIO(png)) as image:
        for quality in _QUALITIES:
            written = io.BytesIO()
            image.convert("RGB").save(written, "webp", quality=quality, method=6)
            if written.tell() <= MOST_BYTES:
                break
    path.write_bytes(written.getvalue())

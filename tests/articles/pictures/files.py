"""Pictures of our own making, also such as nobody should send."""

import io
import struct
import zlib
from typing import Any

from PIL import Image

SECRET = b"taken-at-home"


def picture(kind: str = "JPEG", size: tuple[int, int] = (400, 300), mode: str = "RGB", **options: Any) -> bytes:
    """A gradient: no two of its corners are alike."""
    slope = Image.linear_gradient("L").resize(size)
    bands = [slope, slope.transpose(Image.Transpose.ROTATE_180), slope.resize((1, 1)).resize(size)]
    image = Image.merge("RGB", bands).convert(mode)
    content = io.BytesIO()
    image.save(content, kind, **options)
    return content.getvalue()


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(width: int, height: int, *chunks: bytes) -> bytes:
    """A black and white PNG of any size, in little room."""
    packing = zlib.compressobj(9)
    row = b"\0" * (width // 8 + 2)
    data = b"".join(packing.compress(row) for _ in range(height)) + packing.flush()
    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + b"".join(chunks) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


def huge_png() -> bytes:
    """169 megapixels in half a megabyte."""
    return png(13_000, 13_000) + bytes(500_000)


def with_metadata(kind: str) -> bytes:
    """With EXIF of every sort, a comment where there is one, and a tail that is another file."""
    exif = Image.Exif()
    exif[0x010E] = SECRET.decode()
    exif.get_ifd(0x8825)[2] = (52.0, 31.0, 12.0)
    options: dict[str, Any] = {"exif": exif} if kind != "GIF" else {}
    if kind in ("JPEG", "GIF"):
        options["comment"] = SECRET
    if kind in ("WEBP", "AVIF"):
        options["xmp"] = b"<x:xmpmeta xmlns:x='adobe:ns:meta/'>" + SECRET + b"</x:xmpmeta>"
    content = picture(kind, **options)
    return content + b"PK\x03\x04" + SECRET


def animation(frames: int) -> bytes:
    images = [Image.effect_noise((160, 120), n + 1) for n in range(frames)]
    content = io.BytesIO()
    images[0].save(content, "GIF", save_all=True, append_images=images[1:], duration=10)
    return content.getvalue()

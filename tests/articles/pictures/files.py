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


def with_chunks(source: bytes, *chunks: bytes) -> bytes:
    """A PNG with these chunks behind its head."""
    return source[:33] + b"".join(chunks) + source[33:]


def with_segments(source: bytes, *segments: tuple[int, bytes]) -> bytes:
    """A JPEG that begins with these segments, each a mark and its data."""
    packed = (b"\xff" + bytes([mark]) + struct.pack(">H", len(data) + 2) + data for mark, data in segments)
    return source[:2] + b"".join(packed) + source[2:]


def _damaged(part: bytes) -> bytes:
    return part[:-1] + bytes([part[-1] ^ 1])


def _odd_metadata() -> dict[str, bytes]:
    """Pictures of 400 × 300 pixels, each with metadata that is too large, broken or none."""
    whole, jpeg, bomb = picture("PNG"), picture("JPEG"), zlib.compress(bytes(3_000_000))
    megabyte = zlib.compress(bytes(1_000_000))
    chunks = {
        "a text that unpacks to megabytes": [(b"zTXt", b"a\0\0" + bomb)],
        "an international text that does": [(b"iTXt", b"a\0\1\0\0\0" + bomb)],
        "a text packed in no known way": [(b"zTXt", b"a\0\5x")],
        "many texts": [(b"zTXt", b"k%d\0\0" % n + megabyte) for n in range(70)],
        "a profile that unpacks to megabytes": [(b"iCCP", b"a\0\0" + bomb)],
        "a profile packed in no known way": [(b"iCCP", b"a\0\7x")],
        "an empty profile": [(b"iCCP", b"")],
        "a profile that is none": [(b"iCCP", b"a\0\0" + zlib.compress(b"none"))],
        "an EXIF that is none": [(b"eXIf", b"none")],
        "short chunks": [(b"pHYs", b"a"), (b"gAMA", b"a"), (b"cHRM", b"a"), (b"sRGB", b""), (b"acTL", b"")],
    }
    segments = {
        "a short JFIF": (0xE0, b"JFIF\0"),
        "a short profile": (0xE2, b"ICC_PROFILE\0"),
        "part of a profile": (0xE2, b"ICC_PROFILE\0\1\2x"),
        "an index of no pictures": (0xE2, b"MPF\0none"),
        "a short Adobe": (0xEE, b"Adobe"),
        "a short Photoshop": (0xED, b"Photoshop 3.0\x008BIM\4\4\0"),
    }
    found = {name: with_chunks(whole, *(chunk(*each) for each in several)) for name, several in chunks.items()}
    found |= {name: with_segments(jpeg, each) for name, each in segments.items()}
    found["a text with a wrong sum"] = with_chunks(whole, _damaged(chunk(b"tEXt", b"a\0b")))
    last = b"\0\0\0\0IEND"
    found["a large text at the end"] = whole.replace(last, chunk(b"zTXt", b"a\0\0" + bomb) + last)
    exif = Image.Exif()
    exif[0x010E] = "words"
    for kind in ("JPEG", "WEBP", "AVIF"):
        said = picture(kind, exif=exif)
        found[f"an EXIF that is none in {kind}"] = said.replace(b"MM\0*", b"none").replace(b"II*\0", b"none")
        assert said not in found.values()
        found[f"a profile that is none in {kind}"] = picture(kind, icc_profile=b"no profile" * 20)
    webp = picture("WEBP", exif=b"Exif\0\0none")
    at = webp.rindex(b"EXIF") + 4
    found["an EXIF longer than its file"] = webp[:at] + b"\xff\xff\xff\x0f" + webp[at + 4 :]
    return found


ODD_METADATA = _odd_metadata()

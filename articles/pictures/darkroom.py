"""Makes clean copies of an untrusted picture: only its pixels pass. Runs as a process of its own, which may crash.

    python -I darkroom.py FOLDER <picture >report

Reads the picture from standard input, writes `WIDTH.avif` and `WIDTH.webp` and one `WIDTH.jpg` into FOLDER, and prints
`{"width", "height", "files"}` as JSON, or `{"refused": reason}`. Must import nothing but Python and Pillow: the process
has little memory, little time, and nothing of the site's.
"""

import contextlib
import io
import json
import os
import re
import resource
import struct
import sys
import warnings
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO, Final

from PIL import ExifTags, Image, ImageCms

PICTURE_FORMATS: Final = ("JPEG", "PNG", "WEBP", "GIF", "AVIF")
MOST_PICTURE_BYTES: Final = 10 * 1024 * 1024
MOST_PIXELS: Final = 25_000_000
HIGHEST_COPY: Final = 16_383  # of a WebP
# The widths on pages: a logo, a thumbnail, a card on a phone and on a desktop, an article's picture on either.
WIDTHS: Final = (80, 160, 320, 640, 960, 1280)
# The widths for programs that know neither AVIF nor WebP: feeds, cards on other sites.
JPEG_WIDTH: Final = 1200
MEMORY: Final = 1_500 * 1024 * 1024
DECODING_SECONDS: Final = 40
_AVIF: Final[dict[str, Any]] = {"quality": 55, "speed": 8, "max_threads": 1}
_WEBP: Final[dict[str, Any]] = {"quality": 78, "method": 4}
_JPEG: Final[dict[str, Any]] = {"quality": 82, "progressive": True, "optimize": True}


_MARKS: Final = {
    b"\x89PNG\r\n\x1a\n": "PNG", b"\xff\xd8\xff": "JPEG", b"GIF8": "GIF", b"RIFF....WEBP": "WebP", b"....ftypavi[fs]": "AVIF",
}  # fmt: skip
_PIXELS_OF_PNG: Final = (b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND")
_UPRIGHT: Final = {
    2: Image.Transpose.FLIP_LEFT_RIGHT, 3: Image.Transpose.ROTATE_180, 4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE, 6: Image.Transpose.ROTATE_270, 7: Image.Transpose.TRANSVERSE, 8: Image.Transpose.ROTATE_90,
}  # fmt: skip


class CannotDevelopError(Exception):
    """Says in an editor's words why the picture is refused."""


def develop(source: bytes, folder: Path) -> dict[str, Any]:
    """Write the copies. Raises CannotDevelopError."""
    picture = _picture_in(source)
    width, height = picture.size
    tallest = max(1, width * HIGHEST_COPY // height)
    names = []
    for each in sorted({min(width, most, tallest) for most in WIDTHS}):
        copy = _resized(picture, each)
        copy.save(folder / f"{each}.avif", **_AVIF)
        copy.save(folder / f"{each}.webp", **_WEBP)
        names += [f"{each}.avif", f"{each}.webp"]
    flat = _resized(_on_white(picture), min(width, JPEG_WIDTH, tallest))
    flat.save(folder / f"{flat.width}.jpg", **_JPEG)
    return {"width": width, "height": height, "files": [*names, f"{flat.width}.jpg"]}


def _picture_in(source: bytes) -> Image.Image:
    """Return the clean picture. Where Pillow refuses it, it is tried again without what would be dropped anyway."""
    refused: CannotDevelopError | None = None
    for variant in (source, without_metadata(source, keep_exif=True), without_metadata(source)):
        try:
            return cleaned(opened(variant))
        except CannotDevelopError as reason:
            refused = reason
    raise refused or CannotDevelopError("it cannot be decoded")


def without_metadata(source: bytes, *, keep_exif: bool = False) -> bytes:
    """Return the bytes of a PNG, JPEG, WebP or AVIF with its pixels and colours alone, and perhaps with how it stands."""
    kind, parts = _kind(source), b""
    if kind == "PNG":
        parts = source[:8] + b"".join(
            part
            for name, part in _chunks(source, 8, ">I4s", 12)
            if name in _PIXELS_OF_PNG or _is_whole(part, keep_exif=keep_exif)
        )
    elif kind == "JPEG":
        parts = b"\xff\xd8" + b"".join(_segments(source, keep_exif=keep_exif))
    elif kind == "WebP":
        kept = [
            _without_flags(part) if name == b"VP8X" else part
            for name, part in _chunks(source, 12, "<4sI", 8)
            if name not in (b"EXIF", b"XMP ", b"ICCP")
        ]
        parts = b"RIFF" + struct.pack("<I", 4 + sum(map(len, kept))) + b"WEBP" + b"".join(kept)
    elif kind == "AVIF":
        parts = re.sub(rb"(infe[\2\3].{5,7}\0\0)Exif", rb"\1free", source, flags=re.DOTALL)
    return parts or source


def _chunks(source: bytes, at: int, head: str, around: int) -> Iterator[tuple[bytes, bytes]]:
    """Yield name and bytes of each chunk of a PNG or a WebP that is there as a whole."""
    while at + 8 <= len(source):
        name, length = sorted(struct.unpack(head, source[at : at + 8]), key=lambda value: isinstance(value, int))
        end = at + around + length + (length % 2 if around == 8 else 0)
        if end > len(source) + 1:
            return
        yield name, source[at:end]
        at = end


def _is_whole(part: bytes, *, keep_exif: bool) -> bool:
    """Return whether this chunk of a PNG is its profile, or its EXIF where that is wanted, and can be read."""
    name, data = part[4:8], part[8:-4]
    if struct.pack(">I", zlib.crc32(name + data)) != part[-4:] or name not in (b"iCCP", b"eXIf"):
        return False
    if name == b"eXIf":
        return keep_exif
    with contextlib.suppress(zlib.error):
        profile = data.partition(b"\0")[2]
        packing = zlib.decompressobj()
        return profile[:1] == b"\0" and bool(packing.decompress(profile[1:], 1_000_000)) and packing.eof
    return False


def _segments(source: bytes, *, keep_exif: bool) -> Iterator[bytes]:
    at = 2
    while at + 4 <= len(source) and source[at] == 0xFF:
        mark, length = source[at + 1], int.from_bytes(source[at + 2 : at + 4], "big")
        part, end = source[at + 4 : at + 2 + length], at + 2 + length
        if mark == 0xFF:
            at += 1
            continue
        if mark == 0xDA:  # from here on, pixels
            break
        is_said = mark == 0xFE or 0xE0 <= mark <= 0xEF
        is_exif = mark == 0xE1 and part.startswith(b"Exif\0\0")
        is_colour = (mark == 0xEE and len(part) >= 12) or (
            mark == 0xE2 and part.startswith(b"ICC_PROFILE\0") and len(part) > 14
        )
        if not is_said or is_colour or (is_exif and keep_exif):
            yield source[at:end]
        at = end
    yield source[at:]


def _without_flags(part: bytes) -> bytes:
    """Return a WebP's head that says of no profile, EXIF or XMP."""
    return part[:8] + bytes([part[8] & ~0x2C]) + part[9:] if len(part) > 8 else part


def _kind(source: bytes) -> str | None:
    return next((kind for mark, kind in _MARKS.items() if re.match(mark, source, re.DOTALL)), None)


def opened(source: bytes) -> Image.Image:
    """Return the picture, not yet decoded, after checking that we accept its size."""
    if len(source) > MOST_PICTURE_BYTES:
        raise CannotDevelopError("larger than 10 MB")
    canvas = _webp_canvas(source)  # Pillow allocates memory for a whole WebP when it only opens it
    if canvas:
        _need_size(*canvas)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            picture = Image.open(io.BytesIO(source), formats=PICTURE_FORMATS)
    except Image.DecompressionBombError:
        raise CannotDevelopError("more than 25 megapixels") from None
    except MemoryError:
        raise
    except Exception:
        raise CannotDevelopError(_what_it_is(source)) from None
    _need_size(*picture.size)
    return picture


def _need_size(width: int, height: int) -> None:
    if width < 1 or height < 1:
        raise CannotDevelopError("it has no pixels")
    if width * height > MOST_PIXELS:
        raise CannotDevelopError(f"{width} × {height} pixels; at most 25 megapixels")


def _webp_canvas(source: bytes) -> tuple[int, int] | None:
    """Source: https://developers.google.com/speed/webp/docs/riff_container."""
    if source[:4] != b"RIFF" or source[8:12] != b"WEBP" or len(source) < 30:
        return None
    kind = source[12:16]
    if kind == b"VP8X":
        return int.from_bytes(source[24:27], "little") + 1, int.from_bytes(source[27:30], "little") + 1
    if kind == b"VP8L":
        bits = int.from_bytes(source[21:25], "little")
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    width, height = struct.unpack("<HH", source[26:30])
    return width & 0x3FFF, height & 0x3FFF


def _what_it_is(source: bytes) -> str:
    if kind := _kind(source):
        return f"a {kind} that is damaged"
    start = source[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith((b"<!doctype html", b"<html")):
        return "a page, not a picture"
    if start.startswith((b"<svg", b"<?xml")) or b"<svg" in start:
        return "an SVG, which may hold scripts"
    return "not a JPEG, PNG, WebP, GIF or AVIF"


def cleaned(picture: Image.Image) -> Image.Image:
    """Return a new picture with nothing but the pixels, as sRGB and upright. Raises CannotDevelopError."""
    profile, before = picture.info.get("icc_profile"), picture.size
    try:
        picture.seek(0)
        picture.load()
        upright = _upright(picture)
        colours = _eight_bits(upright)
        if profile:
            colours = _in_srgb(colours, profile)
        has_alpha = "A" in colours.getbands() or "transparency" in upright.info
        colours = colours.convert("RGBA" if has_alpha else "RGB")
    except MemoryError:
        raise
    except Exception as fault:
        raise CannotDevelopError(f"it is damaged: {str(fault)[:200]}") from None
    if sorted(colours.size) != sorted(before):
        raise CannotDevelopError("its size is not the one that it declares")
    clean = Image.new(colours.mode, colours.size)
    clean.paste(colours)
    return clean


def _upright(picture: Image.Image) -> Image.Image:
    """Turn the picture as its EXIF says, if that can be read."""
    turn = None
    with contextlib.suppress(Exception):
        turn = _UPRIGHT.get(picture.getexif().get(ExifTags.Base.Orientation, 1))
    return picture if turn is None else picture.transpose(turn)


def _eight_bits(picture: Image.Image) -> Image.Image:
    """Scale 16 bits to eight, which Pillow would cut off at 255."""
    if picture.mode.startswith(("I", "F")):
        return picture.convert("F").point(lambda value: value / 257).convert("L")
    if picture.mode in ("P", "PA"):
        return picture.convert("RGBA" if "transparency" in picture.info or picture.mode == "PA" else "RGB")
    return picture


def _in_srgb(picture: Image.Image, profile: bytes) -> Image.Image:
    """Convert to sRGB. A profile that does not fit its picture is ignored."""
    with contextlib.suppress(ImageCms.PyCMSError, OSError, ValueError):
        wide = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        mode = "RGBA" if picture.mode == "RGBA" else "RGB"
        found: Any = ImageCms.profileToProfile(picture, wide, ImageCms.createProfile("sRGB"), outputMode=mode)
        return found or picture
    return picture


def _resized(picture: Image.Image, width: int) -> Image.Image:
    if width == picture.width and picture.height <= HIGHEST_COPY:
        return picture
    height = min(HIGHEST_COPY, max(1, round(picture.height * width / picture.width)))
    gap = 2.0 if max(picture.size) > 20_000 else None  # a long strip would take half a minute otherwise
    return picture.resize((width, height), Image.Resampling.LANCZOS, reducing_gap=gap)


def _on_white(picture: Image.Image) -> Image.Image:
    if picture.mode == "RGB":
        return picture
    flat = Image.new("RGB", picture.size, "white")
    flat.paste(picture, mask=picture.getchannel("A"))
    return flat


def _limit() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(
        resource.RLIMIT_CPU, (DECODING_SECONDS, DECODING_SECONDS + 5)
    )  # at first a signal that tells why
    resource.setrlimit(resource.RLIMIT_FSIZE, (4 * MOST_PICTURE_BYTES, 4 * MOST_PICTURE_BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def main(folder: str, source: BinaryIO) -> dict[str, Any]:
    _limit()
    try:
        return develop(source.read(MOST_PICTURE_BYTES + 1), Path(folder))
    except CannotDevelopError as reason:
        return {"refused": str(reason)}
    except MemoryError:
        return {"refused": "it needs more memory than a picture may"}


if __name__ == "__main__":
    os.umask(0o077)
    sys.stdout.write(json.dumps(main(sys.argv[1], sys.stdin.buffer)))

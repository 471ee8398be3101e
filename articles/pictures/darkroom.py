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
import resource
import struct
import sys
import warnings
from pathlib import Path
from typing import Any, BinaryIO, Final

from PIL import Image, ImageCms, ImageOps

PICTURE_FORMATS: Final = ("JPEG", "PNG", "WEBP", "GIF", "AVIF")
MOST_PICTURE_BYTES: Final = 10 * 1024 * 1024
MOST_PIXELS: Final = 25_000_000
MOST_SIDE: Final = 8_000
# The widths on pages: a logo, a thumbnail, a card on a phone and on a desktop, an article's picture on either.
WIDTHS: Final = (80, 160, 320, 640, 960, 1280)
# The widths for programs that know neither AVIF nor WebP: feeds, cards on other sites.
JPEG_WIDTH: Final = 1200
MEMORY: Final = 1_500 * 1024 * 1024
DECODING_SECONDS: Final = 40
_AVIF: Final[dict[str, Any]] = {"quality": 55, "speed": 8, "max_threads": 1}
_WEBP: Final[dict[str, Any]] = {"quality": 78, "method": 4}
_JPEG: Final[dict[str, Any]] = {"quality": 82, "progressive": True, "optimize": True}


class CannotDevelopError(Exception):
    """Says in an editor's words why the picture is refused."""


def develop(source: bytes, folder: Path) -> dict[str, Any]:
    """Write the copies. Raises CannotDevelopError."""
    picture = cleaned(opened(source))
    width, height = picture.size
    names = []
    for each in sorted({min(width, most) for most in WIDTHS}):
        copy = _resized(picture, each)
        copy.save(folder / f"{each}.avif", **_AVIF)
        copy.save(folder / f"{each}.webp", **_WEBP)
        names += [f"{each}.avif", f"{each}.webp"]
    flat = _resized(_on_white(picture), min(width, JPEG_WIDTH))
    flat.save(folder / f"{flat.width}.jpg", **_JPEG)
    return {"width": width, "height": height, "files": [*names, f"{flat.width}.jpg"]}


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
    except Exception:
        raise CannotDevelopError(_what_it_is(source)) from None
    _need_size(*picture.size)
    return picture


def _need_size(width: int, height: int) -> None:
    if width < 1 or height < 1:
        raise CannotDevelopError("it has no pixels")
    if max(width, height) > MOST_SIDE:
        raise CannotDevelopError(f"{width} × {height} pixels; at most {MOST_SIDE} a side")
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
    start = source[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith((b"<svg", b"<?xml")) or b"<svg" in start:
        return "an SVG, which may hold scripts"
    if start.startswith((b"<!doctype html", b"<html")):
        return "a page, not a picture"
    return "not a JPEG, PNG, WebP, GIF or AVIF"


def cleaned(picture: Image.Image) -> Image.Image:
    """Return a new picture with nothing but the pixels, as sRGB and upright. Raises CannotDevelopError."""
    profile, before = picture.info.get("icc_profile"), picture.size
    try:
        picture.seek(0)
        picture.load()
        upright = ImageOps.exif_transpose(picture)
        colours = _eight_bits(upright)
        if profile:
            colours = _in_srgb(colours, profile)
        has_alpha = "A" in colours.getbands() or "transparency" in upright.info
        colours = colours.convert("RGBA" if has_alpha else "RGB")
    except Exception as fault:
        raise CannotDevelopError(f"it is damaged: {str(fault)[:200]}") from None
    if sorted(colours.size) != sorted(before):
        raise CannotDevelopError("its size is not the one that it declares")
    clean = Image.new(colours.mode, colours.size)
    clean.paste(colours)
    return clean


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
    if width == picture.width:
        return picture
    height = max(1, round(picture.height * width / picture.width))
    return picture.resize((width, height), Image.Resampling.LANCZOS)


def _on_white(picture: Image.Image) -> Image.Image:
    if picture.mode == "RGB":
        return picture
    flat = Image.new("RGB", picture.size, "white")
    flat.paste(picture, mask=picture.getchannel("A"))
    return flat


def _limit() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (DECODING_SECONDS, DECODING_SECONDS))
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

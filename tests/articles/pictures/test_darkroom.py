"""The darkroom: what is no picture for us is refused before it costs anything, and of the rest only pixels pass."""

import io
import struct
import subprocess
import sys
import time
from pathlib import Path

import pytest
from PIL import Image, ImageCms

from articles.pictures import PictureError, darkroom, developed
from articles.pictures.darkroom import CannotDevelopError, opened
from tests.articles.pictures.files import SECRET, animation, chunk, huge_png, picture, png, with_metadata

FORMATS = {"avif": "AVIF", "webp": "WEBP", "jpg": "JPEG"}
KINDS = ["JPEG", "PNG", "WEBP", "GIF", "AVIF"]


def images(source: bytes) -> dict[str, Image.Image]:
    return {name: Image.open(io.BytesIO(content)) for name, content in developed(source).files.items()}


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_becomes_avif_and_webp_in_the_widths_that_it_has_and_one_jpeg(kind: str) -> None:
    copies = developed(picture(kind))
    assert (copies.width, copies.height) == (400, 300)
    assert sorted(copies.files) == sorted(
        [*(f"{width}.{ending}" for width in (80, 160, 320, 400) for ending in ("avif", "webp")), "400.jpg"]
    )
    for name, image in images(picture(kind)).items():
        width, ending = name.split(".")
        assert (image.format, image.size) == (FORMATS[ending], (int(width), int(width) * 3 // 4)), name


@pytest.mark.parametrize("kind", KINDS)
def test_no_byte_of_metadata_passes(kind: str) -> None:
    source = with_metadata(kind)
    assert SECRET in source
    for name, content in developed(source).files.items():
        assert SECRET not in content, name
        image = Image.open(io.BytesIO(content))
        assert not image.getexif(), name
        assert not {"exif", "xmp", "icc_profile", "comment", "XML:com.adobe.xmp"} & set(image.info), name


def test_text_and_profiles_of_a_png_do_not_pass() -> None:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    packed = io.BytesIO()
    Image.new("RGB", (90, 90), "red").save(packed, "PNG", icc_profile=profile)
    source = packed.getvalue().replace(
        b"\x00\x00\x00\x00IEND", chunk(b"tEXt", b"Comment\0" + SECRET) + b"\x00\x00\x00\x00IEND"
    )
    assert SECRET in source
    assert not any(SECRET in content or b"sRGB built-in" in content for content in developed(source).files.values())


def test_a_picture_stands_upright() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # its right side is up
    copies = developed(picture("JPEG", (400, 300), exif=exif))
    assert (copies.width, copies.height) == (300, 400)


@pytest.mark.parametrize("mode", ["1", "L", "P", "RGBA", "LA", "I;16"])
def test_every_mode_of_colour_is_developed(mode: str) -> None:
    source = io.BytesIO()
    if mode == "I;16":
        Image.frombytes("I;16", (90, 90), struct.pack("<H", 0x8000) * 8100).save(source, "PNG")
    else:
        Image.new(mode, (90, 90), 1).save(source, "PNG")
    found = images(source.getvalue())["90.webp"]
    assert found.mode == ("RGBA" if mode in ("RGBA", "LA") else "RGB")
    if mode == "I;16":
        assert found.getpixel((45, 45)) == pytest.approx((127, 127, 127), abs=3)


def test_a_cmyk_jpeg_keeps_its_colours() -> None:
    source = io.BytesIO()
    Image.new("RGB", (90, 90), (200, 30, 30)).convert("CMYK").save(source, "JPEG", quality=95)
    assert images(source.getvalue())["90.jpg"].getpixel((45, 45)) == pytest.approx((200, 30, 30), abs=12)


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        (b"", "no JPEG, PNG, WebP, GIF or AVIF"),
        (b"GIF89a", "no JPEG, PNG, WebP, GIF or AVIF"),
        (b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>', "an SVG, which may hold scripts"),
        (b"\n<svg onload=alert(1)>", "an SVG, which may hold scripts"),
        (b"<!doctype html><p>Not found", "a page, not a picture"),
        (b"%PDF-1.7", "no JPEG, PNG, WebP, GIF or AVIF"),
        (picture("BMP"), "no JPEG, PNG, WebP, GIF or AVIF"),
        (picture("TIFF"), "no JPEG, PNG, WebP, GIF or AVIF"),
        (png(8001, 10), "8001 × 10 pixels; at most 8000 a side"),
        (png(5001, 5000), "5001 × 5000 pixels; at most 25 megapixels"),
        (b"x" * (10 * 1024 * 1024 + 1), "larger than 10 MB"),
    ],
)
def test_what_is_refused_says_why(source: bytes, reason: str) -> None:
    with pytest.raises(PictureError) as refused:
        developed(source)
    assert str(refused.value) == reason


@pytest.mark.parametrize("kind", KINDS)
def test_half_a_picture_is_refused(kind: str) -> None:
    source = picture(kind, (300, 300))
    with pytest.raises(PictureError):
        developed(source[: len(source) // 2])


def test_what_a_picture_shows_is_told_by_its_content_and_not_by_its_name(tmp_path: Path) -> None:
    gif = picture("GIF") + b"<script>alert(1)</script>"
    assert all(b"script" not in content for content in developed(gif).files.values())


def test_a_huge_picture_is_refused_before_it_takes_memory() -> None:
    """In a process of its own: one that has grown already does not grow again."""
    program = (
        "import resource, sys, darkroom\n"
        "source = sys.stdin.buffer.read()\n"
        "before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\n"
        "try: darkroom.cleaned(darkroom.opened(source))\n"
        "except darkroom.CannotDevelopError as reason: print(reason)\n"
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)\n"
    )
    folder = Path(darkroom.__file__).parent
    done = subprocess.run(
        [sys.executable, "-c", program], input=huge_png(), cwd=folder, capture_output=True, check=True
    )
    reason, kibibytes = done.stdout.decode().splitlines()
    assert reason == "13000 × 13000 pixels; at most 8000 a side"
    assert int(kibibytes) < 50 * 1024


@pytest.mark.parametrize(
    "head",
    [
        b"VP8X" + struct.pack("<I", 10) + bytes(4) + (16_000).to_bytes(3, "little") * 2,
        b"VP8L" + struct.pack("<I", 10) + b"\x2f" + (16_000 | 16_000 << 14).to_bytes(4, "little") + bytes(5),
        b"VP8 " + struct.pack("<I", 10) + b"\0\0\0\x9d\x01\x2a" + struct.pack("<HH", 16_000, 16_000),
    ],
)
def test_a_huge_webp_is_refused_by_its_head(head: bytes) -> None:
    with pytest.raises(CannotDevelopError, match="at most 8000 a side"):
        opened(b"RIFF" + struct.pack("<I", 4 + len(head)) + b"WEBP" + head)


def test_of_an_animation_the_first_frame_passes() -> None:
    began = time.monotonic()
    found = images(animation(300))
    assert time.monotonic() - began < 20  # a hang, not a measure
    assert {image.format for image in found.values()} == {"AVIF", "WEBP", "JPEG"}
    assert not any(getattr(image, "is_animated", False) for image in found.values())

"""The darkroom: what is no picture for us is refused before it costs anything, and of the rest only pixels pass."""

import io
import struct
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

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


def test_the_widths_are_those_that_pages_ask_for() -> None:
    assert (darkroom.WIDTHS, darkroom.JPEG_WIDTH) == ((80, 160, 320, 640, 960, 1280), 1200)


SETTINGS = {
    "avif": {"quality": 55, "speed": 8, "max_threads": 1}, "webp": {"quality": 78, "method": 4},
    "jpg": {"quality": 82, "progressive": True, "optimize": True},
}  # fmt: skip


@pytest.mark.parametrize("ending", SETTINGS)
def test_a_copy_is_as_small_and_as_good_as_was_found_fit_for_its_format(ending: str) -> None:
    source = Image.effect_mandelbrot((400, 300), (-2, -1, 1, 1), 90).convert("RGB")
    packed, expected = io.BytesIO(), io.BytesIO()
    source.save(packed, "PNG")
    source.save(expected, FORMATS[ending], **SETTINGS[ending])
    assert developed(packed.getvalue()).files[f"400.{ending}"] == expected.getvalue()


def test_nobody_else_on_the_machine_reads_a_picture_that_is_being_developed(tmp_path: Path) -> None:
    command = [sys.executable, "-I", str(darkroom.__file__), str(tmp_path)]
    subprocess.run(command, input=picture("PNG", (90, 60)), capture_output=True, check=True, umask=0)
    assert {oct(path.stat().st_mode & 0o777) for path in tmp_path.iterdir()} == {"0o600"}


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


def wide_profile() -> bytes:
    """Of colours that are told by other numbers than those of sRGB."""
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()


@pytest.mark.parametrize(
    ("mode", "transparent", "becomes"),
    [
        ("P", None, "RGB"), ("P", 0, "RGBA"), ("PA", None, "RGBA"), ("RGB", None, "RGB"), ("RGB", (0, 0, 0), "RGBA"),
        ("L", 0, "RGBA"), ("LA", None, "RGBA"), ("1", None, "RGB"), ("I", None, "RGB"), ("F", None, "RGB"),
    ],
)  # fmt: skip
def test_a_clean_picture_has_colours_and_is_transparent_where_it_was(mode: str, transparent: Any, becomes: str) -> None:
    source = Image.new("RGB", (2, 1), (0, 0, 0)).convert(mode if mode != "PA" else "P")
    source = source.convert("PA") if mode == "PA" else source
    if transparent is not None:
        source.info["transparency"] = transparent
    found = darkroom.cleaned(source)
    assert (found.mode, found.size, found.info) == (becomes, (2, 1), {})


def test_a_colour_of_a_palette_is_taken_as_its_profile_means_it(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[str, str]] = []

    def converted(picture: Image.Image, profile: object, to: object, *, outputMode: str) -> Image.Image:  # noqa: N803
        asked.append((picture.mode, outputMode))
        return Image.new(outputMode, picture.size, "blue")

    monkeypatch.setattr(ImageCms, "profileToProfile", converted)
    for mode in ("P", "RGB", "RGBA"):
        source = Image.new(mode, (2, 1), 0)
        source.info["icc_profile"] = wide_profile()
        found = darkroom.cleaned(source)
        assert found.getpixel((0, 0))[:3] == (0, 0, 255)  # type: ignore[index]
    assert asked == [("RGB", "RGB"), ("RGB", "RGB"), ("RGBA", "RGBA")]


def test_a_profile_that_is_none_changes_nothing() -> None:
    source = Image.new("RGB", (2, 1), "red")
    source.info["icc_profile"] = b"no profile"
    assert darkroom.cleaned(source).getpixel((0, 0)) == (255, 0, 0)


@pytest.mark.parametrize("mode", ["I", "I;16", "F"])
def test_sixteen_bits_are_scaled_to_eight(mode: str) -> None:
    source = Image.new(mode, (1, 1), 257 * 200)
    assert darkroom.cleaned(source).getpixel((0, 0)) == (200, 200, 200)


def kept(path: Path) -> Image.Image:
    return Image.open(io.BytesIO(path.read_bytes()))


def test_what_is_transparent_is_white_where_a_format_knows_no_transparency(tmp_path: Path) -> None:
    source = io.BytesIO()
    Image.new("RGBA", (90, 60), (0, 0, 0, 0)).save(source, "PNG")
    told = darkroom.develop(source.getvalue(), tmp_path)
    assert told == {"width": 90, "height": 60, "files": ["80.avif", "80.webp", "90.avif", "90.webp", "90.jpg"]}
    assert kept(tmp_path / "90.jpg").getpixel((45, 30)) == (255, 255, 255)
    assert kept(tmp_path / "90.webp").convert("RGBA").getpixel((45, 30))[3] == 0  # type: ignore[index]
    assert sorted(each.name for each in tmp_path.iterdir()) == sorted(told["files"])


def test_a_large_picture_has_every_width_that_pages_show_and_one_jpeg_for_the_others(tmp_path: Path) -> None:
    source = io.BytesIO()
    Image.new("RGB", (1400, 3)).save(source, "PNG")
    told = darkroom.develop(source.getvalue(), tmp_path)
    widths = [80, 160, 320, 640, 960, 1280]
    assert told["files"] == [*(f"{width}.{ending}" for width in widths for ending in ("avif", "webp")), "1200.jpg"]
    assert [kept(tmp_path / name).size for name in ("80.webp", "640.avif", "1200.jpg")] == [
        (80, 1),
        (640, 1),
        (1200, 3),
    ]


@pytest.mark.parametrize("size", [(1, 1), (300, 200), (2, 5000)])
@pytest.mark.parametrize(
    ("head", "options"), [(b"VP8 ", {}), (b"VP8L", {"lossless": True}), (b"VP8X", {"xmp": b"<x/>"})]
)
def test_a_webp_s_size_is_read_from_its_head(head: bytes, options: dict[str, Any], size: tuple[int, int]) -> None:
    content = io.BytesIO()
    Image.new("RGB", size).save(content, "WEBP", **options)
    source = content.getvalue()
    assert source[12:16] == head
    assert darkroom._webp_canvas(source) == size
    assert darkroom._webp_canvas(source[:29]) is None
    assert (
        darkroom._webp_canvas(b"RIFX" + source[4:]) is darkroom._webp_canvas(source[:8] + b"WEBQ" + source[12:]) is None
    )


@pytest.mark.parametrize(
    ("size", "words"),
    [
        ((0, 1), "it has no pixels"), ((1, 0), "it has no pixels"), ((1, 1), ""), ((8000, 3125), ""),
        ((25_000_000, 1), ""), ((1, 25_000_000), ""), ((5000, 5000), ""), ((5000, 5001), "at most 25 megapixels"),
    ],
)  # fmt: skip
def test_a_size_is_one_that_we_take(size: tuple[int, int], words: str) -> None:
    if not words:
        darkroom._need_size(*size)
    else:
        with pytest.raises(CannotDevelopError, match=words):
            darkroom._need_size(*size)


def test_a_cmyk_jpeg_keeps_its_colours() -> None:
    source = io.BytesIO()
    Image.new("RGB", (90, 90), (200, 30, 30)).convert("CMYK").save(source, "JPEG", quality=95)
    assert images(source.getvalue())["90.jpg"].getpixel((45, 45)) == pytest.approx((200, 30, 30), abs=12)


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        (b"", "not a JPEG, PNG, WebP, GIF or AVIF"),
        (b"GIF89a", "a GIF that is damaged"),
        (b"\x89PNG\r\n\x1a\n<svg", "a PNG that is damaged"),
        (b"\xff\xd8\xff\xe0", "a JPEG that is damaged"),
        (b"<html><body><svg/>", "a page, not a picture"),
        (b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>', "an SVG, which may hold scripts"),
        (b"\n<svg onload=alert(1)>", "an SVG, which may hold scripts"),
        (b"<!-- drawn by hand --><SVG/>", "an SVG, which may hold scripts"),
        (b"<?xml version='1.0'?>" + b" " * 2000 + b"<svg/>", "an SVG, which may hold scripts"),
        (b"<!doctype html><p>Not found", "a page, not a picture"),
        (b"%PDF-1.7", "not a JPEG, PNG, WebP, GIF or AVIF"),
        (picture("BMP"), "not a JPEG, PNG, WebP, GIF or AVIF"),
        (picture("TIFF"), "not a JPEG, PNG, WebP, GIF or AVIF"),
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
    assert reason == "13000 × 13000 pixels; at most 25 megapixels"
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
    with pytest.raises(CannotDevelopError, match="at most 25 megapixels"):
        opened(b"RIFF" + struct.pack("<I", 4 + len(head)) + b"WEBP" + head)


def test_of_an_animation_the_first_frame_passes() -> None:
    began = time.monotonic()
    found = images(animation(300))
    assert time.monotonic() - began < 20  # a hang, not a measure
    assert {image.format for image in found.values()} == {"AVIF", "WEBP", "JPEG"}
    assert not any(getattr(image, "is_animated", False) for image in found.values())

"""What refuses no picture: odd metadata, long sides; and how it stands in spite of that."""

import io
from pathlib import Path

import pytest
from PIL import Image, ImageOps

from articles.pictures import darkroom
from tests.articles.pictures.files import ODD_METADATA, chunk, picture, png, with_chunks, with_segments


def kept(path: Path) -> Image.Image:
    return Image.open(io.BytesIO(path.read_bytes()))


@pytest.mark.parametrize(
    ("size", "heights"),
    [((20_000, 3), {1}), ((3, 20_000), {13_333}), ((100, 100_000), {16_000}), ((1, 20_000), {16_383})],
)  # fmt: skip
def test_a_picture_may_be_as_long_or_as_high_as_its_megapixels_allow(
    tmp_path: Path, size: tuple[int, int], heights: set[int]
) -> None:
    told = darkroom.develop(png(*size), tmp_path)
    assert (told["width"], told["height"]) == size
    assert {kept(tmp_path / name).size[1] for name in told["files"]} == heights
    assert all(str(kept(tmp_path / name).size[0]) == name.partition(".")[0] for name in told["files"])


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("name", ODD_METADATA)
def test_metadata_that_is_dropped_anyway_refuses_no_picture(name: str) -> None:
    assert darkroom._picture_in(ODD_METADATA[name]).size == (400, 300)


def test_a_picture_stands_upright_whatever_else_is_odd() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    png_exif, jpeg_exif = picture("PNG", exif=exif), picture("JPEG", exif=exif)
    for source in (with_chunks(png_exif, chunk(b"pHYs", b"a")), with_segments(jpeg_exif, (0xE0, b"JFIF\0"))):
        assert darkroom._picture_in(source).size == (300, 400)


@pytest.mark.parametrize("turn", range(1, 9))
def test_each_way_to_stand_is_put_upright_as_pillow_does(turn: int) -> None:
    exif = Image.Exif()
    exif[0x0112] = turn
    source = Image.open(io.BytesIO(picture("PNG", (40, 30), exif=exif)))
    assert darkroom._upright(source).tobytes() == ImageOps.exif_transpose(source).tobytes()


def test_what_lacks_memory_is_not_called_damaged(monkeypatch: pytest.MonkeyPatch) -> None:
    def lacking(*args: object, **options: object) -> None:
        raise MemoryError

    monkeypatch.setattr(Image, "open", lacking)
    with pytest.raises(MemoryError):
        darkroom._picture_in(picture("PNG"))

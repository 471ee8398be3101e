"""Videos: only of hosts that we know, and as frames of our own."""

import pytest
from django.test import Client

from articles.reading.players import player
from tests.seeds import Archive, archive

__all__ = ["archive"]
FRAME = "https://www.youtube-nocookie.com/embed/aaaaaaaaaaa"


@pytest.mark.parametrize(
    ("embed", "frame"),
    [
        ('<iframe width="560" src="https://www.youtube.com/embed/aaaaaaaaaaa" allowfullscreen></iframe>', FRAME),
        ("<IFRAME SRC=//www.youtube.com/embed/aaaaaaaaaaa?rel=0&amp;x=1></IFRAME>", FRAME),
        ('<iframe src="https://youtu.be/aaaaaaaaaaa"></iframe>', FRAME),
        ('<iframe src="https://www.youtube.com/watch?v=aaaaaaaaaaa"></iframe>', FRAME),
        (
            '<iframe src="https://player.vimeo.com/video/123456789"></iframe>',
            "https://player.vimeo.com/video/123456789?dnt=1",
        ),
    ],
)
def test_a_known_hosts_video_has_a_player(embed: str, frame: str) -> None:
    found = player(embed)
    assert found is not None
    assert found.frame == frame


@pytest.mark.parametrize(
    "embed",
    [
        None, "", "text", '<script src="https://www.youtube.com/embed/aaaaaaaaaaa"></script>',
        '<iframe src="https://evil.example/embed/aaaaaaaaaaa"></iframe>',
        '<iframe src="https://youtube.com.evil.example/embed/aaaaaaaaaaa"></iframe>',
        '<iframe src="javascript:alert(1)//youtube.com/aaaaaaaaaaa"></iframe>',
        '<iframe src="https://www.youtube.com/embed/%22onload=alert(1)"></iframe>',
        '<iframe src="https://www.youtube.com/embed/"></iframe>', '<iframe src="https://[bad/embed/aaaaaaaaaaa"></iframe>',
    ],
)  # fmt: skip
def test_anything_else_has_none(embed: str | None) -> None:
    assert player(embed) is None


@pytest.mark.django_db
def test_the_frame_is_folded_until_a_reader_opens_it(client: Client, archive: Archive) -> None:
    archive.write_article(
        featuredContent='"<iframe src=\\"https://www.youtube.com/embed/aaaaaaaaaaa\\" onload=\\"alert(1)\\"></iframe>"'
    )
    archive.bring()
    response = client.get("/news/2023-01-24-tides/")
    page = response.content.decode()
    assert '<details class="player">' in page
    assert f'<iframe src="{FRAME}" title="A tide table for editors" loading="lazy"' in page
    assert "alert(1)" not in page
    assert "frame-src https://www.youtube-nocookie.com https://player.vimeo.com;" in response["Content-Security-Policy"]

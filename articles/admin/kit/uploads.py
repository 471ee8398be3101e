"""Develops pictures that come with a form, once each, however often the form is read. Keeps none."""

from typing import Any

from articles.pictures import MOST_PICTURE_BYTES, Developed, PictureError, developed


def develop_upload(file: Any) -> Developed | PictureError:
    """Return the developed file, developing it only once, because the form is read more than once."""
    if not hasattr(file, "copies"):
        try:
            file.copies = developed(file.read(MOST_PICTURE_BYTES + 1))
        except PictureError as refused:
            file.copies = refused
    copies: Developed | PictureError = file.copies
    return copies

"""Pictures that come with a form: developed once, however often the form is read. Keeps none."""

from typing import Any

from articles.pictures import MOST_BYTES, Developed, RefusedError, developed


def develop_upload(file: Any) -> Developed | RefusedError:
    """Once a file, whoever asks: the form is read more than once."""
    if not hasattr(file, "copies"):
        try:
            file.copies = developed(file.read(MOST_BYTES + 1))
        except RefusedError as refused:
            file.copies = refused
    copies: Developed | RefusedError = file.copies
    return copies

"""The media storage on disk: a file is there completely or not at all, however its writer ends."""

import contextlib
import os
import tempfile
import time
from pathlib import Path

from django.core.files import File
from django.core.files.storage import FileSystemStorage

UNFINISHED = ".unfinished"
_OLD = 60 * 60  # seconds; nobody writes a picture for an hour


class Media(FileSystemStorage):
    """A name derives from the bytes, so an existing file is the right one."""

    looks_quickly = True  # checking whether a file exists costs no request

    def _save(self, name: str, content: "File[bytes]") -> str:
        target = Path(self.path(name))
        if target.exists():
            return name
        target.parent.mkdir(parents=True, exist_ok=True)
        folder = Path(self.location, UNFINISHED)
        folder.mkdir(parents=True, exist_ok=True)
        handle, part = tempfile.mkstemp(dir=folder)
        try:
            with os.fdopen(handle, "wb") as file:
                for chunk in content.chunks():
                    file.write(chunk)
                file.flush()
                os.fsync(file.fileno())
            os.chmod(part, 0o644)
            os.replace(part, target)
        except BaseException:
            Path(part).unlink(missing_ok=True)
            raise
        return name

    def get_available_name(self, name: str, max_length: int | None = None) -> str:
        return name

    def tidy(self) -> None:
        """Remove what killed writers left behind."""
        with contextlib.suppress(FileNotFoundError):
            for part in Path(self.location, UNFINISHED).iterdir():
                if time.time() - part.stat().st_mtime > _OLD:
                    part.unlink(missing_ok=True)

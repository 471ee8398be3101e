"""Serves copies of pictures, whose names change with their bytes, as a server in front could. Must serve nothing else."""

import re

from django.core.files.storage import default_storage
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseNotModified

PLACE = re.compile(r"/media/(pictures/[0-9a-f]{2}/([0-9a-f]{32}-\d{1,5})\.(avif|webp|jpg))")
_TYPES = {"avif": "image/avif", "webp": "image/webp", "jpg": "image/jpeg"}
_FOR_A_YEAR = "public, max-age=31536000, immutable"


def picture(request: HttpRequest, name: str, tag: str, ending: str) -> HttpResponse | FileResponse | None:
    """Return the file of that name; None where there is none."""
    if request.method not in ("GET", "HEAD"):
        return HttpResponseNotAllowed(["GET", "HEAD"])
    etag = f'"{tag}.{ending}"'
    try:
        file = default_storage.open(name)
    except FileNotFoundError:
        return None
    headers = {"Cache-Control": _FOR_A_YEAR, "ETag": etag, "Cross-Origin-Resource-Policy": "cross-origin"}
    if etag in request.headers.get("If-None-Match", ""):
        file.close()
        return HttpResponseNotModified(headers=headers)
    return FileResponse(file, content_type=_TYPES[ending], headers=headers)

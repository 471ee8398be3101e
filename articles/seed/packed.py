"""Which kind of archive bytes are, by how they begin: somebody may take one for a seed. Unpacks nothing."""

_TAR, _TAR_AT = b"ustar", 257
PACKED_START = _TAR_AT + len(_TAR)  # so many bytes tell
_KINDS = {
    b"PK\x03\x04": "a zip",
    b"\x1f\x8b": "a .tar.gz or another gzip file",
    b"BZh": "a .tar.bz2 or another bzip2 file",
    b"\xfd7zXZ\x00": "a .tar.xz or another xz file",
    b"\x28\xb5\x2f\xfd": "a .tar.zst or another zstd file",
    b"7z\xbc\xaf\x27\x1c": "a .7z file",
    b"Rar!\x1a\x07": "a .rar file",
}


def packed_as(start: bytes) -> str | None:
    """Return what these first bytes begin, in words; None where that is no archive."""
    if b"\0" in start and start[_TAR_AT:PACKED_START] == _TAR:
        return "a .tar file"
    return next((kind for mark, kind in _KINDS.items() if start.startswith(mark)), None)

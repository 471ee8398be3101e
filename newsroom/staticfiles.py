"""Static files under names that change with their bytes. Must not fail where nobody has collected them yet."""

from collections.abc import Iterable, Iterator

from whitenoise.storage import CompressedManifestStaticFilesStorage


class StaticFiles(CompressedManifestStaticFilesStorage):
    """A file that the manifest lacks keeps its plain name, which whitenoise finds in the packages."""

    manifest_strict = False

    def stored_name(self, name: str) -> str:
        try:
            return str(super().stored_name(name))
        except ValueError:
            return name

    def compress_files(self, paths: Iterable[str]) -> Iterator[tuple[str, str]]:
        """Compress files. A name derives from the bytes (only such names are kept), so an existing compressed file is right."""
        yield from super().compress_files({path for path in paths if not self.exists(f"{path}.gz")})

"""Static files under names that change with their bytes; must not fail where nobody has gathered them yet."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class StaticFiles(CompressedManifestStaticFilesStorage):
    """A file that the manifest lacks keeps its plain name, which whitenoise finds in the packages."""

    manifest_strict = False

    def stored_name(self, name: str) -> str:
        try:
            return str(super().stored_name(name))
        except ValueError:
            return name

"""Static files under hashed names, packed well where a resident waits for them."""

from typing import Any

import brotli
from whitenoise.compress import Compressor
from whitenoise.storage import CompressedManifestStaticFilesStorage

OURS = ("css/", "js/", "img/")
QUICK = 4


class _Quick(Compressor):
    """Files of the editors' pages: packed fast, because setting up must not take a minute."""

    @staticmethod
    def compress_brotli(data: bytes) -> bytes:
        return brotli.compress(data, quality=QUICK)


class PackedStorage(CompressedManifestStaticFilesStorage):
    """Packs our own files as small as they get, and those of the admin in a moment."""

    def create_compressor(self, **kwargs: Any) -> Compressor:
        return _Quick(use_gzip=False, **kwargs)

    def compress_files(self, paths: set[str]) -> Any:
        ours = {path for path in paths if path.startswith(OURS)}
        yield from super().compress_files(paths - ours)
        best = Compressor(quiet=True)
        for path in sorted(ours):
            full = self.path(path)
            for packed in best.compress(full):
                yield path, packed[len(full) - len(path) :]

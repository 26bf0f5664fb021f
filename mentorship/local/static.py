from collections.abc import Iterable, Iterator
from typing import Any

from whitenoise.storage import CompressedManifestStaticFilesStorage

# The pages that document the API are most of the bytes, and take 20 seconds to compress.
LARGE = "drf_spectacular_sidecar/"


class DemoStaticFilesStorage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """As in production, but for what a first look at the demo does not load."""

    def compress_files(self, paths: Iterable[str]) -> Iterator[Any]:
        yield from super().compress_files([path for path in paths if not path.startswith(LARGE)])

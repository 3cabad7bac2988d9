"""The images of a record, opened and prepared by the same measurement as when they were compared."""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from functools import cached_property
from typing import Any

from difference_finder.errors import ReadError
from difference_finder.images.image import ROLES, Image
from difference_finder.images.pair import Pair
from difference_finder.pipeline.data_set import DataSet
from difference_finder.pipeline.masks import mask_source, open_mask
from difference_finder.pipeline.measurement import Measurement
from difference_finder.pipeline.padding import without_padding
from difference_finder.pipeline.protocol import Protocol
from difference_finder.pipeline.run_manifest import file_digest
from difference_finder.storage.paths import AnyPath, as_path

__all__ = ["RecordedPair"]


class RecordedPair:
    """The two or three images of a record.

    Parameters
    ----------
    record
        Record of a comparison, in the present schema.
    files
        Images by their roles; None for the paths in the record.
    """

    def __init__(self, record: Mapping[str, Any], files: Mapping[str, AnyPath] | None = None) -> None:
        self._record = record
        self.name = str(record["name"])
        self.files: dict[str, AnyPath] = {
            role: as_path(record[role]["name"]) if files is None else files[role]
            for role in ROLES
            if record.get(role)
        }

    @cached_property
    def measurement(self) -> Measurement:
        """The measurement of the comparison, on the CPU and without its mask, which may no longer exist."""
        options = self._record["options"]
        return Measurement(
            protocol=Protocol.from_dict(self._record["protocol"]),
            data_range=options["data_range"],
            fit=options["fit"],
            background=options["background"],
            max_pixels=options.get("max_pixels"),  # schema 1 did not record it
            ignore=tuple(tuple(box) for box in options["ignore"]),
            pages=options.get("pages", "first"),  # older records compared the first page
            bands=options.get("bands"),
            nan=options.get("nan", "mask"),
            axes=options.get("axes"),
            data_set=DataSet.from_dict(options.get("data_set")),
            alpha=options.get("alpha", "band"),  # older records took every fourth channel for a band
        )

    def open(self) -> list[Image]:
        """Read the images.

        Raises
        ------
        ReadError
            If a file cannot be read, or is not the file that was compared.
        """
        for role in self.files:
            self.check(role)
        return [self.measurement.open(file, role) for role, file in self.files.items()]

    def check(self, role: str) -> None:
        """Refuse an image whose file changed since it was compared, and warn about it."""
        file, digest = self.files[role], self._record[role].get("sha256")
        if digest is None or file_digest(file) in (digest, None):  # reading a missing file reports it
            return
        message = f"'{file}' changed since diff compared it; run diff again"
        warnings.warn(message, UserWarning, stacklevel=2)
        raise ReadError(message)

    def mask(self) -> Image | None:
        """Read the mask; None if there was none."""
        source = mask_source(self._record["options"]["mask"])
        return open_mask(source, self.name, self.measurement.max_pixels)

    def prepare(self, images: list[Image]) -> Pair:
        """Bring the images to one shape and one scale, with the mask of the comparison."""
        pair = self.measurement.prepare(images, name=self.name, mask=self.mask())
        return without_padding(pair) if "size" in self._record["options"].get("allow", ()) else pair

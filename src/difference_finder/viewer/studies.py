"""The images of a study, and the errors of each method."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from difference_finder.errors import ReadError
from difference_finder.images.image import METRIC_ROLES
from difference_finder.pipeline.masks import mask_source, open_mask
from difference_finder.pipeline.measurement import Measurement
from difference_finder.report import study_document
from difference_finder.report.roots import Roots
from difference_finder.report.study_page import study_paths
from difference_finder.study.images import volume_of
from difference_finder.study.plan.measurement_settings import settings_of
from difference_finder.study.results import INPUTS, REFERENCE, Results
from difference_finder.study.table import unescape_formula
from difference_finder.viewer.album import Album
from difference_finder.viewer.cache import Cache
from difference_finder.viewer.error_maps import ErrorScene

if TYPE_CHECKING:
    from difference_finder.images.pair import Pair
    from difference_finder.study.plan.measurement_settings import MeasurementSettings
    from difference_finder.viewer.pyramids import MapPyramid

__all__ = ["album_of_study"]


class _StudyImage(ErrorScene):
    """The reference and the candidates of an image, with the error map of each method."""

    def __init__(
        self,
        study: Results,
        name: str,
        measurement: Measurement,
        mask: Any,
        cache: Cache,
        roots: Roots | None,
        identity: str,
    ) -> None:
        self._mask = mask
        measurement = replace(measurement, volume=volume_of(study, name))
        roles = (REFERENCE, *study.scores.methods)

        def files() -> dict[str, Any]:
            if roots is not None and (problem := roots.problem(study_paths(study, name))):
                raise ReadError(problem)
            return {role: study.path(name, role) for role in roles}

        super().__init__(name, files, measurement, cache, identity)

    def label(self, role: str) -> str:
        return "Reference" if role == REFERENCE else role

    def role(self, role: str) -> tuple[str, str | None]:
        return (REFERENCE, None) if role == REFERENCE else ("method", role)

    def details(self) -> dict[str, Any]:
        layers, errors = self.error_layers()
        known = self.span.value if layers and self.span.known else None
        measure = self.measure(self.measurement.protocol.to_dict(), known)
        return {"layers": layers, "errors": errors, "measure": measure}

    def map(self, key: str) -> MapPyramid:
        return self.error_map(key)

    def base(self) -> str:
        return REFERENCE

    def is_masked(self) -> bool:
        return self._mask is not None or super().is_masked()

    def pair_with(self, role: str) -> tuple[Pair, str]:
        images = [self.image(REFERENCE), self.image(role)]
        mask = open_mask(mask_source(self._mask), self.name, self.measurement.max_pixels)
        pair = self.measurement.prepare(images, name=self.name, mask=mask, roles=METRIC_ROLES)
        return pair, "second"


def album_of_study(
    study: Results, cache: Cache | None = None, roots: Roots | None = None, folder: Path | None = None
) -> Album:
    """Return an album of the images of a study, each of which is opened when it is looked at.

    Parameters
    ----------
    study
        Results of a study.
    cache
        Cache of the pixels; None for a new one.
    roots
        Folders that images may lie in; None for any.
    folder
        Folder of the study, for commands that the page shows, and for ids that last as long as an image is
        measured from the same files in the same way; None for random ids.
    """
    study.check_images()
    settings, shared = settings_of(study.record), cache or Cache()
    measurement = settings.measurement(open_masks=False)
    names, mask = study.scores.names, settings.mask
    known = {} if folder is None else _identities(study, folder, settings)
    scenes = [
        _StudyImage(study, name, measurement, mask, shared, roots, known.get(name, "")) for name in names
    ]

    def document() -> dict[str, Any]:
        place = None if folder is None else _printable(folder.resolve())
        return study_document(study) | ({} if place is None else {"folder": place})

    return Album(scenes, document)


def _identities(study: Results, folder: Path, settings: MeasurementSettings) -> Mapping[str, str]:
    """Return a text for each image that is the same while its files and their measurement are.

    The study has the digest of each file that it has read.
    """
    folders = {role: str(study.record[role]) for role in (REFERENCE, "methods")}
    decided = settings.data_set and replace(settings.data_set, files=0, looked=None, notes=())
    shared = f"{folder.resolve()} {folders} {replace(settings, data_set=decided)}"
    found = {name: [shared, name] for name in study.scores.names}
    try:
        with (folder / INPUTS).open(encoding="utf-8", errors="surrogateescape", newline="") as file:
            for image, *facts in csv.reader(file):
                found.get(unescape_formula(image), []).extend(facts)
    except (OSError, ValueError, csv.Error):  # an image that is opened reports it
        return {}
    return {name: repr(facts) for name, facts in found.items()}


def _printable(path: Path) -> str | None:
    """Return a path as text; None if it is not UTF-8, so that no page can show it."""
    try:
        return str(path).encode().decode()
    except UnicodeEncodeError:
        return None

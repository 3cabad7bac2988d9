"""The images of a study, and the errors of each method."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
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
from difference_finder.study.results import REFERENCE, Results
from difference_finder.viewer.album import Album
from difference_finder.viewer.cache import Cache
from difference_finder.viewer.error_maps import ErrorScene

if TYPE_CHECKING:
    from difference_finder.images.pair import Pair
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
    ) -> None:
        self._mask = mask
        measurement = replace(measurement, volume=volume_of(study, name))
        roles = (REFERENCE, *study.scores.methods)

        def files() -> dict[str, Any]:
            if roots is not None and (problem := roots.problem(study_paths(study, name))):
                raise ReadError(problem)
            return {role: study.path(name, role) for role in roles}

        super().__init__(name, files, measurement, cache)

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


def album_of_study(study: Results, cache: Cache | None = None, roots: Roots | None = None) -> Album:
    """Return an album of the images of a study, each of which is opened when it is looked at.

    Parameters
    ----------
    study
        Results of a study.
    cache
        Cache of the pixels; None for a new one.
    roots
        Folders that images may lie in; None for any.
    """
    study.check_images()
    settings, shared = settings_of(study.record), cache or Cache()
    measurement = settings.measurement(open_masks=False)
    names, mask = study.scores.names, settings.mask
    scenes = [_StudyImage(study, name, measurement, mask, shared, roots) for name in names]
    return Album(scenes, partial(study_document, study))

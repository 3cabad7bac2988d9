"""The document of a study, and its entries."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from difference_finder.arrays.backend import to_numpy
from difference_finder.errors import DifferenceFinderError
from difference_finder.images.errors import error_maps
from difference_finder.images.pictures import stored_of
from difference_finder.page.document import SCHEMA, Entry
from difference_finder.page.layers import Layer, error_layer, image_layer, thumbnail, within_limit
from difference_finder.page.measures import MASKED, measure_facts
from difference_finder.page.stored import are_shown_exactly
from difference_finder.report.roots import Roots
from difference_finder.study.images import MeasuredImage
from difference_finder.study.plan.measurement_settings import settings_of
from difference_finder.study.remarks import describe_protocols
from difference_finder.study.results import REFERENCE, Results
from difference_finder.text import to_jsonable
from difference_finder.threads import map_in_order

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from difference_finder.study.crops.finder import Crops

__all__ = ["pictured_entry", "shown_images", "study_document", "study_entries", "study_paths"]

DEPTHS = {"uint8": 8, "bool": 8, "uint16": 16}


def study_document(study: Results, title: str = "") -> dict[str, Any]:
    """Return the document of a study without its entries."""
    facts = study.to_dict(scores=False)
    known = {key: facts.pop(key) for key in ("verdicts", "errors")}
    del facts["crops"]
    scores = study.scores
    count = f"{len(scores.names):,} image{'s' * (len(scores.names) != 1)}"
    methods = f"{len(scores.methods)} method{'s' * (len(scores.methods) != 1)}"
    rivals = [name for name in scores.methods if name != study.ours]
    against = f"{study.ours} against {', '.join(rivals)}" if rivals else study.ours
    return {
        "schema": SCHEMA,
        "kind": "study",
        "title": title or against,
        "summary": f"{count}, {methods}, {describe_protocols(facts)}",
        "record": facts,
        "ours": study.ours,
        "methods": list(scores.methods),
        "metrics": [
            {name: fact[name] for name in ("spec", "label", "higher_is_better", "unit")}
            for fact in facts["metrics"]
        ],
        "scores": {spec: to_jsonable(table.tolist()) for spec, table in scores.tables.items()},
        "groups": None if scores.groups is None else list(scores.groups),
        **known,
        "crops": None if study.crops is None else _disclosed(study.crops),
    }


def _disclosed(crops: Crops) -> dict[str, Any]:
    """Return the crops with the sentences that disclose how they were chosen."""
    facts = {**crops.to_dict(), "disclosure": crops.disclosure()}
    del facts["of_kinds"]  # for figures
    for name, listed in crops.lists.items():
        facts[name] = [{**crop.to_dict(), "disclosure": crop.disclosure()} for crop in listed]
    return facts


def shown_images(study: Results, which: str) -> Collection[str]:
    """Return the names of the images with pictures: "all", images with "crops", or "none"."""
    if not study.has_images:
        return set()
    if which == "all":
        return set(study.scores.names)
    if which == "none" or study.crops is None:
        return set()
    return {crop.image for crops in study.crops.lists.values() for crop in crops}


def study_entries(
    study: Results, shown: Collection[str], workers: int, roots: Roots | None = None
) -> Iterator[Entry]:
    """Yield the entries of a study in order, reading several images at once, from some folders alone."""

    def entry(name: str) -> Entry:
        return pictured_entry(study, name, roots) if name in shown else Entry({"name": name})

    return map_in_order(entry, study.scores.names, workers)


def study_paths(study: Results, name: str) -> list[Any]:
    """Return the paths of an image of a study: the reference, the methods and the mask."""
    mask = settings_of(study.record).mask
    images = [study.path(name, role) for role in (REFERENCE, *study.scores.methods)]
    return [*images, mask] if isinstance(mask, str | Path) else images


def pictured_entry(study: Results, name: str, roots: Roots | None = None) -> Entry:
    """Return an entry with the images that can be read, and the reasons why others cannot."""
    if roots is not None and (problem := roots.problem(study_paths(study, name))):
        return Entry({"name": name, "notes": [problem]})
    notes: list[str] = []
    methods = sorted(study.scores.methods, key=lambda method: method != study.ours)
    image = _measured_image(study, name, methods, notes)
    if image is None:
        return Entry({"name": name, "notes": notes})
    layers = [_layer(image, role, values) for role, values in _values(image).items()]
    layers += _errors(image)
    facts = {"name": name, "notes": notes, "measure": _measure(image)}
    return Entry(facts, within_limit(layers), thumbnail(image.whole))


def _measure(image: MeasuredImage) -> dict[str, Any]:
    """Return how the page scores a part of the images."""
    obstacle = MASKED if any(pair.mask is not None for pair in image.counted.values()) else ""
    shown = image.tones.black, image.tones.white
    return measure_facts(image.measurement.protocol.to_dict(), shown, image.range, obstacle)


def _measured_image(study: Results, name: str, methods: list[str], notes: list[str]) -> MeasuredImage | None:
    """Open the images, without methods that cannot be shown; the notes then give the reasons."""
    settings = settings_of(study.record)
    try:
        return MeasuredImage(study, name, methods, settings.measurement(), None)
    except DifferenceFinderError as error:
        if len(methods) == 1:
            notes.append(str(error))
            return None
    usable = [method for method in methods if _measured_image(study, name, [method], notes) is not None]
    return MeasuredImage(study, name, usable, settings.measurement(), None) if usable else None


@dataclass(frozen=True)
class _Values:
    """Values (C, H, W) of an image, on the scale of its pair, and as stored with their divisor."""

    floats: NDArray[Any]
    stored: NDArray[Any]
    divisor: float

    def cropped(self, height: int, width: int) -> _Values:
        return replace(self, floats=self.floats[:, :height, :width], stored=self.stored[:, :height, :width])


def _values(image: MeasuredImage) -> dict[str, _Values]:
    """Return the values of the reference and of the methods, cropped to the common area."""
    found: dict[str, _Values] = {}
    for method, pair in image.shown.items():
        floats, stored = pair.as_floats().images, stored_of(pair)
        for role, name in (("first", REFERENCE), ("second", method)):
            found.setdefault(name, _Values(to_numpy(floats[role])[0], *stored[role]))
    height, width = (min(values.floats.shape[axis] for values in found.values()) for axis in (1, 2))
    return {role: values.cropped(height, width) for role, values in found.items()}


def _errors(image: MeasuredImage) -> list[Layer]:
    """Return the error map of each method, as the figure and the viewer show it."""
    span = image.range or image.tones.white - image.tones.black
    maps = {method: error_maps(pair, span)["second"] for method, pair in image.counted.items()}
    known = image.range is not None
    return [error_layer(method, "Reference", plane, known) for method, plane in maps.items()]


def _layer(image: MeasuredImage, role: str, values: _Values) -> Layer:
    kind, tones = str(image.reference.pixels.dtype), image.tones
    whole = (image.reference.data_range or 1.0) if kind in DEPTHS else 1.0
    span = tones.black * whole, tones.white * whole
    part, label = ("reference", "Reference") if role == REFERENCE else ("method", role)
    depth = DEPTHS.get(kind, 32)
    exact = depth == 8 and are_shown_exactly(kind, span, len(values.stored))
    stored = None if exact else (values.stored, whole / values.divisor)
    layer = image_layer(part, label, tones.levels(values.floats), span, depth, stored)
    return replace(layer, facts={**layer.facts, "light": True}) if tones.light else layer

"""The draft of a study file: what folders of images suggest, and what of it needs a decision."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from difference_finder.errors import InputError, PairingError
from difference_finder.readers import known_suffixes
from difference_finder.storage.matching import match_folders
from difference_finder.study.draft.folders import find_folders
from difference_finder.study.draft.names import scale_in
from difference_finder.study.draft.places import Place, look_at
from difference_finder.study.draft.roles import Roles, find_roles
from difference_finder.study.image_facts import ImageFacts
from difference_finder.text import count_of, fold_name, join_names

__all__ = ["DataSetDraft", "MethodDraft", "StudyDraft", "draft_study"]

OURS = ("ours", "our", "proposed")
"""Names of the method that a study is about."""

MOST_CROPPED = 32
"""Greatest difference in width and height, in pixels, that cropping is proposed for."""


Looked = Mapping[str, ImageFacts]
"""What some images hold, by name."""


@dataclass
class DataSetDraft:
    """A data set of a draft.

    Parameters
    ----------
    name
        Name of the data set.
    reference
        Its reference images.
    facts
        What its reference images hold, by name, as far as they were looked at.
    fit
        Proposed treatment of other sizes; "" if the sizes are equal.
    fit_reason
        The sizes that differ, in words.
    data_range
        Proposed data range; None if the files tell it.
    range_reason
        The values that leave the range open, in words.
    missing
        What methods or references lack, in words.
    scale
        Factor of super-resolution that names or sizes suggest; None for none.
    """

    name: str
    reference: Place
    facts: dict[str, ImageFacts]
    fit: str = ""
    fit_reason: str = ""
    data_range: Any = None
    range_reason: str = ""
    missing: list[str] = field(default_factory=list)
    scale: int | None = None


@dataclass(frozen=True)
class MethodDraft:
    """A method of a draft.

    Parameters
    ----------
    name
        Name of the method.
    places
        Its images on each data set.
    left_out
        The reason why it stands in a comment only; "" if it is part of the study.
    """

    name: str
    places: Mapping[str, Place]
    left_out: str = ""


@dataclass(frozen=True)
class StudyDraft:
    """A draft of a study file.

    Parameters
    ----------
    data_sets
        Data sets.
    methods
        Methods, the one that the study is about first.
    masks
        Folders and files that may be masks.
    left
        What no role was found for, in words.
    """

    data_sets: tuple[DataSetDraft, ...]
    methods: tuple[MethodDraft, ...]
    masks: tuple[str, ...]
    left: tuple[str, ...]

    @property
    def measured(self) -> list[MethodDraft]:
        """The methods that are part of the study."""
        return [method for method in self.methods if not method.left_out]


def draft_study(folders: Sequence[str | Path], reference: str | None = None) -> StudyDraft:
    """Look at folders of images, and return the study that they suggest.

    Parameters
    ----------
    folders
        Folders that hold the images of references and methods, at any depth.
    reference
        The references: the path of a folder, the name of folders, or a word in the names of their files;
        None for usual names, such as "GT".

    Raises
    ------
    InputError
        If no references are found, or no method has images of all data sets.
    PairingError
        If there is no image.
    """
    roles = find_roles(find_folders(folders), reference)
    data_sets = {name: DataSetDraft(name, place, look_at(place)) for name, place in roles.references.items()}
    methods = _whole_methods(roles)
    facts = {
        (method, name): look_at(place)
        for method, places in roles.methods.items()
        for name, place in places.items()
    }
    small = _small_methods(methods, data_sets, facts)
    if set(small) >= set(methods):  # there is nothing else to measure
        small = {}
    drafts = [
        MethodDraft(name, places, small.get(name, "") or _lacking(places, data_sets))
        for name, places in roles.methods.items()
    ]
    used = [method for method in drafts if not method.left_out]
    for data_set in data_sets.values():
        _settle(data_set, used, facts)
    first = min(used, key=lambda method: _place_of(method.name)).name
    drafts.sort(key=lambda method: (bool(method.left_out), method.name != first))
    return StudyDraft(tuple(data_sets.values()), tuple(drafts), tuple(roles.masks), tuple(roles.left))


def _place_of(name: str) -> int:
    """Return the place of a name: 0 for one of ours, 1 if it starts with such a word, and 2 for others."""
    folded = fold_name(name)
    return 0 if folded in OURS else 1 if re.split(r"[\W_]+", folded)[0] in OURS else 2


def _whole_methods(roles: Roles) -> dict[str, Mapping[str, Place]]:
    """Return the methods with images of all data sets, of which there must be one."""
    whole = {name: places for name, places in roles.methods.items() if len(places) == len(roles.references)}
    if whole:
        return dict(whole)
    sets = join_names(list(roles.references), 10)
    if not roles.methods:
        left = f"; {'; '.join(roles.left[:3])}" if roles.left else ""
        raise InputError(
            f"found references ({sets}), and no images of methods whose names contain theirs{left}; pass the"
            " folders of the results of methods as well"
        )
    own = [f"{name} on {join_names(list(places), 5)}" for name, places in roles.methods.items()]
    raise InputError(
        f"no method has images of all {count_of(len(roles.references), 'data set')} ({sets}):"
        f" {join_names(own, 10)}; pass folders of data sets that the same methods were run on"
    )


def _lacking(places: Mapping[str, Place], data_sets: Mapping[str, DataSetDraft]) -> str:
    lacking = [name for name in data_sets if name not in places]
    return f"has no images of {join_names(lacking, 5)}" if lacking else ""


def _small_methods(
    methods: Mapping[str, Mapping[str, Place]],
    data_sets: Mapping[str, DataSetDraft],
    facts: Mapping[tuple[str, str], Looked],
) -> dict[str, str]:
    """Return the methods with inputs of super-resolution rather than results, with the reason."""
    found = {}
    for method, places in methods.items():
        for name in places:
            factor = _factor(data_sets[name].facts, facts[method, name])
            if factor is not None:
                data_sets[name].scale = factor
                found[method] = (
                    f"holds images that are {factor} times smaller than the references, as inputs of"
                    " super-resolution are"
                )
    return found


def _pairs(references: Looked, images: Looked) -> list[tuple[ImageFacts, ImageFacts]]:
    """Return references and images of one name; of one rank in size, where names differ."""
    common = [(references[name], images[name]) for name in references if name in images]
    if common or len(references) != len(images):
        return common
    by_size = [sorted(listed.values(), key=lambda one: one.size) for listed in (references, images)]
    return list(zip(*by_size, strict=True))


def _factor(references: Looked, images: Looked) -> int | None:
    """Return how many times smaller images are than references: one whole number, at least 2, for all."""
    pairs = [(one.size, other.size) for one, other in _pairs(references, images)]
    factor = round(pairs[0][0][0] / pairs[0][1][0]) if pairs else 0
    if factor < 2:
        return None
    lengths = [both for pair in pairs for both in zip(*pair, strict=True)]
    return factor if all(abs(large / factor - small) < 1 for large, small in lengths) else None


def _settle(
    data_set: DataSetDraft,
    methods: Sequence[MethodDraft],
    facts: Mapping[tuple[str, str], Looked],
) -> None:
    """Find what a data set needs to be measured: treatment of sizes, data range and missing images."""
    name = data_set.name
    data_set.missing = _missing(data_set.reference, {method.name: method.places[name] for method in methods})
    for method in methods:
        place, own = method.places[name], facts[method.name, name]
        _settle_sizes(data_set, method.name, own)
        if data_set.scale is None:
            texts = [data_set.reference.folder.path.name, *place.folder.parts, place.pattern]
            data_set.scale = next((found for found in map(scale_in, texts) if found), None)
    _settle_range(data_set, [one for method in methods for one in facts[method.name, name].values()])


def _missing(reference: Place, places: Mapping[str, Place]) -> list[str]:
    """Return which images lack a file of a method, or a reference, as the study will match them."""
    try:
        found = match_folders(
            [reference.path, *(place.path for place in places.values())], known_suffixes(), "auto", "report"
        )
    except PairingError:  # the plan of the study reports it
        return []
    told = []
    for number, method in enumerate(places, 1):
        lacking = [one.name for one in found.unmatched if one.files[0] and not one.files[number]]
        extra = [one.name for one in found.unmatched if one.files[number] and not one.files[0]]
        told += [f"{method} lacks {join_names(lacking, 3)}"] if lacking else []
        told += [f"{method} has {join_names(extra, 3)} without a reference"] if extra else []
    several = [one.name for one in found.unmatched if one.kind == "ambiguous"]
    return told + ([f"several files may belong to {join_names(several, 3)}"] if several else [])


def _settle_sizes(data_set: DataSetDraft, method: str, own: Looked) -> None:
    """Propose a treatment of images that have not the size of their references."""
    for reference, image in _pairs(data_set.facts, own):
        if image.size == reference.size or data_set.fit == "resize":
            continue
        most = max(abs(image.width - reference.width), abs(image.height - reference.height))
        data_set.fit = "crop" if most <= MOST_CROPPED else "resize"
        data_set.fit_reason = (
            f"{method} has an image of {image.width}x{image.height} for a reference of"
            f" {reference.width}x{reference.height}"
        )


def _settle_range(data_set: DataSetDraft, own: Sequence[ImageFacts]) -> None:
    """Propose a data range for floats that leave it open: the range of the references."""
    truth = list(data_set.facts.values())
    if all(one.data_range is not None for one in [*truth, *own]):
        return
    ends = [_ends(listed) for listed in (truth, own)]
    if ends[0] is None:
        data_set.range_reason = "the values of the references are not finite"
        return
    told = [
        "no finite values" if one is None else f"values from {one[0]:.4g} to {one[1]:.4g}" for one in ends
    ]
    data_set.range_reason = f"references have {told[0]}, methods {told[1]}"
    least, greatest = ends[0]
    data_set.data_range = 1 if least >= 0 and greatest <= 1 else [least, greatest]


def _ends(facts: Sequence[ImageFacts]) -> tuple[float, float] | None:
    known = [(one.least, one.greatest) for one in facts if not math.isnan(one.least)]
    return (min(least for least, _ in known), max(greatest for _, greatest in known)) if known else None

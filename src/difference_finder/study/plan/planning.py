"""The planning of a study: from folders to a manifest of images and groups."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from difference_finder.errors import DuplicateNameError, InputError, PairingError
from difference_finder.pipeline.masks import MaskFolder
from difference_finder.pipeline.provenance import library_versions
from difference_finder.storage.matching import match_folders
from difference_finder.storage.paths import as_path
from difference_finder.storage.patterns import split_pattern
from difference_finder.study.crops.finder import SIZES
from difference_finder.study.crops.plan import plan_crops
from difference_finder.study.plan.manifest import Manifest, StudyImage, default_shard_size
from difference_finder.study.plan.measurement_settings import MeasurementSettings
from difference_finder.study.plan.pairing import StudyPairing, planned_files
from difference_finder.study.plan.statistics_settings import StatisticsSettings, check_methods, check_seed
from difference_finder.study.plan.volumes import find_volumes
from difference_finder.text import join_names, option

__all__ = ["group_images", "group_rule", "plan_study"]

REFERENCE = "reference"
RESERVED = (REFERENCE, "mask")

PARENT = "parent"
"""The rule that makes the folder of an image its group."""


def plan_study(
    reference: str | Path,
    methods: Mapping[str, str | Path],
    measurement: MeasurementSettings,
    *,
    group: str | None = None,
    pairing: str = "auto",
    unmatched: str = "error",
    shard_size: int | None = None,
    ours: str | None = None,
    seed: int = 0,
    crops: str | None = "mse",
    crop_sizes: Sequence[int] = SIZES,
    crop_border: int = 8,
    kinds: bool = False,
    statistics: Mapping[str, Any] | None = None,
) -> Manifest:
    """Match the images of a reference and of several methods, and return the manifest.

    Parameters
    ----------
    reference
        Folder of the reference images, or a pattern such as "results/{image}_x4.png".
    methods
        Folder or pattern of each method.
    measurement
        MeasurementSettings of the images.
    group
        Rule that gives the statistical unit of an image: "parent", its folder; or a regular expression that
        is searched in its name, of which the capture groups count, or the whole match if it has none.
    pairing
        Rule that matches files: "auto", "name" or "order".
    unmatched
        Treatment of images that lack a file of some folder, or have several: "error"; "report" plans them
        without these files, and lists files without a reference; "ignore" leaves them out.
    shard_size
        Number of images in a shard; by default up to 32, fewer in small studies.
    ours
        Method that the study is about; by default the first.
    seed
        Seed of resampling and of random crops.
    crops
        Metric whose local map selects the crops; None for no crops.
    crop_sizes, crop_border
        See :class:`~difference_finder.study.crops.finder.CropFinder`.
    kinds
        Whether to measure the kinds of change between ours and each rival.
    statistics
        Keyword arguments of
        :meth:`~difference_finder.study.plan.statistics_settings.StatisticsSettings.checked`.

    Raises
    ------
    PairingError
        If names are missing in a folder; the message lists them.
    InputError
        If a folder, a name or a rule is invalid, or an image has no group.
    """
    from difference_finder.readers import known_suffixes

    named = _checked_methods(methods)
    _check_kinds(kinds, list(named))
    judged = StatisticsSettings.checked(measurement.metrics, **(statistics or {}))
    check_methods(judged, len(named))
    for label, folder in {
        "the reference": reference,
        **{f"method '{m}'": f for m, f in named.items()},
    }.items():
        _check_folder(label, folder)
    if shard_size is not None and (type(shard_size) is not int or shard_size < 1):
        raise InputError(f"{option('shard_size')} must be a whole number, at least 1, not {shard_size!r}")
    check_seed(seed)
    matching = match_folders([reference, *named.values()], known_suffixes(), pairing, unmatched)
    folders = [listing.root for listing in matching.folders]
    planned = planned_files(matching, unmatched)
    names = [name for name, _ in planned]
    groups = [None] * len(names) if group is None else group_images(names, group)
    masks, mask_of = _masks(measurement.mask, names)
    images = [
        _image(name, [*files, *mask_of(name)], found, [*folders, *masks])
        for (name, files), found in zip(planned, groups, strict=True)
    ]
    images.sort(key=lambda image: image.name)
    how = {"sizes": crop_sizes, "border": crop_border, "seed": seed}
    sides = {
        name: [files[number] for _, files in planned if files[number] is not None]
        for number, name in enumerate((REFERENCE, *named))
    }
    decided = measurement.decided(sides)
    return Manifest(
        measurement=decided,
        methods=tuple(named),
        folders=tuple(str(folder.absolute()) for folder in (*folders, *masks)),
        images=tuple(images),
        grouped_by=group,
        versions=library_versions(),
        shard_size=shard_size or default_shard_size(len(images)),
        ours=next(iter(named)) if ours is None else ours,
        seed=seed,
        crops=plan_crops(list(named), ours, crops, len(images), how),
        pairing=StudyPairing.of(matching, tuple(named), unmatched),
        statistics=judged,
        volumes=find_volumes([files[0] for _, files in planned], groups, decided),
        kinds=kinds,
    )


def group_rule(rule: str | None) -> Callable[[str], str | None]:
    """Return the function that gives the group of a name, or None if the rule finds no group.

    Raises
    ------
    InputError
        If the rule is not a regular expression.

    Examples
    --------
    >>> group_rule("parent")("brain1/slice_003"), group_rule("_[0-9]+$")("a_12"), group_rule("^(.*)_")("a_12")
    ('brain1', '_12', 'a')
    """
    if rule is None:
        return lambda name: None
    if rule == PARENT:
        return lambda name: name.rpartition("/")[0] or None
    try:
        pattern = re.compile(rule)
    except (re.error, TypeError) as error:
        raise InputError(
            f"{option('group')} must be 'parent' or a regular expression; {rule!r} is invalid: {error}"
        ) from error

    def search(name: str) -> str | None:
        found = pattern.search(name)
        if found is None:
            return None
        return "/".join(part or "" for part in found.groups()) if pattern.groups else found.group()

    return search


def group_images(names: Sequence[str], rule: str) -> list[str]:
    """Return the group of each image.

    Raises
    ------
    InputError
        If the rule is not a regular expression, or finds no group in a name.
    """
    group_of = group_rule(rule)
    groups = [group_of(name) or "" for name in names]
    without = [name for name, group in zip(names, groups, strict=True) if not group]
    if without:
        raise InputError(
            f"{option('group', rule)} matches nothing in {len(without)} of {len(names)} names:"
            f" {join_names(without, 5)}; change it so that each image has a group"
        )
    return groups


def _checked_methods(methods: Mapping[str, str | Path]) -> dict[str, str | Path]:
    if not isinstance(methods, Mapping):
        raise InputError(
            f"methods must map names to folders, such as {{'ours': 'results/ours'}}, not {methods!r}"
        )
    if not methods:
        raise InputError("methods is empty; pass at least one name with its folder")
    for name in methods:
        if not isinstance(name, str) or not name.strip() or not name.isprintable():
            raise InputError(f"the name of a method must be a printable string, not {name!r}")
        if name.strip() in RESERVED:
            raise InputError(
                f"a method cannot be called '{name}', which is the name of another role; rename it"
            )
    twice = [name for name, count in Counter(name.strip() for name in methods).items() if count > 1]
    if twice:
        raise DuplicateNameError(f"two methods are called '{twice[0]}'; give each a unique name")
    return {name.strip(): folder for name, folder in methods.items()}


def _check_kinds(kinds: Any, methods: Sequence[str]) -> None:
    if not isinstance(kinds, bool):
        raise InputError(f"{option('kinds')} must be True or False, not {kinds!r}")
    if kinds and len(methods) == 1:
        raise InputError(
            f"{option('kinds')} measures the change from ours to each rival, and '{methods[0]}' is the only"
            f" method; pass another method, or leave {option('kinds')} out"
        )


def _check_folder(label: str, folder: Any) -> None:
    if not isinstance(folder, str | Path):
        raise InputError(f"{label} must be the path of a folder, not {type(folder).__name__}")
    root, pattern = split_pattern(folder)
    if not as_path(root).is_dir():
        where = f"'{folder}'" if pattern is None else f"'{root}', the folder of '{folder}',"
        raise PairingError(f"{label}: {where} is not a folder; pass the folder that holds its images")


def _masks(mask: str | None, names: Iterable[str]) -> tuple[list[Path], Callable[[str], list[Path]]]:
    """Return the folder of masks, if any, and the function that gives the mask of a name."""
    if mask is None:
        return [], lambda name: []
    found = as_path(mask)
    if found.is_dir():
        folder = MaskFolder(mask)
        folder.check(names)
        return [found], lambda name: [folder.of(name)]
    if not found.is_file():
        raise InputError(f"mask '{mask}' is neither a file nor a folder; pass one that exists")
    return [found.parent], lambda name: [found]


def _image(name: str, files: Sequence[Path | None], group: str | None, folders: Sequence[Path]) -> StudyImage:
    facts = [(-1, 0) if file is None else _stat(file) for file in files]
    return StudyImage(
        name=name,
        group=group,
        paths=tuple(
            "" if file is None else file.relative_to(folder).as_posix()
            for file, folder in zip(files, folders, strict=True)
        ),
        sizes=tuple(size for size, _ in facts),
        times=tuple(time for _, time in facts),
    )


def _stat(path: Path) -> tuple[int, int]:
    """Return the size and the time of a file; a broken link fails when it is read."""
    try:
        facts = path.stat()
    except OSError:
        return -1, 0
    return facts.st_size, facts.st_mtime_ns

"""The differences between two manifests, as sentences for an error message."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from difference_finder.study.plan.manifest import Manifest, StudyImage
from difference_finder.text import COMMAND, PYTHON, current_door, join_names, option

__all__ = ["changed_option", "manifest_differences"]

FOLLOWS = ("conventions", "data_set", "volumes")
"""Settings that follow from others and from the files; they are named only if nothing else differs."""

CROPS = {"metric": "crops", "sizes": "crop_sizes", "border": "crop_border"}
"""Options that set the fields of the settings of crops."""

CROPS_FOLLOW = ("ours", "rivals", "seed")
"""Fields of the settings of crops that are settings of the study."""

NAMED = {
    "conventions": "the definitions of protocols",
    "data_set": "the types or axes of the files",
    "volumes": "the volumes of the slices",
}


def manifest_differences(before: Manifest, now: Manifest) -> list[str]:
    """Return descriptions of the differences between two manifests; an empty list if there are none.

    Parameters
    ----------
    before, now
        Manifest in the folder of a study, and manifest of the current command.

    Returns
    -------
    list of str
        Options with both values, as the user writes them, such as "--seed 0, now --seed 3"; and images and
        files that differ.
    """
    old, new = (json.loads(json.dumps(manifest.settings)) for manifest in (before, now))
    keys = [key for key in old if list(_comparable(old[key])) != list(_comparable(new[key]))]
    changes = [text for key in keys if key not in FOLLOWS for text in _changed_setting(key, old, new)]
    changes += _changed_images(before, now)
    return changes or [_followed(key, old, new) for key in keys if key in FOLLOWS]


def _followed(key: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> str:
    """Describe how something differs that follows from the settings and the files."""
    if key == "conventions":
        before, now = (", ".join(map(_spec, one[key])) for one in (old, new))
        if before != now:
            return f"protocols of the metrics {before}, now {now}"
    return NAMED[key]


def changed_option(name: str, before: Any, now: Any) -> str:
    """Return an option with two values, as its user writes them.

    Examples
    --------
    >>> changed_option("seed", 0, 3), changed_option("data_range", None, 255.0)
    ('seed=0, now seed=3', 'data_range=None, now data_range=255')
    """
    return f"{_written(name, before)}, now {_written(name, now)}"


def _written(name: str, value: Any) -> str:
    """Return an option with its value, which may be none."""
    door = current_door()
    if value is None or value is False or value == []:
        return f"{name}={value!r}" if door == PYTHON else f"no {option(name)}"
    if door == COMMAND and name == "ignore":
        value = [",".join(map(str, rectangle)) for rectangle in value]
    return option(name, value)


def _changed_setting(key: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[str]:
    """Yield descriptions of how a setting differs."""
    before, now = old[key], new[key]
    if key == "methods":
        yield from _changed_methods(before, now)
    elif key == "versions":
        yield from (
            f"{name} {before.get(name, 'missing')}, now {now.get(name, 'missing')}"
            for name in {**before, **now}
            if before.get(name) != now.get(name)
        )
    elif key == "protocol":
        specs = _spec(before), _spec(now)
        yield changed_option(key, *specs) if specs[0] != specs[1] else f"the definition of {specs[0]}"
    elif key == "crops":
        yield from _changed_crops(before, now)
    elif key != "masks":  # which follow from the mask
        yield changed_option(key, before, now)


def _changed_methods(before: Mapping[str, str], now: Mapping[str, str]) -> Iterator[str]:
    """Yield descriptions of how methods and their folders differ."""
    if list(before) != list(now):
        yield f"methods {', '.join(before)}, now {', '.join(now)}"
    for name, folder in before.items():
        if now.get(name, folder) != folder:
            yield f"folder of {name} '{folder}', now '{now[name]}'"


def _changed_crops(before: Mapping[str, Any] | None, now: Mapping[str, Any] | None) -> Iterator[str]:
    """Yield descriptions of how the settings of crops differ."""
    if before is None or now is None:
        none = None if current_door() == PYTHON else "none"
        metrics = [none if crops is None else crops["metric"] for crops in (before, now)]
        yield changed_option("crops", *metrics)
        return
    for field in before:
        if before[field] != now[field] and field not in CROPS_FOLLOW:
            yield changed_option(CROPS.get(field, field), before[field], now[field])


def _changed_images(before: Manifest, now: Manifest) -> list[str]:
    """Describe the images that differ."""
    old, new = ({image.name: image for image in manifest.images} for manifest in (before, now))
    both = [(image, new[name]) for name, image in old.items() if name in new]
    # Files are compared where the roles have the same folders, since others differ anyway.
    folders = [(manifest.methods, manifest.folders) for manifest in (before, now)]
    roles = ("reference", *before.methods, "mask")
    same = folders[0] == folders[1]
    kinds = {
        "missing images": [name for name in old if name not in new],
        "new images": [name for name in new if name not in old],
        "changed groups": [first.name for first, second in both if first.group != second.group],
        "changed files": _changed_files(both, roles, "paths", "'{}', now '{}'") if same else [],
        "changed file sizes": _changed_files(both, roles, "sizes", "{} bytes, now {}") if same else [],
    }
    if before.grouped_by != now.grouped_by:
        del kinds["changed groups"]
    return [f"{kind}: {join_names(names, 5)}" for kind, names in kinds.items() if names]


def _changed_files(
    both: list[tuple[StudyImage, StudyImage]], roles: tuple[str, ...], attribute: str, form: str
) -> list[str]:
    """Describe the files of which an attribute has changed."""
    return [
        f"{old.name} ({role}: {form.format(before, now)})"
        for old, new in both
        for role, before, now in zip(roles, getattr(old, attribute), getattr(new, attribute), strict=False)
        if before != now
    ]


def _comparable(value: Any) -> Any:
    """Return a value in a form whose comparison respects the order of methods."""
    return value.items() if isinstance(value, dict) else [value]


def _spec(protocol: Mapping[str, Any]) -> str:
    """Return the spec of a protocol."""
    given = ",".join(f"{key}={value}" for key, value in protocol["given"].items())
    return f"{protocol['name']}:{given}" if given else str(protocol["name"])

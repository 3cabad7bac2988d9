"""The differences between two manifests, as sentences for an error message."""

from __future__ import annotations

import json
from typing import Any

from difference_finder.study.plan.manifest import Manifest, StudyImage
from difference_finder.text import join_names

__all__ = ["manifest_differences"]


def manifest_differences(before: Manifest, now: Manifest) -> list[str]:
    """Return descriptions of the differences between two manifests; an empty list if there are none.

    Parameters
    ----------
    before, now
        Manifest in the folder of a study, and manifest of the current command.
    """
    old, new = (json.loads(json.dumps(manifest.settings)) for manifest in (before, now))
    changes = [
        _changed_setting(key, old[key], new[key])
        for key in old
        if list(_comparable(old[key])) != list(_comparable(new[key]))
    ]
    if len(changes) > 1:  # conventions follow from metrics and protocol, which tell enough
        changes = [change for change in changes if not change.startswith("conventions")]
    return changes + _changed_images(before, now)


def _changed_images(before: Manifest, now: Manifest) -> list[str]:
    """Describe the images that differ."""
    old, new = ({image.name: image for image in manifest.images} for manifest in (before, now))
    both = [(image, new[name]) for name, image in old.items() if name in new]
    roles = ("reference", *before.methods, "mask")
    kinds = {
        "missing images": [name for name in old if name not in new],
        "new images": [name for name in new if name not in old],
        "changed groups": [first.name for first, second in both if first.group != second.group],
        "changed files": _changed_files(both, roles, "paths", "'{}', now '{}'"),
        "changed file sizes": _changed_files(both, roles, "sizes", "{} bytes, now {}"),
    }
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


def _changed_setting(key: str, before: Any, now: Any) -> str:
    """Describe how a setting differs; of a setting with fields, only the fields that differ."""
    if key == "conventions":
        before, now = ([_spec(protocol) for protocol in protocols] for protocols in (before, now))
        if before == now:
            return f"{key}: the definitions of protocols"
    if key == "protocol" and _spec(before) != _spec(now):
        before, now = _spec(before), _spec(now)
    if isinstance(before, dict) and isinstance(now, dict) and list(before) == list(now):
        parts = [
            f"{name} {before[name]!r}, now {now[name]!r}" for name in before if before[name] != now[name]
        ]
        return f"{key}: {'; '.join(parts)}"
    if isinstance(before, dict) and isinstance(now, dict):
        before, now = ", ".join(before), ", ".join(now)
    return f"{key}: {before!r}, now {now!r}"


def _spec(protocol: dict[str, Any]) -> str:
    """Return the spec of a protocol."""
    given = ",".join(f"{key}={value}" for key, value in protocol["given"].items())
    return f"{protocol['name']}:{given}" if given else str(protocol["name"])

"""Which folders hold references, which hold the results of methods, and on which data set."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from difference_finder.storage.naming import Names, link_names, natural_key
from difference_finder.study.draft.folders import ImageFolder
from difference_finder.study.draft.names import (
    Affix,
    ImageNames,
    as_name,
    common_suffix,
    is_generic,
    is_mask,
)
from difference_finder.study.draft.places import Place
from difference_finder.study.draft.references import find_references
from difference_finder.text import count_of, fold_name, join_names

__all__ = ["Roles", "find_roles"]


@dataclass(frozen=True)
class Roles:
    """The roles of folders of images.

    Parameters
    ----------
    references
        Reference images of each data set.
    methods
        Images of each method on the data sets that have some.
    masks
        Folders and files that may be masks.
    left
        What no role was found for, each with the reason.
    """

    references: dict[str, Place]
    methods: dict[str, dict[str, Place]]
    masks: list[str]
    left: list[str]


@dataclass(frozen=True)
class _Row:
    """Images of a method on a data set, before the method has a name."""

    data_set: str
    key: tuple[str, ...]
    label: str
    place: Place


def find_roles(folders: Sequence[ImageFolder], reference: str | None = None) -> Roles:
    """Return the roles of folders.

    Parameters
    ----------
    folders
        Folders that hold images.
    reference
        The references: the path of a folder, the name of folders, or a word in the names of files; None for
        usual names, such as "GT".

    Raises
    ------
    InputError
        If no references are found, or several are.
    """
    references, rest = find_references(folders, reference)
    masks: list[str] = []
    left: list[str] = []
    rows: list[_Row] = []
    references = dict(sorted(references.items(), key=lambda row: natural_key(row[0].casefold())))
    names = {name: ImageNames(place.files) for name, place in references.items()}
    for folder in rest:
        data_set = _data_set_of(folder, references, names)
        if any(map(is_mask, folder.parts[-2:])):
            masks.append(str(folder.path))
        elif data_set is None:
            left.append(_lost(folder, list(folder.files)))
        else:
            key = _key(folder, data_set, references[data_set])
            places, unknown = _places(folder, names[data_set], not all(map(is_generic, key)))
            masks += [str(folder.path / folder.files[stem]) for stem in unknown if is_mask(_last_word(stem))]
            lost = [stem for stem in unknown if not is_mask(_last_word(stem))]
            left += [_lost(folder, lost)] if lost else []
            masks += [str(place.only) for label, place in places if is_mask(_last_word(label))]
            rows += [
                _Row(data_set, key, label, place) for label, place in places if not is_mask(_last_word(label))
            ]
    return Roles(references, _methods(rows), masks, left)


def _lost(folder: ImageFolder, stems: Sequence[str]) -> str:
    return f"{folder.path} ({count_of(len(stems), 'image')}: {join_names(stems, 3)}) fits no reference"


def _last_word(stem: str) -> str:
    return stem.replace("-", "_").rpartition("_")[2]


def _data_set_of(
    folder: ImageFolder, references: Mapping[str, Place], names: Mapping[str, ImageNames]
) -> str | None:
    """Return the data set of the images of a folder; None if none, or more than one, fits."""
    counts = {
        name: sum(names[name].find(stem) is not None for stem in folder.files)
        or _linked(folder, references[name])
        for name in references
    }
    fitting = [name for name, count in counts.items() if count]
    parts = {fold_name(part) for part in folder.parts}
    told = [
        name for name in fitting if fold_name(name) in parts or folder.path == references[name].folder.path
    ]
    best = told or [name for name in fitting if counts[name] == max(counts.values())]
    return best[0] if len(best) == 1 else None


def _linked(folder: ImageFolder, reference: Place) -> int:
    """Return how many files of a folder belong to references by a looser rule than equal names."""
    if len(folder.files) > 2 * len(reference.files):
        return 0
    return len(link_names(Names(list(reference.files)), Names(list(folder.files))).pairs)


def _places(folder: ImageFolder, names: ImageNames, named: bool) -> tuple[list[tuple[str, Place]], list[str]]:
    """Return the images of each method in a folder, and the names of the files that are left.

    ``named`` tells whether the path of the folder names a method; else a part of the names of files does.
    """
    by_affix: dict[Affix, dict[str, str]] = defaultdict(dict)
    unknown = []
    for stem, file in folder.files.items():
        found = names.find(stem)
        if found is None:
            unknown.append(stem)
        else:
            by_affix[found[1]][found[0]] = file
    if not by_affix:
        return [("", Place(folder, dict(folder.files), by_rule=True))], []
    whole = len(by_affix) == 1 and not unknown
    places = []
    for affix, files in by_affix.items():
        pattern = affix.pattern(common_suffix(files.values())) if affix or not whole else ""
        places.append(("" if whole and named else affix.label, Place(folder, files, pattern)))
    return places, unknown


def _key(folder: ImageFolder, data_set: str, reference: Place) -> tuple[str, ...]:
    """Return the names of folders that may name a method."""
    names = ImageNames([fold_name(data_set)])
    return tuple(
        part
        for part in folder.parts
        if part not in reference.folder.parts and names.find(fold_name(part)) is None
    )


def _methods(rows: Sequence[_Row]) -> dict[str, dict[str, Place]]:
    """Return the images of each method on each data set, with a name for each method."""
    shared = set.intersection(*(set(row.key) for row in rows)) if rows else set()
    for name_of in (_short_name, _long_name):
        names = [name_of(row, shared) for row in rows]
        if len({(row.data_set, name) for row, name in zip(rows, names, strict=True)}) == len(rows):
            break
    methods: dict[str, dict[str, Place]] = defaultdict(dict)
    for row, name in zip(rows, names, strict=True):
        own, number = name, 1
        while row.data_set in methods[own]:
            number += 1
            own = f"{name}-{number}"
        methods[own][row.data_set] = row.place
    return dict(sorted(methods.items(), key=lambda method: natural_key(method[0].casefold())))


def _short_name(row: _Row, shared: Collection[str]) -> str:
    parts = [part for part in row.key if not is_generic(part)]
    return _method_name([part for part in parts if part not in shared] or parts[-1:], row.label)


def _long_name(row: _Row, shared: Collection[str]) -> str:
    return _method_name([part for part in row.key if part not in shared], row.label)


def _method_name(parts: Sequence[str], label: str) -> str:
    known = {fold_name(part) for part in parts}
    named = [*parts, *([label] if label and fold_name(label) not in known else [])]
    name = as_name("-".join(named)) if named else "method"
    return f"{name}-method" if fold_name(name) in ("reference", "mask") else name

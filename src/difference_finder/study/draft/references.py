"""Which folders and files hold references, and of which data sets."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from difference_finder.errors import InputError
from difference_finder.study.draft.folders import ImageFolder, absolute
from difference_finder.study.draft.names import (
    Affix,
    ImageNames,
    as_name,
    common_suffix,
    is_generic,
    reference_in,
    without_word,
)
from difference_finder.study.draft.places import Place
from difference_finder.text import join_names, option

__all__ = ["find_references"]


def find_references(
    folders: Sequence[ImageFolder], wanted: str | None
) -> tuple[dict[str, Place], list[ImageFolder]]:
    """Return the references of each data set, and the folders that hold other images, without references."""
    word = wanted
    own = [folder for folder in folders if any(reference_in(part, wanted) for part in folder.parts)]
    if wanted is not None and Path(wanted).is_dir():
        within = absolute(wanted)
        own, word = (
            [folder for folder in folders if absolute(folder.path).is_relative_to(within)],
            within.name,
        )
    places = [(folder, _whole_folder(folder)) for folder in own]
    rest = [folder for folder in folders if folder not in own]
    names = [ImageNames(place.files) for _, place in places]
    for folder in list(rest):
        place = _reference_files(folder, word)
        if place is None or any(known.find(stem) for known in names for stem in folder.files):
            continue
        taken = set(place.files.values())
        left = {stem: file for stem, file in folder.files.items() if file not in taken}
        rest[rest.index(folder)] = ImageFolder(folder.path, folder.parts, left, folder.root)
        places.append((folder, place))
    if not places:
        raise _not_found(folders, wanted)
    named: dict[str, Place] = {}
    for (folder, place), name in zip(
        places, _data_set_names([folder for folder, _ in places], word), strict=True
    ):
        if name in named:
            both = sorted({named[name].folder.path.name, folder.path.name})
            raise InputError(
                f"both '{named[name].folder.path}' and '{folder.path}' look like references of '{name}'; pass"
                f" {option('reference', both[0])} or {option('reference', both[-1])}"
            )
        named[name] = place
    return named, [folder for folder in rest if folder.files]


def _whole_folder(folder: ImageFolder) -> Place:
    """Return the references of a folder, without a word such as "HR" if all its files have it."""
    place = _reference_files(folder, None)
    return place if place and len(place.files) == len(folder.files) else Place(folder, dict(folder.files))


def _not_found(folders: Sequence[ImageFolder], wanted: str | None) -> InputError:
    names = list(dict.fromkeys(folder.path.name or str(folder.path) for folder in folders))
    stems = [stem for folder in folders for stem in folder.files]
    seen = f"the folders of images are {join_names(names, 10)}, with files such as {join_names(stems, 4)}"
    if wanted is not None:
        return InputError(f"neither a folder nor a word in names of files is called '{wanted}'; {seen}")
    return InputError(
        "no folder or file is called like a reference (GT, HR, reference, target, ground_truth, ...);"
        f" {seen}; pass {option('reference')}, the name of the folder of the references, or a word in the"
        " names of their files"
    )


def _reference_files(folder: ImageFolder, wanted: str | None) -> Place | None:
    """Return the references among the files of a folder, such as "05_GT"; None if there are none."""
    found: dict[str, str] = {}
    affixes = set()
    for stem, file in folder.files.items():
        around = without_word(stem, wanted)
        if around is None or bool(around[0]) == bool(around[1]):
            continue
        name = around[0] or around[1]
        found[name] = file
        start = stem.find(name)
        affixes.add(Affix(stem[:start], stem[start + len(name) :]))
    if len(affixes) != 1:
        return None
    return Place(folder, found, affixes.pop().pattern(common_suffix(found.values())))


def _data_set_names(folders: Sequence[ImageFolder], wanted: str | None) -> list[str]:
    """Return a name for the data set of each folder of references: what tells the folders apart."""
    parts = [[part for part in folder.parts if not reference_in(part, wanted)] for folder in folders]
    shared = set.intersection(*map(set, parts)) if len(parts) > 1 else set()
    chosen = []
    for own in parts:
        telling = [part for part in own if part not in shared and not (is_generic(part) and len(own) > 1)]
        chosen.append(telling or ([] if len(folders) > 1 else own[-1:]))
    last = [telling[-1:] for telling in chosen]
    unique = len(set(map(tuple, last))) == len(last)
    return [
        as_name("-".join(telling) or folder.root or "data")
        for folder, telling in zip(folders, last if unique else chosen, strict=True)
    ]

"""What names of folders and files suggest: references, scales, and where the name of an image stands."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from difference_finder.storage.patterns import IMAGE
from difference_finder.text import fold_name

__all__ = [
    "Affix",
    "ImageNames",
    "as_name",
    "common_suffix",
    "is_generic",
    "is_mask",
    "reference_in",
    "scale_in",
    "without_word",
]

REFERENCES = frozenset(
    {
        "gt", "gts", "hr", "clean", "sharp", "ground_truth", "groundtruth", "original", "originals", "ref",
        "reference", "references", "refs", "target", "targets", "truth",
    }
)  # fmt: skip
"""Words that name references, as :func:`~difference_finder.text.fold_name` writes them."""

MASKS = frozenset({"mask", "masks"})

GENERIC = frozenset(
    {
        "benchmark", "data", "dataset", "datasets", "image", "images", "img", "imgs", "method", "methods",
        "out", "output", "outputs", "png", "pred", "prediction", "predictions", "restored", "result",
        "results", "test", "visual", "visualization",
    }
)  # fmt: skip
"""Words that name neither a method nor a data set."""

SCALE = re.compile(
    r"(?:^|[\W_]|(?<=\w))[xX]([2-9]|1[0-6])(?=$|[\W_])|(?:^|[\W_])([2-9]|1[0-6])[xX](?=$|[\W_])"
)
MODULO = re.compile(r"[\W_]?mod[0-9]+$")
MOST_FAILURES = 200
"""Number of names of files without the name of an image after which only known affixes are searched."""

EDGE = r"[\W_]"


def scale_in(text: str) -> int | None:
    """Return the factor of super-resolution that a name contains.

    Examples
    --------
    >>> scale_in("LRx4"), scale_in("baby_x2"), scale_in("X3"), scale_in("4x")
    (4, 2, 3, 4)
    >>> scale_in("box"), scale_in("x100"), scale_in("ours")
    (None, None, None)
    """
    found = SCALE.search(text)
    return None if found is None else int(found[1] or found[2])


def without_scale(text: str) -> str:
    """Return a name without its factor of super-resolution, and without punctuation at its ends."""
    return SCALE.sub("", text).strip("_-. ")


def reference_in(text: str, wanted: str | None = None) -> bool:
    """Tell whether the name of a folder is that of references.

    Parameters
    ----------
    text
        Name of the folder.
    wanted
        The name that is meant; None for all usual names.

    Examples
    --------
    >>> reference_in("GT_mod12"), reference_in("HRx4"), reference_in("Set5"), reference_in("Set5", "set5")
    (True, True, False, True)
    """
    if wanted is not None:
        return fold_name(text) == fold_name(wanted)
    return fold_name(MODULO.sub("", without_scale(text))) in REFERENCES


def is_generic(text: str) -> bool:
    """Tell whether the name of a folder names neither a method nor a data set.

    Examples
    --------
    >>> is_generic("results"), is_generic("x4"), is_generic("RCAN")
    (True, True, False)
    """
    return not without_scale(text) or fold_name(text) in GENERIC


def is_mask(text: str) -> bool:
    """Tell whether a name is that of masks."""
    return fold_name(text.strip("_-. ")) in MASKS


def without_word(stem: str, wanted: str | None = None) -> tuple[str, str] | None:
    """Return a name before and after the word of references in it; None if it has no such word.

    Examples
    --------
    >>> without_word("05_GT"), without_word("gt-05"), without_word("05_bm3d")
    (('05', ''), ('', '05'), None)
    >>> without_word("bird_ground_truth"), without_word("chip_clean_2", "clean")
    (('bird', ''), ('chip', '2'))
    """
    words = [wanted] if wanted else sorted(REFERENCES, key=len, reverse=True)
    for word in words:
        pattern = re.escape(fold_name(word))
        found = re.search(rf"(?:^|{EDGE}){pattern}(?:{EDGE}|$)", fold_name(stem))
        if found and len(fold_name(stem)) == len(stem):
            return stem[: found.start()], stem[found.end() :]
    return None


@dataclass(frozen=True, order=True)
class Affix:
    """What stands before and after the name of an image in the name of its file.

    Parameters
    ----------
    before, after
        The texts, without the suffix of the file.
    """

    before: str = ""
    after: str = ""

    def pattern(self, suffix: str = "") -> str:
        """Return the pattern of the files.

        Examples
        --------
        >>> Affix(after="_x4").pattern(".png")
        '{image}_x4.png'
        """
        return f"{self.before}{IMAGE}{self.after}{suffix}"

    @property
    def label(self) -> str:
        """The affix without punctuation at its ends, in words; "" for none, and for a scale alone."""
        parts = [part.strip("_-. ") for part in (self.before, self.after)]
        return "_".join(part for part in parts if without_scale(part))

    def __bool__(self) -> bool:
        return bool(self.before or self.after)


class ImageNames:
    """The names of images, which are searched in the names of files.

    Parameters
    ----------
    names
        The names.

    Examples
    --------
    >>> names = ImageNames(["bird", "bi"])
    >>> names.find("bird_x4"), names.find("birdx4"), names.find("blackbird")
    (('bird', Affix(before='', after='_x4')), ('bird', Affix(before='', after='x4')), None)
    """

    def __init__(self, names: Iterable[str]) -> None:
        self._known = {name for name in names if name}
        self._longest_first = sorted(self._known, key=lambda name: (-len(name), name))
        self._affixes = {Affix(): None}  # in the order in which they were found
        self._failures = 0

    def find(self, stem: str) -> tuple[str, Affix] | None:
        """Return the longest name in the name of a file, and what stands around it; None if there is none."""
        for affix in self._affixes:  # most files of a folder have the same
            name = stem[len(affix.before) : len(stem) - len(affix.after)]
            if name in self._known and stem == f"{affix.before}{name}{affix.after}":
                return self._longer(stem, name, affix)
        if self._failures > MOST_FAILURES:
            return None
        return self._longer(stem, "", Affix())

    def _longer(self, stem: str, known: str, affix: Affix) -> tuple[str, Affix] | None:
        """Return the longest name in a stem, which is at least as long as a known one."""
        if known == stem:
            return known, affix
        for name in self._longest_first:
            if len(name) <= len(known):
                break
            before, found, after = stem.partition(name)
            if found and _ends(before) and (_starts(after) or scale_in(after) is not None):
                self._affixes.setdefault(Affix(before, after))
                return name, Affix(before, after)
        self._failures += not known
        return (known, affix) if known else None


def _ends(before: str) -> bool:
    return not before or not before[-1].isalnum()


def _starts(after: str) -> bool:
    return not after or not after[0].isalnum()


def as_name(text: str) -> str:
    """Return a text as the name of a data set or a method, which is the name of a folder."""
    kept = "".join(
        "-" if letter in '/\\:*?"<>|{}=' or not letter.isprintable() else letter for letter in text
    )
    return kept.strip(" .") or "data"


def common_suffix(names: Iterable[str]) -> str:
    """Return the suffix of files if all have the same; else ""."""
    found = {name[name.rindex(".") :] if "." in name else "" for name in names}
    return found.pop() if len(found) == 1 else ""

"""What two images are unequal in, besides the values that are measured."""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from difference_finder.arrays.backend import divide_integers, namespace, to_numpy
from difference_finder.errors import InputError, UnequalWarning, UnknownNameError
from difference_finder.images.contents import KINDS, Content, Unequal, held
from difference_finder.images.image import Image
from difference_finder.images.pair import Pair
from difference_finder.text import count_of, option

__all__ = [
    "check_allow",
    "count_unequal_pixels",
    "describe_difference",
    "find_unequal",
    "other_samples",
    "unequal_pixels",
    "warn_of",
]

Array = Any

IN_PREPARED_PAIR = frozenset({"alpha"})
"""Kinds that are compared while the pair is prepared, pixel by pixel."""

_SINGULAR = {"bands": "band", "bits": "bit depth", "pages": "page"}
"""Names of parts without a name, of the kinds that are plural."""


def check_allow(allow: str | Iterable[str]) -> frozenset[str]:
    """Return the kinds of unequal contents that are allowed.

    Parameters
    ----------
    allow
        Names of kinds, or a text with the names separated by commas.

    Raises
    ------
    UnknownNameError
        If a kind does not exist.

    Examples
    --------
    >>> sorted(check_allow("pages,alpha"))
    ['alpha', 'pages']
    """
    given = [allow] if isinstance(allow, str) else list(allow)
    if not all(isinstance(names, str) for names in given):
        raise InputError(f"{option('allow')} must be names of kinds, not {allow!r}")
    names = [name.strip() for text in given for name in text.split(",") if name.strip()]
    for name in names:
        if name not in KINDS:
            raise UnknownNameError.among("kind of unequal contents", name, KINDS)
    return frozenset(names)


def find_unequal(images: Sequence[Image], pair: Pair, allow: frozenset[str]) -> tuple[Unequal, ...]:
    """Return what two images are unequal in, besides the values that are measured.

    Parameters
    ----------
    images
        The first and the second image as read; a reference is not looked at.
    pair
        The prepared pair, which has what was found while it was prepared.
    allow
        Kinds that the user allowed.
    """
    first, second = (held(image.contents) for image in images[:2])
    found = list(pair.unequal)
    bare = any(image.format == "array" for image in images[:2])
    told = {unequal.kind for unequal in found}
    for kind in dict.fromkeys((*first, *second)):
        if kind in IN_PREPARED_PAIR:
            continue
        one, other = first.get(kind), second.get(kind)
        if (bare or kind == "bits") and (one is None or other is None) and _is_known(one or other):
            continue  # arrays do not know it, and floats have no bits
        if kind == "unmeasured" and (one is None or other is None) and "alpha" in told:
            continue  # only one image has transparent pixels, and the alphas tell it
        found += [Unequal(kind, text) for text in _texts(kind, one, other)]
    return tuple(replace(unequal, allowed=unequal.kind in allow) for unequal in found)


def _is_known(content: Content | None) -> bool:
    return content is not None and content.compared


def _texts(kind: str, first: Content | None, second: Content | None) -> list[str]:
    """Return the differences of one kind of contents in words; an empty list if there are none."""
    if first is None or second is None:
        only = first or second
        assert only is not None
        return [f"{only.holds} in the {'first' if first else 'second'} image only"]
    mark = ";" if "," in first.holds + second.holds else ","
    both = f"{first.holds} in the first image{mark} {second.holds} in the second"
    if first.stored is None or second.stored is None or len(first.stored) != len(second.stored):
        alike = first.holds == second.holds and first.stored is second.stored is None
        return [] if alike else [both]
    left = "" if first.compared else " and was not compared"
    texts = []
    for number, (one, other) in enumerate(zip(first.stored, second.stored, strict=True)):
        end = describe_difference(one, other)
        if end is not None:
            name = first.parts[number] if number < len(first.parts) else _SINGULAR.get(kind, kind)
            texts.append(f"{name} differs{end}{left}")
    return [both] if texts and len(first.stored) == 1 and first.holds != second.holds else texts


def describe_difference(first: Any, second: Any) -> str | None:
    """Return how two images or stored values differ, as the end of a sentence; None if they are equal.

    Examples
    --------
    >>> describe_difference("A", "B")
    ': A and B'
    """
    if isinstance(first, Image) and isinstance(second, Image):
        if first.pixels.shape != second.pixels.shape:
            return " in size"
        gap = _unequal_positions(to_numpy(first.pixels), to_numpy(second.pixels))
        if first.alpha is not None and second.alpha is not None:
            gap = gap | _unequal_positions(to_numpy(first.alpha), to_numpy(second.alpha))
        elif first.alpha is not second.alpha:
            return " in transparency"
        count = int(gap.any(axis=1).sum())
        return f" in {count_of(count, 'pixel')}" if count else None
    if hasattr(first, "shape") and hasattr(second, "shape"):
        if first.shape != second.shape:
            return " in shape"
        count = int(_unequal_positions(to_numpy(first), to_numpy(second)).sum())
        return f" in {count_of(count, 'value')}" if count else None
    if first == second:
        return None
    return f": {first} and {second}" if _is_short(first, second) else ""


def _is_short(*values: Any) -> bool:
    return all(isinstance(value, str | int | float) and len(str(value)) <= 40 for value in values)


def _unequal_positions(first: Array, second: Array) -> Array:
    equal = first == second
    if first.dtype.kind in "fc" and second.dtype.kind in "fc":
        equal |= (first != first) & (second != second)  # noqa: PLR0124  not a number in both
    return ~equal


def count_unequal_pixels(pair: Pair) -> int:
    """Return the number of pixels that count and have different values in the two images."""
    unequal = unequal_pixels(pair)
    return int(namespace(unequal).count_nonzero(unequal))


def unequal_pixels(pair: Pair) -> Array:
    """Return which pixels count and have different values in the two images, (N, 1, H, W)."""
    first, second = pair.first, pair.second
    if pair.divisors is not None and pair.divisors[0] != pair.divisors[1]:
        first, second = divide_integers(first, pair.divisors[0]), divide_integers(second, pair.divisors[1])
    xp = namespace(first)
    unequal = xp.any(first != second, axis=1, keepdims=True)
    if pair.mask is not None:
        unequal = unequal & pair.mask
    return unequal


def other_samples(pair: Pair) -> list[Unequal]:
    """Return which samples behind the first are unequal."""
    samples = int(pair.second.shape[0])
    unequal = []
    for number in range(1, samples):
        parts: dict[str, Any] = {
            name: None if (values := getattr(pair, name)) is None else values[number : number + 1]
            for name in ("first", "second", "mask")
        }
        part = replace(pair, **parts)
        if count := count_unequal_pixels(part):
            text = f"sample {number + 1} of {samples} differs in {count_of(count, 'pixel')}"
            unequal.append(
                Unequal("pages", f"{text} and was not compared; {option('batch', 'all')} compares it")
            )
    return unequal


def warn_of(unequal: Iterable[Unequal], stacklevel: int, name: str = "") -> None:
    """Warn of what was not allowed, once for each kind."""
    kinds: dict[str, list[str]] = {}
    for one in unequal:
        if not one.allowed:
            kinds.setdefault(one.kind, []).append(one.text)
    for texts in kinds.values():
        more = f" (and {len(texts) - 1} more)" if len(texts) > 1 else ""
        of = f"pair '{name}': " if name else ""
        warnings.warn(f"{of}{texts[0]}{more}", UnequalWarning, stacklevel=stacklevel)

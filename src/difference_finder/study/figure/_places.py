"""Which places a figure shows, and why these."""

from __future__ import annotations

import itertools
import operator
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from difference_finder.errors import InputError, UnknownNameError
from difference_finder.study.images import Place
from difference_finder.text import option

if TYPE_CHECKING:
    from difference_finder.study.crops.finder import Crops

__all__ = ["HAND", "chosen_places", "hand_place", "random_places"]

TURNS = ("best", "rival_best", "median")
"""The lists from which rows are taken by turns."""

HAND = "hand"

FORM = "IMAGE:X,Y,SIZE"


def chosen_places(
    crops: Crops | None, count: Any, by_hand: Iterable[Any], names: Iterable[str]
) -> list[Place]:
    """Return the rows of a figure: crops of the lists by turns, then the places chosen by hand.

    Raises
    ------
    InputError
        If there are no crops, the number cannot be, or nothing is left to show.
    UnknownNameError
        If a place is of an image that the study has not.
    """
    count = _count(count)
    hand = [hand_place(given) for given in ([by_hand] if isinstance(by_hand, str) else by_hand)]
    known = list(names)
    for place in hand:
        if place.image not in known:
            raise UnknownNameError.among("image in this study", place.image, known)
    if count == 0:
        return hand
    if crops is None:
        raise InputError(
            "this study has no crops to choose from; rank at least two methods with crops, or choose places"
            f" by hand ({option('crops', 0)} and {option('places', [FORM])})"
        )
    lists = [[Place.of(kind, crop) for crop in getattr(crops, kind)] for kind in TURNS]
    turns = itertools.chain.from_iterable(itertools.zip_longest(*lists))
    return [*itertools.islice((place for place in turns if place is not None), count), *hand]


def random_places(crops: Crops | None) -> list[Place]:
    """Return the places that were drawn at random.

    Raises
    ------
    InputError
        If there are none.
    """
    if crops is None or not crops.random:
        raise InputError("this study has no random crops; run it again with crops")
    return [Place.of("random", crop) for crop in crops.random]


def hand_place(given: Any) -> Place:
    """Return a place that was given as "IMAGE:X,Y,SIZE" or as (image, x, y, size).

    Raises
    ------
    InputError
        If it is none.

    Examples
    --------
    >>> hand_place("set5/bird:40,20,64")
    Place(kind='hand', image='set5/bird', x=40, y=20, size=64, crop=None)
    """
    try:
        if isinstance(given, str):
            image, colon, numbers = given.rpartition(":")
            x, y, size = (int(word) for word in numbers.split(","))
            good = bool(colon)
        else:
            image, *rest = given
            x, y, size = map(operator.index, rest)
            good = isinstance(image, str)
    except (TypeError, ValueError):
        good = False
    if not good or min(x, y) < 0 or size < 1:
        raise InputError(f"a place is {FORM}, in whole pixels from the top left, not {given!r}")
    return Place(HAND, image, x, y, size)


def _count(count: Any) -> int:
    if isinstance(count, bool) or not isinstance(count, int) or count < 0:
        raise InputError(f"{option('crops')} must be a whole number of rows, 0 or at least 2, not {count!r}")
    if count == 1:
        raise InputError(
            "one crop alone would be where ours is best, which says nothing of the rest; pass"
            f" {option('crops', 2)} or more, or {option('crops', 0)} and {option('places')}, which the"
            " caption then says"
        )
    return count

"""The selection of the places that a figure shows."""

from __future__ import annotations

import operator
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from difference_finder.errors import InputError, UnknownNameError
from difference_finder.study.crops.windows import is_strong_overlap
from difference_finder.study.images import Place
from difference_finder.text import option

if TYPE_CHECKING:
    from difference_finder.study.crops.finder import Crops

__all__ = ["HAND", "chosen_places", "crops_to_show", "hand_place", "random_places"]

TURNS = ("best", "rival_best", "median")
"""Lists from which rows are taken in turn."""

TURNS_OF_KIND = ("median", "best", "rival_best")
"""The same for crops of one kind, the most typical first."""

HAND = "hand"

FORM = "IMAGE:X,Y,SIZE"


def chosen_places(
    crops: Crops | None, count: Any, by_hand: Iterable[Any], names: Iterable[str], cause: str = ""
) -> list[Place]:
    """Return the places of a figure: crops of the lists in turn, then places chosen by hand.

    ``cause`` is the reason why a study has no crops, if it is known.

    Raises
    ------
    InputError
        If the study has no crops, or the number is invalid.
    UnknownNameError
        If the study has no image of that name.
    """
    of_kind = crops is not None and bool(crops.kind)
    count = _count(count, 1 if of_kind else 2)
    hand = [hand_place(given) for given in ([by_hand] if isinstance(by_hand, str) else by_hand)]
    known = list(names)
    for place in hand:
        if place.image not in known:
            raise UnknownNameError.among("image in this study", place.image, known)
    if count == 0:
        _check_repeated(hand)
        return hand
    if crops is None:
        why = f": {cause}" if cause else "; rank at least two methods with crops"
        raise InputError(
            f"this study has no crops{why}, or choose places by hand ({option('crops', 0)} and"
            f" {option('places', [FORM])})"
        )
    order = TURNS_OF_KIND if of_kind else TURNS
    chosen = _in_turns([[Place.of(name, crop) for crop in getattr(crops, name)] for name in order], count)
    if len(chosen) == 1 and crops.median:  # the only window: not as ours at its best
        chosen = [Place.of("median", crops.median[0])]
    _check_repeated([*chosen, *hand])
    return [*chosen, *hand]


def _in_turns(lists: list[list[Place]], count: int) -> list[Place]:
    """Return places of the lists in turn, none of them twice.

    As long as a list has a place that does not overlap strongly with those chosen before, others are passed
    over.
    """
    chosen: list[Place] = []
    while any(lists):
        for own in lists:
            own[:] = [place for place in own if not any(_is_same(place, one) for one in chosen)]
            apart = (place for place in own if not any(_overlap(place, one) for one in chosen))
            place = next(apart, next(iter(own), None))
            if place is not None:
                chosen.append(place)
                own.remove(place)
            if len(chosen) == count:
                return chosen
    return chosen


def _is_same(one: Place, other: Place) -> bool:
    return (one.image, one.x, one.y, one.size) == (other.image, other.x, other.y, other.size)


def _overlap(one: Place, other: Place) -> bool:
    """Return whether two places overlap strongly."""
    if one.image != other.image:
        return False
    shared = 1
    for start, begin in ((one.x, other.x), (one.y, other.y)):
        shared *= max(0, min(start + one.size, begin + other.size) - max(start, begin))
    return bool(is_strong_overlap(shared, one.size**2, other.size**2))


def _check_repeated(places: list[Place]) -> None:
    """Raise an error if a place chosen by hand is shown already."""
    for number, place in enumerate(places):
        same = next((one for one in places[:number] if _is_same(place, one)), None)
        if same is not None:
            which = "is given twice" if same.kind == HAND else "is shown already, as a crop of the study"
            where = f"{place.image}:{place.x},{place.y},{place.size}"
            raise InputError(f"{option('places', [where])} {which}; leave it out")


def crops_to_show(crops: Crops | None, kind: str | None) -> Crops | None:
    """Return the crops of a study, or its crops of one kind.

    Raises
    ------
    UnknownNameError, InputError
        If there is no such kind, or no window of this kind.
    """
    if kind is None:
        return crops
    if crops is None:
        raise InputError(f"this study has no crops, and {option('crops_kind', kind)} selects among them")
    return crops.of_kind(kind)


def random_places(crops: Crops | None) -> list[Place]:
    """Return the places of the random crops.

    Raises
    ------
    InputError
        If the study has no random crops.
    """
    if crops is None or not crops.random:
        raise InputError("this study has no random crops; run it again with crops")
    return [Place.of("random", crop) for crop in crops.random]


def hand_place(given: Any) -> Place:
    """Return the place that "IMAGE:X,Y,SIZE" or (image, x, y, size) describes.

    Raises
    ------
    InputError
        If the description is invalid.

    Examples
    --------
    >>> hand_place("set5/bird:40,20,64")
    Place(kind='hand', image='set5/bird', x=40, y=20, size=64, crop=None)
    """
    try:
        if isinstance(given, str):
            image, colon, numbers = given.rpartition(":")
            x, y, size = (int(word) for word in numbers.split(","))
            valid = bool(colon)
        else:
            image, *rest = given
            x, y, size = map(operator.index, rest)
            valid = isinstance(image, str)
    except (TypeError, ValueError):
        valid = False
    if not valid or min(x, y) < 0 or size < 1:
        raise InputError(f"a place is written {FORM}, in whole pixels from the top left, not {given!r}")
    return Place(HAND, image, x, y, size)


def _count(count: Any, least: int) -> int:
    """Return a number of rows, 0 or at least ``least``."""
    if isinstance(count, bool) or not isinstance(count, int) or count < 0:
        raise InputError(
            f"{option('crops')} must be a whole number of rows, 0 or at least {least}, not {count!r}"
        )
    if 0 < count < least:
        raise InputError(
            "a single crop would show only where ours is best; pass"
            f" {option('crops', 2)} or more, or {option('crops', 0)} and {option('places')}, which the"
            " caption states"
        )
    return count

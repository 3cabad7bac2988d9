"""The windows of strong regions by kind, and the choice of the crops that show a kind."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from difference_finder.study.crops.crop import Crop, Gaps
from difference_finder.study.crops.records import Crops
from difference_finder.study.crops.windows import Windows, select_distinct, select_least
from difference_finder.study.kinds.regions import StrongRegion

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["KindChoice", "KindWindows", "Origin"]

MOST = 3
"""Maximum length of each list of crops of a kind, which keeps the record of a study small."""


class Origin(NamedTuple):
    """Where a window comes from: a strong region.

    Parameters
    ----------
    image
        Number of the image.
    rival
        Name of the rival.
    region
        Number of the region, among the strong regions between ours and this rival.
    """

    image: int
    rival: str
    region: int


@dataclass
class _Columns:
    """The windows of one kind so far."""

    names: list[str] = field(default_factory=list)
    boxes: list[tuple[int, int, int]] = field(default_factory=list)
    errors: list[tuple[float, float]] = field(default_factory=list)
    origins: list[Origin] = field(default_factory=list)
    keys: list[int] = field(default_factory=list)


class KindWindows:
    """Windows around the strong regions of all images, by the first kind of the region.

    Parameters
    ----------
    seed
        Seed of the random crops.
    """

    def __init__(self, seed: int) -> None:
        self._seed = seed
        self._kinds: dict[str, _Columns] = {}

    def add(self, image: str, number: int, rival: str, regions: Sequence[StrongRegion]) -> None:
        """Add the windows of an image; regions without a window are passed over."""
        for index, region in enumerate(regions):
            if region.window is None or region.errors is None:
                continue
            columns = self._kinds.setdefault(region.kinds[0].name, _Columns())
            columns.names.append(image)
            columns.boxes.append(region.window)
            columns.errors.append(region.errors)
            columns.origins.append(Origin(number, rival, index))
            columns.keys.append(self._key(image, rival, index))

    def _key(self, *parts: object) -> int:
        """Return a random number that depends on the seed and the region alone."""
        text = "\0".join(map(str, (self._seed, *parts))).encode("utf-8", "surrogatepass")
        return int.from_bytes(hashlib.blake2b(text, digest_size=8).digest(), "little")

    def choose(self, crops: Crops, image_errors: Callable[[str], Mapping[str, float]]) -> list[KindChoice]:
        """Return the choice of crops for each kind, most frequent first.

        Parameters
        ----------
        crops
            Crops of the study, whose settings and mean errors apply.
        image_errors
            Function that returns the mean error of each method in an image.
        """
        order = sorted(self._kinds.items(), key=lambda item: (-len(item[1].names), item[0]))
        return [KindChoice(kind, columns, crops, image_errors) for kind, columns in order]


class KindChoice:
    """The windows that show one kind, as ``CropFinder`` compares windows.

    Attributes
    ----------
    windows
        All windows of the kind, sorted by image, size and position.
    lists
        Windows of each list of crops.
    """

    def __init__(
        self,
        kind: str,
        columns: _Columns,
        crops: Crops,
        image_errors: Callable[[str], Mapping[str, float]],
    ) -> None:
        self.kind, self._crops, self._image_errors = kind, crops, image_errors
        self._origin_of = dict(zip(columns.keys, columns.origins, strict=True))
        self.windows = _table(columns)
        percentiles = _percentiles(self.windows.margin)
        self._percentile_of = dict(zip(self.windows.key.tolist(), percentiles.tolist(), strict=True))
        self.lists = self._select(percentiles)

    @property
    def origins(self) -> list[Origin]:
        """The regions that the chosen windows show."""
        return [self._origin_of[key] for windows in self.lists.values() for key in windows.key.tolist()]

    def _select(self, percentiles: NDArray[Any]) -> dict[str, Windows]:
        import numpy as np

        every, keep = self.windows, min(MOST, self._crops.settings.keep)
        gaps = np.array(
            [self._gap(self._crops.errors, self._origin_of[key].rival) for key in every.key.tolist()]
        )
        ahead = (np.maximum(gaps, 0) - every.margin) * every.size
        behind = (every.margin - np.minimum(gaps, 0)) * every.size
        return {
            "best": select_distinct(every, ahead, keep),
            "rival_best": select_distinct(every, behind, keep),
            "median": select_distinct(every, abs(percentiles - 50), keep),
            "random": every.take(np.argsort(every.key, kind="stable")[:keep]),
        }

    def _gap(self, errors: Mapping[str, float], rival: str) -> float:
        """Return the error of a rival minus the error of ours."""
        return errors[rival] - errors[self._crops.settings.ours]

    def result(self, region_of: Mapping[Origin, StrongRegion]) -> Crops:
        """Return the crops of the kind, with the kinds of their regions."""
        count, shares = len(self.windows), self._shares()
        lists: dict[str, Any] = {
            name: tuple(self._crop(windows, i, region_of) for i in range(len(windows)))
            for name, windows in self.lists.items()
        }
        return Crops(
            settings=self._crops.settings,
            images=len(set(self.windows.image.tolist())),
            images_without_windows=0,
            candidates=count,
            rival_share=shares[0],
            tied_share=shares[1],
            errors=self._crops.errors,
            kind=self.kind,
            **lists,
        )

    def _shares(self) -> tuple[float, float]:
        """Return the shares of the windows in which the rival is better, and in which both are equal."""
        margin = self.windows.margin
        return float((margin < 0).mean()), float((margin == 0).mean())

    def _crop(self, windows: Windows, i: int, region_of: Mapping[Origin, StrongRegion]) -> Crop:
        key, image = int(windows.key[i]), str(windows.image[i])
        origin = self._origin_of[key]
        here = dict(zip((self._crops.settings.ours, origin.rival), windows.errors[i].tolist(), strict=True))
        whole = {name: self._image_errors(image)[name] for name in here}
        levels = (here, whole, self._crops.errors)
        return Crop(
            image=image,
            x=int(windows.x[i]),
            y=int(windows.y[i]),
            size=int(windows.size[i]),
            rival=origin.rival,
            gaps=Gaps(*(self._gap(errors, origin.rival) for errors in levels)),
            percentile=self._percentile_of[key],
            percentile_error=0.0,
            candidates=len(self.windows),
            rival_share=self._shares()[0],
            errors=here,
            image_errors=whole,
            kinds=region_of[origin].kinds,
            text=region_of[origin].text,
            chosen_kind=self.kind,
        )


def _table(columns: _Columns) -> Windows:
    """Return the windows of a kind, sorted by image, size and position."""
    import numpy as np

    left, top, size = np.array(columns.boxes, np.int32).T
    keys = np.array(columns.keys, np.uint64)
    table = Windows(np.array(columns.names), size, left, top, np.array(columns.errors), keys)
    return select_least(table, np.zeros(len(table)), len(table))


def _percentiles(margin: NDArray[Any]) -> NDArray[Any]:
    """Return the percentile of each margin among all, ties counted half."""
    import numpy as np

    ranked = np.sort(margin)
    below, until = (np.searchsorted(ranked, margin, side) for side in ("left", "right"))
    percentiles: NDArray[Any] = 50.0 * (below + until) / len(margin)
    return percentiles

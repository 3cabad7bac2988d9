"""What flows through the program: images, pairs, maps, regions, comparisons."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy as np
    from numpy.typing import NDArray

__all__ = ["ROLES", "Comparison", "DifferenceMap", "FailedPair", "Image", "Pair", "Region"]

ROLES = ("first", "second", "reference")
"""What images are called where there are three; of two, the first is the reference of the candidate."""

Array = Any
"""A numpy array or a torch tensor."""


@dataclass(frozen=True, eq=False)
class Image:
    """Pixels as they were given, and what is known of them.

    Parameters
    ----------
    pixels
        Shape (N, C, H, W), in the type in which they were given or stored.
    data_range
        Greatest minus least possible value: 255 for 8 bits, 1 for floats in [0, 1]; None where unknown.
    name
        The file's path as the user wrote it, else a word such as "array".
    colour
        "rgb" or "grey" for pictures; None for bare arrays, whose channels have no known meaning.
    format
        The name of the reader, or "array".
    notes
        What reading had to decide: "first of 3 frames", "alpha composed on white", ...
    finite
        Whether all pixels are known to be finite numbers.
    """

    pixels: Array
    data_range: float | None
    name: str = "array"
    colour: str | None = None
    format: str = "array"
    notes: tuple[str, ...] = ()
    finite: bool = False

    @property
    def size(self) -> tuple[int, int]:
        """Width and height in pixels."""
        return int(self.pixels.shape[3]), int(self.pixels.shape[2])

    @property
    def channels(self) -> int:
        """The number of channels."""
        return int(self.pixels.shape[1])

    def to_dict(self) -> dict[str, Any]:
        """Return all but the pixels, ready for JSON."""
        width, height = self.size
        return {
            "name": self.name,
            "format": self.format,
            "width": width,
            "height": height,
            "channels": self.channels,
            "samples": int(self.pixels.shape[0]),
            "dtype": str(self.pixels.dtype).removeprefix("torch."),
            "data_range": self.data_range,
            "notes": list(self.notes),
        }


@dataclass(frozen=True, eq=False)
class Pair:
    """Two images of one shape and on one scale.

    Parameters
    ----------
    reference, candidate
        Shape (N, C, H, W): floating-point numbers; or, where there are divisors, integers as they are stored.
    data_range
        The range of the values; None where it is unknown.
    mask
        Shape (N, 1, H, W), True where pixels count: all images have a number, and the user left them in.
        None where all do.
    notes
        What was decided on the way.
    divisors
        What the integers of the reference and of the candidate are divided by to be on one scale; None for
        floating-point numbers.
    truth
        What both are measured against, where there is such a third image: of their shape and on their scale,
        in floating-point numbers, and so are they. None where the reference is what the candidate is
        measured against.
    frame
        Where the pair lies in the two images: (top, left, height, width) of these, of which it is a part.
        None for all of them.
    warnings
        Which of the notes the user is warned of.
    """

    reference: Array
    candidate: Array
    data_range: float | None
    mask: Array | None = None
    notes: tuple[str, ...] = ()
    divisors: tuple[float, float] | None = None
    truth: Array | None = None
    frame: tuple[int, int, int, int] | None = None
    warnings: tuple[str, ...] = ()

    @property
    def images(self) -> dict[str, Array]:
        """The two images, or three, by the names that they have here."""
        third = {} if self.truth is None else {"truth": self.truth}
        return {"reference": self.reference, "candidate": self.candidate, **third}

    def noted(self, note: str) -> Pair:
        """Return the pair with one more note."""
        return replace(self, notes=(*self.notes, note))

    def warned(self, note: str) -> Pair:
        """Return the pair with one more note that the user is warned of."""
        return replace(self.noted(note), warnings=(*self.warnings, note))

    def cropped(self, top: int, left: int, height: int, width: int) -> Pair:
        """Return a part of the pair, which knows where it lies."""
        rows, columns = slice(top, top + height), slice(left, left + width)
        h, w = (int(side) for side in self.candidate.shape[-2:])
        if (top, left, height, width) == (0, 0, h, w):
            return self
        above, before, whole_h, whole_w = self.frame or (0, 0, h, w)
        parts: dict[str, Any] = {
            name: None if (image := getattr(self, name)) is None else image[..., rows, columns]
            for name in ("reference", "candidate", "mask", "truth")
        }
        return replace(self, frame=(above + top, before + left, whole_h, whole_w), **parts)

    def as_floats(self) -> Pair:
        """Return the pair as floating-point numbers; itself if it has them."""
        return self if self.divisors is None else self._divided

    @cached_property
    def _divided(self) -> Pair:
        from difference_finder.arrays import divided

        first, second = self.divisors or (1.0, 1.0)
        return replace(
            self,
            reference=divided(self.reference, first),
            candidate=divided(self.candidate, second),
            divisors=None,
        )


@dataclass(frozen=True)
class Region:
    """A connected place where a map is high.

    Parameters
    ----------
    x, y, width, height
        The bounding box in pixels; the origin is the top left corner.
    area
        The number of pixels in the region.
    peak
        The value of greatest size of the map in the region, with its sign.
    mean
        The mean size of the values in the region.
    """

    x: int
    y: int
    width: int
    height: int
    area: int
    peak: float
    mean: float

    def to_dict(self) -> dict[str, Any]:
        """Return the fields, ready for JSON."""
        return dict(self.__dict__)


@dataclass(frozen=True, eq=False)
class DifferenceMap:
    """How much each pixel differs or matters.

    Parameters
    ----------
    values
        Shape (N, C, H, W); C is 1 unless the channels were kept.
    signed
        Whether values of both signs have a meaning.
    label
        What a value is: "absolute difference", "gradient of ssim", ...
    unit_range
        The value of the greatest possible difference where there is one (the data range), else None.
    mask
        Shape (N, 1, H, W), False where pixels do not count; values are 0 there.
    positive
        What a value above 0 says; "" where nothing more is to be said of it.
    regions
        The regions of the first sample, strongest first; None where they were not looked for.
    dropped
        How many further places were too small or too weak for a region.
    batch
        "first": as an array the map is its first sample; "all": it keeps the axis of the samples.
    level
        The value from which on a place is no chance, where the strategy knows one; other values have none.
    """

    values: Array
    signed: bool = False
    label: str = ""
    unit_range: float | None = None
    mask: Array | None = None
    positive: str = ""
    regions: tuple[Region, ...] | None = None
    dropped: int = 0
    batch: str = "first"
    level: float | None = None

    def with_values(self, values: Array, **changes: Any) -> DifferenceMap:
        """Return the map with other values; regions that were measured on the old ones stay."""
        return replace(self, **{"values": values, "level": None, **changes})

    @property
    def squeezed(self) -> Array:
        """The values as users see them: (H, W), with leading axes only for what was kept."""
        values = self.values if self.values.shape[1] > 1 else self.values[:, 0]
        return values if self.batch == "all" else values[0]

    @property
    def shape(self) -> tuple[int, ...]:
        """The shape as users see it."""
        return tuple(int(n) for n in self.squeezed.shape)

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> NDArray[np.float32]:
        """Return the map as float32 of shape (H, W)."""
        import numpy as np

        from difference_finder.arrays import to_numpy

        array = to_numpy(self.squeezed)
        target = np.dtype(dtype or np.float32)
        if copy is False and array.dtype != target:
            raise ValueError(f"a map of {array.dtype} cannot become {target} without a copy")
        return array.astype(target, copy=bool(copy))

    def to_record(self) -> dict[str, Any]:
        """Return what a reporter needs to draw this map alone."""
        from difference_finder.record import record_of_map

        return record_of_map(self)

    def _repr_png_(self) -> bytes:
        from difference_finder.record import picture

        return picture("heatmap", self.to_record())


@dataclass(frozen=True, eq=False)
class Comparison:
    """The result for one pair.

    Parameters
    ----------
    name
        The name of the pair.
    map
        The difference map.
    score
        The score of the pair, or one for each sample of a batch. Where both images are measured against a
        third one, the gap: the score of the first less that of the second.
    metric
        The name of what the score is, with its settings: "ssim", or "ssim gap".
    scores
        The score by its name, and those of other metrics that were asked for; None where one failed. Where
        there is a third image, three for each metric: "ssim of first", "ssim of second", "ssim gap".
    raw_scores
        The same scores before the first pre-processor that takes away a difference between the images, such
        as a shift; None where there is no such one.
    facts
        Facts about the score: ``higher_is_better``, ``identical``, ``bounds``, and ``gap``, which is True for
        that of two images against a third one; a gap is "better" where the first image is.
    protocol
        The measuring convention, as data, ``data_range`` included.
    reference, candidate
        The two images, as read.
    truth
        What both were measured against, as read; None where the candidate was measured against the reference.
    map_facts
        What the strategy reports of the map besides its values: "completeness_error", ...
    pair
        What was compared, before pre-processing: on one scale and of one size.
    options
        The parts and settings that were used.
    versions
        The versions of this package and of the libraries that computed.
    notes
        What was decided on the way and a reader should know.
    """

    name: str
    map: DifferenceMap
    score: float | list[float]
    metric: str
    facts: Mapping[str, Any]
    protocol: Mapping[str, Any]
    reference: Image
    candidate: Image
    pair: Pair
    scores: Mapping[str, float | list[float] | None] = field(default_factory=dict)
    raw_scores: Mapping[str, float | list[float] | None] | None = None
    options: Mapping[str, Any] = field(default_factory=dict)
    versions: Mapping[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    truth: Image | None = None
    map_facts: Mapping[str, Any] = field(default_factory=dict)
    ok: bool = True

    @property
    def regions(self) -> tuple[Region, ...]:
        """The places where the map stands out, strongest first.

        Those that the post-processor ``regions`` found, if it was used; else it is used with its defaults.
        """
        return self._searched_map.regions or ()

    @property
    def dropped(self) -> int:
        """How many further places were too small or too weak for a region."""
        return self._searched_map.dropped

    @cached_property
    def _searched_map(self) -> DifferenceMap:
        if self.map.regions is not None:
            return self.map
        from difference_finder.registry import postprocessors

        found: DifferenceMap = postprocessors.get("regions")(self.map)
        return found

    def to_dict(self, arrays: bool = False) -> dict[str, Any]:
        """Return the record of this comparison.

        Parameters
        ----------
        arrays
            Add the map and the images, which reporters draw; without them the record is ready for JSON.

        Returns
        -------
        dict
            Scores that are infinite are the string "Infinity"; scores that are not a number are None.
        """
        from difference_finder.record import record_of_comparison

        return record_of_comparison(self, arrays)

    def save(
        self, path: str | Path, reporters: tuple[str, ...] = ("map", "heatmap", "panel", "json")
    ) -> list[Path]:
        """Write the map, the pictures and the record beside each other.

        Parameters
        ----------
        path
            What the names of the files begin with: ``out/photo`` gives ``out/photo.map.npy`` and so on.
        reporters
            Which files: names of reporters, with settings if need be ("heatmap:gain=5").

        Returns
        -------
        list of Path
            The files written. Each appears whole or not at all; all are drawn before the first is written.

        Raises
        ------
        InputError
            If a picture cannot be drawn or a file not be written.
        """
        from difference_finder.record import record_for, render, write_rendered

        return write_rendered(path, render(record_for(self, reporters), reporters))

    def _repr_png_(self) -> bytes:
        from difference_finder.record import picture

        return picture("panel", self.to_dict(arrays=True))

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        from difference_finder.notebook import widget_view

        return widget_view(self)


@dataclass(frozen=True)
class FailedPair:
    """A pair that could not be compared: the error row of a folder.

    Parameters
    ----------
    name
        The name of the pair.
    reference, candidate
        The two paths.
    truth
        The path of what both were to be measured against; None if there was none.
    stage
        Where it failed: "read", "compare" or "write".
    error
        The name of the error's type.
    cause
        What the error says.
    """

    name: str
    reference: str
    candidate: str
    stage: str
    error: str
    cause: str
    truth: str | None = None
    ok: bool = False

    def to_dict(self) -> dict[str, Any]:
        """Return the fields, ready for JSON."""
        return {"schema": 1, **self.__dict__}

"""The classes of the other parts: processors, strategies, readers, reporters, transforms, kinds of change."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from typing import Any

from difference_finder.parts.part import Part, parameters_of

__all__ = ["ChangeKind", "ImageTransform", "PostProcessor", "PreProcessor", "Reader", "Reporter", "Strategy"]

Function = Callable[..., Any]


class PreProcessor(Part):
    """A change of the images before they are compared.

    Parameters
    ----------
    data_range
        Data range of the changed images, where the part sets it; None where it leaves the range unchanged.
    pair
        Whether the function takes and returns a :class:`~difference_finder.images.pair.Pair` instead of an
        image.
    corrects
        Whether the part removes a difference between the images, such as a shift. The scores before the
        correction are then recorded as well.
    """

    program_arguments = frozenset({"mask"})

    def __init__(
        self,
        name: str,
        function: Function,
        *,
        data_range: float | None = None,
        pair: bool = False,
        corrects: bool = False,
    ) -> None:
        super().__init__(name, function)
        self.data_range = data_range
        self.pair = pair
        self.corrects = corrects


class Strategy(Part):
    """A way to make a map of two images.

    Parameters
    ----------
    signed
        Whether the map has values of both signs.
    score
        Name of the score that the strategy computes itself; None where it returns the score of the metric.
    reduce
        Default reduction of the channels of the map: "mean", or "sum" where the values of all pixels and
        channels add up to a score.
    positive
        Meaning of a value above 0 in a signed map, such as "the first is better".
    title
        Title of the map, which " of " and the metric follow; by default the name, with spaces.
    level
        Value of the map above which a place is significant; None where the strategy does not know one.
    requires
        Capability that the metric must have besides its score: "gradient", "local" for the local map, or
        "features".

    Attributes
    ----------
    takes_reference
        Whether the function takes a reference that both images are measured against: it has the keyword-only
        argument ``reference``.
    needs_reference
        Whether the function needs a reference: that argument has no default.
    """

    program_arguments = frozenset({"mask", "divisors", "data_range", "reference", "reduce", "workers"})

    def __init__(
        self,
        name: str,
        function: Function,
        *,
        signed: bool,
        score: str | None = None,
        reduce: str = "mean",
        positive: str = "",
        title: str | None = None,
        level: float | None = None,
        requires: str | None = None,
    ) -> None:
        super().__init__(name, function)
        self.signed = signed
        self.score = score
        self.reduce = reduce
        self.positive = positive
        self.title = title or name.replace("_", " ")
        self.level = level
        self.requires = requires
        found = parameters_of(function).get("reference")  # an image may have that name, but only by position
        self.takes_reference = found is not None and found.kind is found.KEYWORD_ONLY
        self.needs_reference = self.takes_reference and found is not None and found.default is found.empty


class PostProcessor(Part):
    """A change of the map."""


class Reader(Part):
    """A reader of the files of one format.

    Parameters
    ----------
    suffixes
        Usual suffixes of the format, with the dot, in lower case.
    matches
        Function of the first 512 bytes of a file that tells whether the file has this format.
    unit
        What the file may hold several of: "pages", "frames" or "slices". The function returns an image, or
        the images of all of them in order. If a file may hold several datasets, the function has the argument
        ``dataset``: the name of one, or None.
    streamed
        Whether the function yields each page when it is decoded, so that memory does not grow with their
        number. Pages that are not selected are then recorded by their digests instead of their pixels.
    """

    program_arguments = frozenset({"alpha", "background", "max_pixels", "dataset"})

    def __init__(
        self,
        name: str,
        function: Function,
        *,
        suffixes: tuple[str, ...],
        matches: Callable[[bytes], bool],
        unit: str = "pages",
        streamed: bool = False,
    ) -> None:
        super().__init__(name, function)
        self.streamed = streamed
        self.suffixes = suffixes
        self.matches = matches
        self.unit = unit


class Reporter(Part):
    """A writer of the record of a comparison to a file.

    Parameters
    ----------
    suffix
        Suffix that follows the name of the pair, with the dot.
    pictures
        Whether the reporter draws the two images. Other reporters do not wait for the images.
    errors
        Whether the reporter draws the error maps of images of more than 8 bits. Other reporters do not wait
        for these maps.
    """

    def __init__(
        self, name: str, function: Function, *, suffix: str, pictures: bool = True, errors: bool = False
    ) -> None:
        super().__init__(name, function)
        self.suffix = suffix
        self.pictures = pictures
        self.errors = errors

    def render(self, record: Mapping[str, Any]) -> bytes:
        """Return the content of the file for a record."""
        buffer = io.BytesIO()
        self(self.lent(record), buffer)
        return buffer.getvalue()


class ImageTransform(Part):
    """A change that a whole image may have gone through, such as a gain or a blur.

    The function takes a :class:`~difference_finder.images.patches.PatchPair` and yields
    :class:`~difference_finder.images.transform.Estimate` objects: the parameters with which the change turns
    the first image into the second. It yields none where the change is out of the question.

    Parameters
    ----------
    unit
        Unit of the strength; "" for a pure number.
    example
        Parameters of a change that is visible in any photograph.
    free
        Least number of parameters that are fitted. Changes with few parameters are looked for first.
    least
        Least share of the energy of the difference that the change must explain.
    reach
        Width in pixels of the border of a patch where the surroundings of the patch matter.

    Attributes
    ----------
    apply_function
        Function of images (N, C, H, W) in data ranges and the parameters, which returns the changed images.
        None for noise, which cannot be predicted: the function then tests the noise itself.
    border_function
        Function of the parameters, the height and the width, which returns the width of the border that the
        change does not know: top, bottom, left, right. None if it knows all pixels.
    """

    def __init__(
        self,
        name: str,
        function: Function,
        *,
        unit: str = "",
        example: Mapping[str, Any],
        free: int,
        least: float = 0.9,
        reach: int = 0,
    ) -> None:
        super().__init__(name, function)
        self.unit = unit
        self.example = example
        self.free = free
        self.least = least
        self.reach = reach
        self.apply_function: Function | None = None
        self.border_function: Function | None = None

    def apply(self, function: Function) -> Function:
        """Register the function that changes images."""
        self.apply_function = function
        return function

    def border(self, function: Function) -> Function:
        """Register the function that returns the width of the border that the change does not know."""
        self.border_function = function
        return function


class ChangeKind(Part):
    """A measurement of one kind of change inside a region.

    Parameters
    ----------
    unit
        Unit of the strength: "levels" (the data range has 255), "px", "%", "ΔE"; "" without one.
    reverse
        Name of the kind if the images are exchanged: "sharpened" for "blurred", or the same name. The kind is
        then measured in both orders. None if one order shows it.
    drawings
        Whether the kind is measured in drawings (screenshots, plots) alone, or in photographs alone; None for
        both.
    weights
        Weight of each sign that the function finds, in nats. `python benchmarks/kinds.py --fit` computes the
        weights of the kinds of this package.
    bias
        Evidence without any sign, in nats.
    """

    def __init__(
        self,
        name: str,
        function: Function,
        *,
        unit: str,
        weights: tuple[float, ...],
        bias: float,
        reverse: str | None = None,
        drawings: bool | None = None,
    ) -> None:
        super().__init__(name, function)
        self.unit = unit
        self.weights = weights
        self.bias = bias
        self.reverse = reverse
        self.drawings = drawings

    def evidence(self, signs: tuple[float, ...]) -> float:
        """Return the evidence for the kind, in nats."""
        total = 0.0
        for weight, sign in zip(self.weights, signs, strict=True):
            total += weight * sign
        return self.bias + total

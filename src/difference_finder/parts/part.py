"""The classes of parts: functions with a name, facts about them and settings."""

from __future__ import annotations

import functools
import inspect
import io
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, overload

from difference_finder.errors import DifferenceFinderError, InputError, UnknownNameError
from difference_finder.parts.settings import with_keyword_settings

__all__ = ["LocalScale", "Metric", "Part", "PostProcessor", "PreProcessor", "Reader", "Reporter", "Strategy"]

Function = Callable[..., Any]


class Part:
    """A function with a name, facts about it, and settings.

    Parameters
    ----------
    name
        Name of the part in lists, specifications and records.
    function
        The function. Its keyword-only arguments are the settings of the part.

    Attributes
    ----------
    given
        Values that the user gave, by the name of the setting.
    aliases
        Other names that find the part.
    registry
        Registry of the part, through which a pickled part is found again; None for a bare callable.
    settings_class
        Dataclass of the settings that all functions of the part share; None without one.

    Notes
    -----
    The class attribute ``program_arguments`` lists the keyword-only arguments that the program passes itself,
    such as ``data_range`` and ``mask``. They are not settings.
    """

    program_arguments: frozenset[str] = frozenset()

    def __init__(self, name: str, function: Function) -> None:
        self.name = name
        self.function = function
        self.given: dict[str, Any] = {}
        self.settings_class: type | None = None
        self.registry: Any = None
        self.aliases: tuple[str, ...] = ()
        # The part shows the function's documentation and signature, and doctest finds its examples.
        functools.update_wrapper(self, function, updated=())

    def __call__(self, *args: Any, **keywords: Any) -> Any:
        """Call the function with the settings of the part; ``keywords`` come before them."""
        return self.function(*args, **{**self.given, **keywords})

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.spec}>"

    @property
    def spec(self) -> str:
        """The specification of the part: ``name`` or ``name:key=value,key=value``."""
        if not self.given:
            return self.name
        return self.name + ":" + ",".join(f"{key}={value}" for key, value in self.given.items())

    @property
    def summary(self) -> str:
        """The first line of the docstring."""
        return (inspect.getdoc(self.function) or "").partition("\n")[0]

    @property
    def settings(self) -> dict[str, Any]:
        """Value of each setting: the user's value, or the default."""
        return {
            p.name: self.given.get(p.name, p.default)
            for p in self._signature.values()
            if p.kind is p.KEYWORD_ONLY and p.name not in self.program_arguments
        }

    def accepts(self, name: str) -> bool:
        """Tell whether the function has an argument called ``name``; ``**keywords`` do not count."""
        return name in self._signature

    @functools.cached_property
    def _signature(self) -> Mapping[str, inspect.Parameter]:
        # Cached: inspecting the function takes long, and every image asks for it.
        return dict(_parameters(self.function))

    def configured(self, settings: Mapping[str, Any]) -> Part:
        """Return this part with some settings changed.

        Raises
        ------
        UnknownNameError
            If the part has no setting of that name.
        InputError
            If a value does not have the type of the setting.
        """
        if not settings:
            return self
        known = self.settings
        checked = {}
        for key, value in settings.items():
            if key not in known:
                raise UnknownNameError.among(f"setting of '{self.name}'", key, known)
            checked[key] = _check_value(f"setting '{key}' of '{self.name}'", value, self.function, key)
        changed = object.__new__(type(self))
        changed.__dict__.update(self.__dict__)
        changed.given = {**self.given, **checked}
        return changed

    def __reduce__(self) -> Any:
        """Pickle a registered part as its name and settings."""
        if self.registry is None:
            return super().__reduce__()
        return self.registry.rebuild, (self.name, self.given)


@dataclass(frozen=True)
class LocalScale:
    """The meaning of the values of a local map.

    Parameters
    ----------
    identical
        Value where two images are identical.
    higher_is_better
        Whether a higher value means greater similarity.
    step
        Distance of two neighbouring values in pixels of the image. The map is centred: pixels that it does
        not cover form a margin of equal width at both ends. None where the values are spread evenly over an
        image of any size.
    """

    identical: float | None
    higher_is_better: bool | None
    step: int | None = 1


class Metric(Part):
    """A score of two images.

    Parameters
    ----------
    higher_is_better
        Whether a higher score means greater similarity; None if unknown.
    bounds
        Lowest and highest possible score; None for a side without a bound.
    identical
        Score of two identical images, where the gradient is zero.
    symmetric
        Whether exchanging the two images leaves the score unchanged.
    no_gradient
        Reason why the score has no derivative; None if it has one.
    mirrored
        Whether mirroring both images leaves the score unchanged.
    precision
        Relative error of the scores; 1e-12 for computations in float64.
    unit
        Unit of the scores, such as "dB"; "" without one.

    Attributes
    ----------
    needs_data_range
        Whether the score depends on the data range.
    """

    program_arguments = frozenset({"data_range", "mask"})

    def __init__(
        self,
        name: str,
        function: Function,
        *,
        higher_is_better: bool | None,
        bounds: tuple[float | None, float | None] = (None, None),
        identical: float | None = None,
        symmetric: bool = False,
        no_gradient: str | None = None,
        mirrored: bool = True,
        precision: float = 1e-12,
        unit: str = "",
    ) -> None:
        super().__init__(name, function)
        self.higher_is_better = higher_is_better
        self.bounds = bounds
        self.identical = identical
        self.symmetric = symmetric
        self.no_gradient = no_gradient
        self.mirrored = mirrored
        self.precision = precision
        self.unit = unit
        range_of = _parameters(function).get("data_range")
        self.needs_data_range = range_of is not None and range_of.default is range_of.empty
        self.gradient_function: Function | None = None
        self.local_function: Function | None = None
        self.features_function: Function | None = None
        self.ready_function: Function | None = None
        self.local_scale = LocalScale(identical, higher_is_better)
        self.kernel_function: Function | None = None

    def gradient(self, function: Function) -> Function:
        """Register the analytic gradient.

        The function takes two images and returns the scores, (N,), and their derivative with respect to the
        candidate, (N, C, H, W).
        """
        self.gradient_function = with_keyword_settings(function, self.settings_class)
        return self.gradient_function

    @overload
    def local(self, function: Function) -> Function: ...
    @overload
    def local(self, function: None = None, **facts: Any) -> Callable[[Function], Function]: ...
    def local(self, function: Function | None = None, **facts: Any) -> Any:
        """Register the local map.

        The function takes two images and returns the scores, (N,), and the local values, (N, C, H', W').
        Facts of :class:`LocalScale` that differ from the facts of the score are given to the decorator:
        ``@psnr.local(identical=0.0, higher_is_better=False)``.
        """
        if function is None:
            return functools.partial(self.local, **facts)
        self.local_scale = replace(self.local_scale, **facts)
        self.local_function = with_keyword_settings(function, self.settings_class)
        return self.local_function

    def features(self, function: Function) -> Function:
        """Register the features behind a score.

        The function takes two tensors and returns the scores, (N,), the features of the reference and the
        features of the candidate: two lists with an array (N, K, h, w) for each layer. Autograd can
        differentiate the scores with respect to the features.
        """
        self.features_function = with_keyword_settings(function, self.settings_class)
        return self.features_function

    def ready(self, function: Function) -> Function:
        """Register a function of the settings that raises an error where the metric cannot be computed."""
        self.ready_function = with_keyword_settings(function, self.settings_class)
        return self.ready_function

    def check_ready(self) -> None:
        """Raise an error that every pair of images would raise.

        Raises
        ------
        MissingDependencyError
            If a package is missing.
        WeightsError
            If weights are missing or wrong.
        InputError
            If the value of a setting is not possible.
        """
        if self.ready_function is not None:
            self.ready_function(**self.settings)

    def kernel(self, function: Function) -> Function:
        """Register the compiled kernel of the score, the map and the gradient.

        The function takes a :class:`~difference_finder.arrays.jobs.Job` and the settings. It returns the
        scores, (number of candidates, N), with the map or the gradient, or None in place of these for a job
        that asks for the score alone. It returns a single None for a job that it cannot compute; the job is
        then repeated in float64, and after that the reference implementation computes.
        """
        self.kernel_function = with_keyword_settings(function, self.settings_class)
        return self.kernel_function


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
        found = _parameters(function).get("reference")  # an image may have that name, but only by position
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
        Function of the first 64 bytes of a file that tells whether the file has this format.
    """

    program_arguments = frozenset({"background", "max_pixels"})

    def __init__(
        self, name: str, function: Function, *, suffixes: tuple[str, ...], matches: Callable[[bytes], bool]
    ) -> None:
        super().__init__(name, function)
        self.suffixes = suffixes
        self.matches = matches


class Reporter(Part):
    """A writer of the record of a comparison to a file.

    Parameters
    ----------
    suffix
        Suffix that follows the name of the pair, with the dot.
    pictures
        Whether the reporter draws the two images. Other reporters do not wait for the images.
    """

    def __init__(self, name: str, function: Function, *, suffix: str, pictures: bool = True) -> None:
        super().__init__(name, function)
        self.suffix = suffix
        self.pictures = pictures

    def render(self, record: Mapping[str, Any]) -> bytes:
        """Return the content of the file for a record."""
        buffer = io.BytesIO()
        self(record, buffer)
        return buffer.getvalue()


def _parameters(function: Function) -> Mapping[str, inspect.Parameter]:
    # A torch module declares its arguments in ``forward``; its ``__call__`` takes any.
    return inspect.signature(getattr(function, "forward", function)).parameters


def _check_value(subject: str, value: Any, function: Function, key: str) -> Any:
    """Return the value of a setting in the type of its annotation, or of its default."""
    parameter = _parameters(function)[key]
    annotation = parameter.annotation
    text = annotation if isinstance(annotation, str) else inspect.formatannotation(annotation)
    kinds = {kind.strip() for kind in text.split("|")}
    if annotation is parameter.empty:
        kinds = {type(parameter.default).__name__}
    known = kinds & {"bool", "int", "float", "str"}
    if not known or (value is None and kinds & {"None", "NoneType"}):
        return value
    number = isinstance(value, int | float) and not isinstance(value, bool)
    if number and not math.isfinite(value):
        raise InputError(f"{subject} must be finite, not {value}")
    if number and "int" in known and value == int(value):
        return int(value)
    if number and "float" in known:
        return value
    for kind, class_ in (("bool", bool), ("str", str)):
        if kind in known and isinstance(value, class_):
            return value
    words = {"bool": "true or false", "int": "a whole number", "float": "a number", "str": "a word"}
    expected = " or ".join(words[kind] for kind in sorted(known))
    raise InputError(f"{subject} must be {expected}, not {value!r}")


def call_part(part: Part, *args: Any, **keywords: Any) -> Any:
    """Call a part and turn its errors into one that names the part.

    Raises
    ------
    InputError
        If the part raises an error other than :class:`~difference_finder.errors.DifferenceFinderError`.
    """
    try:
        return part(*args, **keywords)
    except (DifferenceFinderError, MemoryError):
        raise
    except Exception as error:
        cause = " ".join(str(error).split()) or "no message"
        raise InputError(f"'{part.name}' failed: {type(error).__name__}: {cause}") from error

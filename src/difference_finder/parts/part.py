"""What a part is: a function with a name, facts about it and settings that were given for it."""

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
    """A function with a name, facts about it, and settings that were given for it.

    Parameters
    ----------
    name
        The name by which users ask for the part.
    function
        What it does. Its keyword-only arguments are its settings.

    Attributes
    ----------
    given
        Values that were given for some of the settings.
    settings_class
        The dataclass that holds the settings of all functions of the part; None without one.

    Notes
    -----
    Keyword-only arguments that the program itself fills in (``data_range``, ``mask``, ``pixels``, ...) are
    listed in the class attribute ``program_arguments`` and are no settings.
    """

    program_arguments: frozenset[str] = frozenset()

    def __init__(self, name: str, function: Function) -> None:
        self.name = name
        self.function = function
        self.given: dict[str, Any] = {}
        self.settings_class: type | None = None
        self.registry: Any = None  # where the part was registered, which finds it again by its name
        self.aliases: tuple[str, ...] = ()  # other names that the registry knows
        # The part shows the function's documentation and signature, and doctest finds its examples.
        functools.update_wrapper(self, function, updated=())

    def __call__(self, *args: Any, **filled: Any) -> Any:
        """Call the function with the settings that were given."""
        return self.function(*args, **{**self.given, **filled})

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.spec}>"

    @property
    def spec(self) -> str:
        """The part as one would write it: ``name`` or ``name:key=value,key=value``."""
        if not self.given:
            return self.name
        return self.name + ":" + ",".join(f"{key}={value}" for key, value in self.given.items())

    @property
    def summary(self) -> str:
        """The first line of the docstring."""
        return (inspect.getdoc(self.function) or "").partition("\n")[0]

    @property
    def settings(self) -> dict[str, Any]:
        """Each setting with its value: the one given, else its default."""
        return {
            p.name: self.given.get(p.name, p.default)
            for p in self._signature.values()
            if p.kind is p.KEYWORD_ONLY and p.name not in self.program_arguments
        }

    def accepts(self, name: str) -> bool:
        """Tell whether the function has the argument ``name``; ``**anything`` does not count."""
        return name in self._signature

    @functools.cached_property
    def _signature(self) -> Mapping[str, inspect.Parameter]:
        # Asked for with every image, and slow.
        return dict(_parameters(self.function))

    def configured(self, settings: Mapping[str, Any]) -> Part:
        """Return this part with some settings changed.

        Raises
        ------
        UnknownNameError
            If the part has no setting of that name.
        InputError
            If a value is not of the setting's type.
        """
        if not settings:
            return self
        known = self.settings
        checked = {}
        for key, value in settings.items():
            if key not in known:
                raise UnknownNameError.among(f"setting of '{self.name}'", key, known)
            checked[key] = _as_annotated(f"setting '{key}' of '{self.name}'", value, self.function, key)
        twin = object.__new__(type(self))
        twin.__dict__.update(self.__dict__)
        twin.given = {**self.given, **checked}
        return twin

    def __reduce__(self) -> Any:
        """Rebuild a registered part from its name and settings, so that processes can be sent one."""
        if self.registry is None:
            return super().__reduce__()
        return self.registry.rebuild, (self.name, self.given)


@dataclass(frozen=True)
class LocalScale:
    """What the values of a metric's local map stand for.

    Parameters
    ----------
    identical
        The value where two images agree.
    higher_is_better
        Whether a higher value means more alike.
    step
        How many pixels one place is from the next; what is then left over is margin, equal at both ends. None
        where the places are spread evenly over an image of any size.
    """

    identical: float | None
    higher_is_better: bool | None
    step: int | None = 1


class Metric(Part):
    """A score of two images, with the facts that its use depends on.

    Parameters
    ----------
    higher_is_better
        Whether a higher score means more alike.
    bounds
        Lowest and highest possible score; ``None`` where there is no bound.
    identical
        The score of two identical images; their gradient is zero.
    symmetric
        Whether the order of the two images does not matter.
    no_gradient
        Why the score cannot be differentiated; None if it can.
    mirrored
        Whether the score stays as it is when both images are mirrored.
    precision
        The relative error of the scores: that of float64, unless what computes them is coarser.
    unit
        That of the scores, such as "dB"; "" if they have none.

    Attributes
    ----------
    needs_data_range
        Whether the score depends on the range of the values.
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
        """Register the analytic gradient: two images to the score and d score / d candidate."""
        self.gradient_function = with_keyword_settings(function, self.settings_class)
        return self.gradient_function

    @overload
    def local(self, function: Function) -> Function: ...
    @overload
    def local(self, function: None = None, **facts: Any) -> Callable[[Function], Function]: ...
    def local(self, function: Function | None = None, **facts: Any) -> Any:
        """Register the local map: two images to the scores (N,) and those of each place, (N, C, H', W').

        Where its values are not such as the score is, the facts of :class:`LocalScale` that differ are given:
        ``@psnr.local(identical=0.0, higher_is_better=False)``.
        """
        if function is None:
            return functools.partial(self.local, **facts)
        self.local_scale = replace(self.local_scale, **facts)
        self.local_function = with_keyword_settings(function, self.settings_class)
        return self.local_function

    def features(self, function: Function) -> Function:
        """Register the layers behind a score: two tensors to the scores (N,) and two lists of features.

        The lists are those of the reference and of the candidate, (N, K, h, w) for each layer; autograd can
        differentiate the scores with respect to them.
        """
        self.features_function = with_keyword_settings(function, self.settings_class)
        return self.features_function

    def ready(self, function: Function) -> Function:
        """Register what raises an error where the metric lacks something; it takes the settings."""
        self.ready_function = with_keyword_settings(function, self.settings_class)
        return self.ready_function

    def check_ready(self) -> None:
        """Raise what would go wrong with every image: a package, weights or a value of a setting.

        Raises
        ------
        MissingDependencyError, WeightsError, InputError
            If it is missing or wrong.
        """
        if self.ready_function is not None:
            self.ready_function(**self.settings)

    def kernel(self, function: Function) -> Function:
        """Register the compiled twin of the score, the map and the gradient.

        It takes a :class:`~difference_finder.arrays.jobs.Job` and the settings, and returns the scores,
        (number of candidates, N), and what else the job wants or None; or None for what it cannot compute. It
        is then asked for float64, and after that the plain text.
        """
        self.kernel_function = with_keyword_settings(function, self.settings_class)
        return self.kernel_function


class PreProcessor(Part):
    """A change of the images before they are compared.

    Parameters
    ----------
    data_range
        The range of the values afterwards, where the part fixes it; else the range stays as it was.
    pair
        Whether it takes and returns a :class:`~difference_finder.images.pair.Pair` instead of one image.
    corrects
        Whether it takes away a difference between the images, such as a shift: the scores before are then
        kept beside those after.
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
    """How a map is made of two images.

    Parameters
    ----------
    signed
        Whether the map has values of both signs.
    score
        The name of the score that the strategy gives itself; None where it gives that of the metric.
    reduce
        How the channels of its maps become one unless the user says how: "mean"; "sum" where the values of
        all pixels and channels add up to a score.
    positive
        What a value above 0 says, for maps of both signs: "the first is better".
    title
        What a map is called, before " of " and the metric; by default the name, with spaces.
    level
        The value of the map from which on a place is no chance, where the strategy knows one.
    requires
        What it asks of a metric besides its score: "gradient", "local" for the local map, "features".

    Attributes
    ----------
    takes_reference
        Whether it takes a reference that both images are measured against: it has the keyword-only argument
        ``reference``.
    needs_reference
        Whether it needs one: that argument has no default.
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
    """How files of one format are read.

    Parameters
    ----------
    suffixes
        The usual suffixes of the format, with the dot, in lower case.
    matches
        Tells from the first 64 bytes of a file whether it has this format.
    """

    program_arguments = frozenset({"background", "max_pixels"})

    def __init__(
        self, name: str, function: Function, *, suffixes: tuple[str, ...], matches: Callable[[bytes], bool]
    ) -> None:
        super().__init__(name, function)
        self.suffixes = suffixes
        self.matches = matches


class Reporter(Part):
    """How the record of a comparison becomes a file.

    Parameters
    ----------
    suffix
        What is appended to the name of the pair, with the dot.
    pictures
        Whether it draws the two images; what does not, need not wait for them.
    """

    def __init__(self, name: str, function: Function, *, suffix: str, pictures: bool = True) -> None:
        super().__init__(name, function)
        self.suffix = suffix
        self.pictures = pictures


def _parameters(function: Function) -> Mapping[str, inspect.Parameter]:
    # A torch module says what it takes in ``forward``; its ``__call__`` takes anything.
    return inspect.signature(getattr(function, "forward", function)).parameters


def _as_annotated(what: str, value: Any, function: Function, key: str) -> Any:
    """Return a setting's value in the type that the function announces, by annotation or default."""
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
        raise InputError(f"{what} must be finite, not {value}")
    if number and "int" in known and value == int(value):
        return int(value)
    if number and "float" in known:
        return value
    for kind, class_ in (("bool", bool), ("str", str)):
        if kind in known and isinstance(value, class_):
            return value
    words = {"bool": "true or false", "int": "a whole number", "float": "a number", "str": "a word"}
    expected = " or ".join(words[kind] for kind in sorted(known))
    raise InputError(f"{what} must be {expected}, not {value!r}")


def render_bytes(part: Reporter, record: dict[str, Any]) -> bytes:
    buffer = io.BytesIO()
    part(record, buffer)
    return buffer.getvalue()


def call_part(part: Part, *args: Any, **filled: Any) -> Any:
    """Call a part; what goes wrong in it becomes an error that names it.

    Raises
    ------
    InputError
        If the part raises anything that is not ours.
    """
    try:
        return part(*args, **filled)
    except (DifferenceFinderError, MemoryError):
        raise
    except Exception as error:
        cause = " ".join(str(error).split()) or "no message"
        raise InputError(f"'{part.name}' failed: {type(error).__name__}: {cause}") from error

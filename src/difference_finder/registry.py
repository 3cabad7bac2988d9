"""Parts and where they are found.

A part is one function with a name and facts about it. It is registered where it stands::

    @metric("l1", higher_is_better=False, bounds=(0, None), identical=0.0)
    def l1(reference, candidate, *, mask=None): ...

There is one :class:`Registry` for each kind of part. The modules of the kind's folder are imported on the
first look-up; other packages add parts through the entry points ``difference_finder.metrics``,
``difference_finder.strategies`` and so on, of which only the one asked for is loaded.
"""

from __future__ import annotations

import ast
import difflib
import functools
import importlib
import inspect
import pkgutil
from collections.abc import Callable, Iterable, Mapping
from importlib.metadata import entry_points
from typing import Any, Generic, TypeVar

from difference_finder.errors import DuplicateNameError, InputError, UnknownNameError

__all__ = [
    "Metric",
    "Part",
    "PostProcessor",
    "PreProcessor",
    "Reader",
    "Registry",
    "Reporter",
    "Strategy",
    "metric",
    "metrics",
    "parse_spec",
    "postprocessor",
    "postprocessors",
    "preprocessor",
    "preprocessors",
    "reader",
    "readers",
    "reporter",
    "reporters",
    "strategies",
    "strategy",
]

Function = Callable[..., Any]


class Part:
    """A function with a name, facts about it, and settings that were given for it.

    Parameters
    ----------
    name
        The name by which users ask for the part.
    function
        What it does. Its keyword-only arguments are its settings.
    settings
        Values given for some of them.

    Notes
    -----
    Keyword-only arguments that the program itself fills in (``data_range``, ``mask``, ``pixels``, ...) are
    listed in the class attribute ``filled_in`` and are no settings.
    """

    filled_in: frozenset[str] = frozenset()

    def __init__(self, name: str, function: Function, settings: Mapping[str, Any] | None = None) -> None:
        self.name = name
        self.function = function
        self.given = dict(settings or {})
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
        parameters = inspect.signature(self.function).parameters.values()
        return {
            p.name: self.given.get(p.name, p.default)
            for p in parameters
            if p.kind is p.KEYWORD_ONLY and p.name not in self.filled_in
        }

    def accepts(self, name: str) -> bool:
        """Tell whether the function has the argument ``name``."""
        parameters = inspect.signature(self.function).parameters
        return name in parameters or any(p.kind is p.VAR_KEYWORD for p in parameters.values())

    def configured(self, settings: Mapping[str, Any]) -> Part:
        """Return this part with some settings changed.

        Raises
        ------
        UnknownNameError
            If the part has no setting of that name.
        """
        if not settings:
            return self
        known = self.settings
        for key in settings:
            if key not in known:
                raise UnknownNameError(unknown(f"setting of '{self.name}'", key, known))
        twin = object.__new__(type(self))
        twin.__dict__.update(self.__dict__)
        twin.given = {**self.given, **settings}
        return twin


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
    needs_data_range
        Whether the score depends on the range of the values.
    """

    filled_in = frozenset({"data_range", "mask"})

    def __init__(
        self,
        name: str,
        function: Function,
        *,
        higher_is_better: bool | None,
        bounds: tuple[float | None, float | None] = (None, None),
        identical: float | None = None,
        symmetric: bool = False,
    ) -> None:
        super().__init__(name, function)
        self.higher_is_better = higher_is_better
        self.bounds = bounds
        self.identical = identical
        self.symmetric = symmetric
        self.needs_data_range = "data_range" in inspect.signature(function).parameters
        self.gradient_function: Function | None = None

    def gradient(self, function: Function) -> Function:
        """Register the analytic gradient: two images to the score and d score / d candidate."""
        self.gradient_function = function
        return function


class PreProcessor(Part):
    """A change of both images before they are compared.

    Parameters
    ----------
    data_range
        The range of the values afterwards, where the part fixes it; else the range stays as it was.
    """

    def __init__(self, name: str, function: Function, *, data_range: float | None = None) -> None:
        super().__init__(name, function)
        self.data_range = data_range


class Strategy(Part):
    """How a map is made of two images.

    Parameters
    ----------
    signed
        Whether the map has values of both signs.
    score
        The name of the score that the strategy gives itself; None where it gives that of the metric.
    """

    filled_in = frozenset({"mask"})

    def __init__(self, name: str, function: Function, *, signed: bool, score: str | None = None) -> None:
        super().__init__(name, function)
        self.signed = signed
        self.score = score


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

    filled_in = frozenset({"background", "max_pixels"})

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
    """

    def __init__(self, name: str, function: Function, *, suffix: str) -> None:
        super().__init__(name, function)
        self.suffix = suffix


P = TypeVar("P", bound=Part)


class Registry(Generic[P]):
    """All parts of one kind, found on first use."""

    def __init__(self, kind: str, part_class: type[P], room: str) -> None:
        self.kind = kind
        self.part_class = part_class
        self.room = room
        self._parts: dict[str, P] = {}
        self._searched = False

    def register(self, name: str, **facts: Any) -> Callable[[Function], P]:
        """Return a decorator that makes a part of a function.

        Raises
        ------
        DuplicateNameError
            If another function has that name.
        """

        def decorate(function: Function) -> P:
            earlier = self._parts.get(name)
            if earlier is not None and _origin(earlier.function) != _origin(function):
                raise DuplicateNameError(
                    f"{self.kind} '{name}' exists already in {earlier.function.__module__};"
                    f" give the one in {function.__module__} another name"
                )
            part = self.part_class(name, function, **facts)
            self._parts[name] = part
            return part

        return decorate

    def names(self) -> list[str]:
        """Return the names of all parts in alphabetical order, those of other packages included."""
        self._search()
        return sorted({*self._parts, *(point.name for point in self._entry_points())})

    def get(self, spec: str) -> P:
        """Return the part that ``name`` or ``name:key=value,...`` stands for.

        Raises
        ------
        UnknownNameError
            If there is no such part, or it has no such setting.
        """
        name, settings = parse_spec(spec)
        self._search()
        if name not in self._parts:
            self._load_entry_point(name)
        if name not in self._parts:
            raise UnknownNameError(unknown(self.kind, name, self.names()))
        part: Any = self._parts[name].configured(settings)
        return part  # type: ignore[no-any-return]

    def resolve(self, choice: Any) -> list[P]:
        """Return the chain of parts that a user's choice stands for.

        Parameters
        ----------
        choice
            A name, a name with settings, a part, any callable, or a list of these.
        """
        if isinstance(choice, str):
            return [self.get(choice)]
        if isinstance(choice, self.part_class):
            return [choice]
        if isinstance(choice, Part):
            raise InputError(f"'{choice.name}' is a {type(choice).__name__}, not a {self.kind}")
        if isinstance(choice, Iterable):
            return [part for item in choice for part in self.resolve(item)]
        if callable(choice):
            return [self._wrap(choice)]
        raise InputError(f"{self.kind} must be a name, a callable or a list of these, not {choice!r}")

    def _wrap(self, function: Function) -> P:
        name = getattr(function, "__name__", type(function).__name__)
        defaults: dict[type[Part], dict[str, Any]] = {
            Metric: {"higher_is_better": None},
            Strategy: {"signed": True},
        }
        return self.part_class(name, function, **defaults.get(self.part_class, {}))

    def _search(self) -> None:
        if self._searched:
            return
        package = importlib.import_module(f"difference_finder.{self.room}")
        for module in pkgutil.iter_modules(package.__path__):
            importlib.import_module(f"{package.__name__}.{module.name}")
        self._searched = True

    def _entry_points(self) -> Iterable[Any]:
        return entry_points(group=f"difference_finder.{self.room}")

    def _load_entry_point(self, name: str) -> None:
        for point in self._entry_points():
            if point.name == name:
                loaded = point.load()
                self._parts[name] = loaded if isinstance(loaded, self.part_class) else self._wrap(loaded)


def parse_spec(spec: str) -> tuple[str, dict[str, Any]]:
    """Split ``name:key=value,key=value`` into the name and its settings.

    Examples
    --------
    >>> parse_spec("highpass_filter:factor=0.2")
    ('highpass_filter', {'factor': 0.2})
    """
    name, colon, rest = spec.partition(":")
    settings: dict[str, Any] = {}
    for item in rest.split(",") if colon else ():
        key, equals, value = item.partition("=")
        if not equals or not key.strip():
            raise InputError(f"'{spec}': settings are written name:key=value,key=value; '{item}' is not")
        settings[key.strip()] = _literal(value.strip())
    return name.strip(), settings


def _literal(text: str) -> Any:
    words = {"true": True, "false": False, "none": None}
    if text.lower() in words:
        return words[text.lower()]
    try:
        return ast.literal_eval(text)
    except (ValueError, SyntaxError):
        return text


def unknown(kind: str, name: str, known: Iterable[str]) -> str:
    """Return the message for a name that does not exist, with the nearest ones."""
    known = sorted(known)
    near = difflib.get_close_matches(name, known, n=3, cutoff=0.5)
    hint = f"did you mean {' or '.join(repr(n) for n in near)}?" if near else f"there are: {', '.join(known)}"
    return f"no {kind} '{name}'; {hint}"


def _origin(function: Function) -> tuple[str, str]:
    return function.__module__, getattr(function, "__qualname__", "")


metrics = Registry("metric", Metric, "metrics")
strategies = Registry("strategy", Strategy, "strategies")
preprocessors = Registry("pre-processor", PreProcessor, "preprocessors")
postprocessors = Registry("post-processor", PostProcessor, "postprocessors")
readers = Registry("reader", Reader, "readers")
reporters = Registry("reporter", Reporter, "reporters")

metric = metrics.register
strategy = strategies.register
preprocessor = preprocessors.register
postprocessor = postprocessors.register
reader = readers.register
reporter = reporters.register

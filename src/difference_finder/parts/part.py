"""Parts: functions with a name, facts about them and settings."""

from __future__ import annotations

import copy
import functools
import inspect
import math
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from difference_finder.errors import DifferenceFinderError, InputError, UnknownNameError

__all__ = ["Part", "call_function", "call_part", "parameters_of"]

Function = Callable[..., Any]

Lent = TypeVar("Lent")


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
        if self.given:
            keywords = {**self.given, **keywords}
        return self.function(*args, **keywords)

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
    def foreign(self) -> bool:
        """Whether the function comes from outside this package: from another package, or from the user."""
        module = getattr(self.function, "__module__", None) or ""
        return module.partition(".")[0] != __name__.partition(".")[0]

    def lent(self, value: Lent) -> Lent:
        """Return an argument for the function of the part: a copy for a foreign function.

        Other parts get the same images. A function that changes its arguments in place, as many do, would
        change their results.
        """
        return copy.deepcopy(value) if self.foreign else value

    @functools.cached_property
    def _signature(self) -> Mapping[str, inspect.Parameter]:
        # Cached: inspecting the function takes long, and every image asks for it.
        return dict(parameters_of(self.function))

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


def parameters_of(function: Function) -> Mapping[str, inspect.Parameter]:
    """Return the parameters of a function, or of the ``forward`` of a torch module."""
    # A torch module declares its arguments in ``forward``; its ``__call__`` takes any.
    return inspect.signature(getattr(function, "forward", function)).parameters


def _check_value(subject: str, value: Any, function: Function, key: str) -> Any:
    """Return the value of a setting in the type of its annotation, or of its default."""
    parameter = parameters_of(function)[key]
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
    return call_function(part.name, part, *args, **keywords)


def call_function(name: str, function: Callable[..., Any], *args: Any, **keywords: Any) -> Any:
    """Call a function of a part, of which messages have the name, as :func:`call_part` calls the part."""
    try:
        return function(*args, **keywords)
    except (DifferenceFinderError, MemoryError):
        raise
    except Exception as error:
        cause = " ".join(str(error).split()) or "no message"
        raise InputError(f"'{name}' failed: {type(error).__name__}: {cause}") from error

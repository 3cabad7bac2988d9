"""Registries of parts.

A part is one function with a name and facts about it, which a decorator registers::

    @metric("mae", aliases=("l1",), higher_is_better=False, bounds=(0, None), identical=0.0)
    def mae(reference, candidate, *, mask=None): ...

There is one :class:`Registry` for each kind of part, which finds its parts on the first look-up: a look-up
by name imports the module of that name, and everything else imports all modules of the kind's folder. Other
packages add parts through the entry points ``difference_finder.metrics``, ``difference_finder.strategies``
and so on; only a part that is asked for by name is loaded. All kinds of change and all transforms are loaded
when the first pair is described. Metrics of other packages also have names with a prefix, such as
``torchmetrics:NAME``; see :mod:`difference_finder.adapters`.
"""

from __future__ import annotations

import functools
import importlib
import pkgutil
from collections.abc import Callable, Iterable, Mapping
from threading import RLock
from typing import Any, Generic, TypeVar

from difference_finder.errors import DuplicateNameError, InputError, UnknownNameError
from difference_finder.parts.entry_points import entry_points, warn_left_out
from difference_finder.parts.kinds import (
    ChangeKind,
    ImageTransform,
    PostProcessor,
    PreProcessor,
    Reader,
    Reporter,
    Strategy,
)
from difference_finder.parts.metric import Metric
from difference_finder.parts.part import Part
from difference_finder.parts.settings import with_keyword_settings
from difference_finder.parts.spec import parse_spec, split_protocol
from difference_finder.text import fold_name, option

__all__ = [
    "Registry",
    "kind",
    "kinds",
    "metric",
    "metrics",
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
    "transform",
    "transforms",
]

Function = Callable[..., Any]

P = TypeVar("P", bound=Part)

BARE: Mapping[type[Part], Mapping[str, Any]] = {
    Metric: {"higher_is_better": None},
    Strategy: {"signed": True},
    PreProcessor: {},
    PostProcessor: {},
}
"""The facts about a callable without a decorator, by the class of the part that it is used as."""


class Registry(Generic[P]):
    """All parts of one kind, found on first use.

    Parameters
    ----------
    kind
        Name of the parts in messages, such as "metric".
    part_class
        The class of the parts.
    folder
        Name of the folder of this package with the parts. It is also the name of the variable of the registry
        in this module, and the last part of the entry points' group.
    adapters
        Module with the prefixes of names and a function that makes parts of prefixed names; None without
        such names.

    Notes
    -----
    Names ignore case, and ``-`` equals ``_``. An exact match has priority.
    """

    def __init__(self, kind: str, part_class: type[P], folder: str, adapters: str | None = None) -> None:
        self.kind = kind
        self.part_class = part_class
        self.folder = folder
        self._adapters = adapters
        self._parts: dict[str, P] = {}
        self._aliases: dict[str, str] = {}
        self._searched = False
        self._complete = False
        self._lock = RLock()

    def register(
        self, name: str, *, aliases: tuple[str, ...] = (), settings: type | None = None, **facts: Any
    ) -> Callable[[Function], P]:
        """Return a decorator that makes a part of a function.

        Parameters
        ----------
        name
            The name that lists and records show.
        aliases
            Other names that find the part.
        settings
            A frozen dataclass of settings that several functions of the part share: each of them takes an
            instance as its keyword argument ``settings``, and users set the fields. None where the settings
            are the keyword arguments of the function.
        **facts
            Facts about the part, as its class takes them.

        Raises
        ------
        DuplicateNameError
            If another function has one of the names.
        """

        def decorate(function: Function) -> P:
            for each in (name, *aliases):
                self._check_free(each, function)
            part = self.part_class(name, with_keyword_settings(function, settings), **facts)
            part.registry = self
            part.settings_class = settings
            part.aliases = aliases
            self._parts[name] = part
            self._aliases.update(dict.fromkeys(aliases, name))
            return part

        return decorate

    def _check_free(self, name: str, function: Function) -> None:
        earlier = self._parts.get(self._aliases.get(name, name))
        if earlier is not None and _origin(earlier.function) != _origin(function):
            raise DuplicateNameError(
                f"{self.kind} '{name}' exists already in {earlier.function.__module__};"
                f" give the one in {function.__module__} another name"
            )

    def names(self) -> list[str]:
        """Return the names of all parts, also of other packages, in alphabetical order."""
        self._search()
        return sorted({*self._parts, *(point.name for point in self._entry_points())})

    def loaded(self) -> list[P]:
        """Return the parts that are imported, in alphabetical order: all of this package, some of others."""
        self._search()
        return [self._parts[name] for name in sorted(self._parts)]

    def all(self) -> list[P]:
        """Return all parts, also of other packages, in alphabetical order.

        Warns
        -----
        UserWarning
            At the first call, for each part of another package that cannot be loaded. It is left out.
        """
        with self._lock:
            found = self.loaded()
            if self._complete:
                return found
            self._complete = True  # also for a package that asks for all parts while it is imported
            for point in self._entry_points():
                try:
                    self._load(point)
                except Exception as error:  # noqa: BLE001  a module of others may raise anything
                    warn_left_out(self.kind, point, error)
            return self.loaded()

    def loaded_with(self, name: str) -> list[P]:
        """Import the module of a name, if the folder has one; return the parts that are imported so far."""
        self._import_module(name)
        return [self._parts[name] for name in sorted(self._parts)]

    def get(self, spec: str) -> P:
        """Return the part with a specification, ``name`` or ``name:key=value,...``.

        Raises
        ------
        UnknownNameError
            If no part has that name, or the part has no such setting.
        MissingDependencyError
            If the name has the prefix of a package that is not installed.
        InputError
            If a metric carries a protocol, as a column of a study does.
        """
        self._check_no_protocol(spec)
        name, settings = parse_spec(spec, self.prefixes())
        part: Any = self._adapted(*name.split(":", 1)) if ":" in name else self._named(name)
        return part.configured(settings)  # type: ignore[no-any-return]

    def _check_no_protocol(self, spec: str) -> None:
        metric, protocol = split_protocol(spec) if self.part_class is Metric else (spec, None)
        if protocol is not None:
            raise InputError(
                f"only the metrics of a study carry a protocol, as '{spec}' does; pass"
                f" {option('protocol', protocol)} and the metric '{metric}'"
            )

    def rebuild(self, name: str, given: Mapping[str, Any]) -> P:
        """Return the part of a name with settings; pickle calls it."""
        return self.get(name).configured(given)  # type: ignore[return-value]

    def __reduce__(self) -> str:
        """Pickle a registry as the name of the variable that holds it in this module."""
        return self.folder

    def prefixes(self) -> dict[str, str]:
        """Return the prefixes of names, ``prefix:NAME``, with a line of description for each."""
        if self._adapters is None:
            return {}
        found: dict[str, str] = importlib.import_module(self._adapters).ADAPTERS
        return found

    def _named(self, name: str) -> P:
        self._import_module(name)
        if name in self._parts:
            return self._parts[name]
        self._search()
        self._load_entry_point(name)
        known = {*self._parts, *self._aliases}
        if name not in known:
            known.update(self.names())
            alike = [other for other in known if fold_name(other) == fold_name(name)]
            if len({self._aliases.get(other, other) for other in alike}) != 1:
                raise UnknownNameError.among(self.kind, name, self.names(), self._aliases)
            [name, *_] = alike
            self._load_entry_point(name)
        return self._parts[self._aliases.get(name, name)]

    def _adapted(self, prefix: str, name: str) -> P:
        part: P = importlib.import_module(str(self._adapters)).adapted(prefix, name)
        part.registry = self
        return part

    def resolve(self, choice: Any) -> list[P]:
        """Return the chain of parts that a user chose.

        Parameters
        ----------
        choice
            A name, a name with settings, a part, any callable, or a list of these.

        Raises
        ------
        UnknownNameError
            If no part has a name, or a part has no such setting.
        InputError
            If the choice is of another kind.
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
        if self.part_class not in BARE:
            decorator = f"@{self.folder.removesuffix('s')}"
            raise InputError(
                f"'{name}' is not a {self.kind}: decorate it with {decorator}, which states its facts"
            )
        return self.part_class(name, function, **BARE[self.part_class])

    def _search(self) -> None:
        if self._searched:
            return
        for name in self._modules:
            importlib.import_module(f"difference_finder.{self.folder}.{name}")
        self._searched = True

    def _import_module(self, name: str) -> None:
        """Import the module of a name, if the folder has one."""
        module = name.replace("-", "_")
        if not self._searched and module in self._modules:
            importlib.import_module(f"difference_finder.{self.folder}.{module}")

    @functools.cached_property
    def _modules(self) -> tuple[str, ...]:
        package = importlib.import_module(f"difference_finder.{self.folder}")
        return tuple(module.name for module in pkgutil.iter_modules(package.__path__))

    def _entry_points(self) -> Iterable[Any]:
        return entry_points(group=f"difference_finder.{self.folder}")

    def _load_entry_point(self, name: str) -> None:
        if name in self._parts or name in self._aliases:
            return
        for point in self._entry_points():
            if point.name == name:
                self._load(point)

    def _load(self, point: Any) -> None:
        """Load the part of an entry point."""
        loaded = point.load()
        part = loaded if isinstance(loaded, self.part_class) else self._wrap(loaded)
        if self._parts.get(part.name) is part:  # its decorator registered it when its module was imported
            if point.name not in self._parts:
                self._aliases[point.name] = part.name
        elif point.name in self._parts:
            self._check_free(point.name, part.function)
        else:
            self._parts[point.name] = part


def _origin(function: Function) -> tuple[str, str]:
    return function.__module__, getattr(function, "__qualname__", "")


metrics = Registry("metric", Metric, "metrics", adapters="difference_finder.adapters")
strategies = Registry("strategy", Strategy, "strategies")
preprocessors = Registry("pre-processor", PreProcessor, "preprocessors")
postprocessors = Registry("post-processor", PostProcessor, "postprocessors")
readers = Registry("reader", Reader, "readers")
reporters = Registry("reporter", Reporter, "reporters")
transforms = Registry("transform", ImageTransform, "transforms")
kinds = Registry("kind of change", ChangeKind, "kinds")

metric = metrics.register
strategy = strategies.register
preprocessor = preprocessors.register
postprocessor = postprocessors.register
reader = readers.register
reporter = reporters.register
transform = transforms.register
kind = kinds.register


def render_picture(reporter: str, record: dict[str, Any]) -> bytes:
    """Return the picture of a record that a reporter draws."""
    return reporters.get(reporter).render(record)

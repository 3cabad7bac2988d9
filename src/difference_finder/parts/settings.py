"""Settings that several functions of one part share, as one frozen dataclass."""

from __future__ import annotations

import dataclasses
import functools
import inspect
from collections.abc import Callable
from typing import Any

__all__ = ["with_keyword_settings"]

Function = Callable[..., Any]


def with_keyword_settings(function: Function, settings_class: type | None) -> Function:
    """Return a function that takes the fields of a dataclass as keyword arguments.

    Parameters
    ----------
    function
        Function with a keyword argument ``settings``, an instance of the dataclass.
    settings_class
        The dataclass, with a default for each field; None returns the function itself.

    Returns
    -------
    callable
        Function with the keyword arguments of ``function`` other than ``settings``, followed by the fields;
        its signature shows them with their types and defaults.

    Examples
    --------
    >>> @dataclasses.dataclass(frozen=True)
    ... class Blur:
    ...     sigma: float = 1.5
    >>> blur = with_keyword_settings(lambda image, *, settings: image * settings.sigma, Blur)
    >>> blur(10), blur(10, sigma=2)
    (15.0, 20)
    >>> inspect.signature(blur)
    <Signature (image, *, sigma: 'float' = 1.5)>
    """
    if settings_class is None:
        return function
    fields = {field.name: field for field in dataclasses.fields(settings_class)}
    names = tuple(fields)

    @functools.wraps(function)
    def with_keywords(*args: Any, **keywords: Any) -> Any:
        given = {name: keywords.pop(name) for name in names if name in keywords}
        return function(*args, settings=settings_class(**given), **keywords)

    signature = inspect.signature(function)
    others = [parameter for name, parameter in signature.parameters.items() if name != "settings"]
    kind = inspect.Parameter.KEYWORD_ONLY
    shared = [
        inspect.Parameter(name, kind, default=field.default, annotation=field.type)
        for name, field in fields.items()
    ]
    with_keywords.__signature__ = signature.replace(parameters=[*others, *shared])  # type: ignore[attr-defined]
    return with_keywords

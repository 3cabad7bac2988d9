"""Attributes that are computed on first use."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Generic, TypeVar, overload

__all__ = ["cached"]

Value = TypeVar("Value")


class cached(Generic[Value]):
    """An attribute whose value a method computes on first use.

    In Python 3.11 ``functools.cached_property`` takes a lock for each value, which takes as long as most of
    the values here.
    """

    def __init__(self, function: Callable[[Any], Value]) -> None:
        self.function = function
        self.name = function.__name__
        self.__doc__ = function.__doc__

    @overload
    def __get__(self, instance: None, owner: type) -> cached[Value]: ...

    @overload
    def __get__(self, instance: object, owner: type) -> Value: ...

    def __get__(self, instance: Any, owner: type) -> Any:
        """Compute the value, and keep it as an attribute of the instance, which is found first."""
        if instance is None:
            return self
        value = instance.__dict__[self.name] = self.function(instance)
        return value

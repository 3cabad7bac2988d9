"""The module ``processor`` of 0.0.4: registries of pre- and post-processors."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from difference_finder.compatibility import warn_of_module
from difference_finder.parts.registry import (
    postprocessor,
    postprocessors,
    preprocessor,
    preprocessors,
)

__all__ = ["get_postprocessor", "get_preprocessor", "register_postprocessor", "register_preprocessor"]

warn_of_module(
    "processor",
    "Finder(pre_processor=..., post_processor=...), and the decorators preprocessor and postprocessor",
)

Function = Callable[..., Any]


def register_preprocessor(name: str) -> Callable[[Function], Function]:
    """Return a decorator that makes a function of an image (N, C, H, W) a pre-processor of ``Finder``."""

    def register(function: Function) -> Function:
        preprocessor(name)(function)
        return function

    return register


def get_preprocessor(name: str) -> Function:
    """Return a pre-processor, a function of an image (N, C, H, W)."""
    return preprocessors.get(name)


def register_postprocessor(name: str) -> Callable[[Function], Function]:
    """Return a decorator that makes a function of a map (N, C, H, W) a post-processor of ``Finder``."""

    def register(function: Function) -> Function:
        postprocessor(name)(function)
        return function

    return register


def get_postprocessor(name: str) -> Function:
    """Return a post-processor."""
    return postprocessors.get(name)

"""Pictures and scores of comparisons by the names under which they are logged."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from difference_finder.errors import InputError
from difference_finder.parts.registry import reporters
from difference_finder.pipeline.comparison import Comparison, record_for
from difference_finder.pipeline.rendering import render
from difference_finder.text import option

if TYPE_CHECKING:
    from PIL.Image import Image

__all__ = ["PICTURES", "Contents", "check_step", "contents_of"]

PICTURES = ("panel", "heatmap")
"""The pictures that are logged by default."""


@dataclass(frozen=True)
class Contents:
    """What is logged of comparisons at one step.

    Parameters
    ----------
    pictures
        Pictures by name, such as "cat/panel", in RGB.
    scores
        Scores by name, such as "cat/psnr".
    """

    pictures: Mapping[str, Image]
    scores: Mapping[str, float]


def contents_of(comparison: Any, name: Any, pictures: Any) -> Contents:
    """Return what is logged of a comparison or of several.

    Parameters
    ----------
    comparison
        Comparison, or iterable of comparisons.
    name
        What the names begin with; None for the names of the comparisons.
    pictures
        Reporters of pictures, with settings if need be.

    Raises
    ------
    InputError
        If an argument is not possible, or a picture cannot be drawn.
    UnknownNameError
        If there is no such reporter.
    """
    if name is not None and (not isinstance(name, str) or not name):
        raise InputError(f"name must be a text that is not empty, not {name!r}")
    named = list(_named(comparison, name))
    repeated = [prefix for prefix, count in Counter(prefix for prefix, _ in named).items() if count > 1]
    if repeated:
        raise InputError(
            f"several of the {len(named)} comparisons are called '{repeated[0]}'; log them one by one, each"
            " with a 'name' of its own"
        )
    parts = _reporters(pictures)
    drawn: dict[str, Image] = {}
    scores: dict[str, float] = {}
    for prefix, each in named:
        rendered = render(record_for(each, parts), parts) if parts else []
        for part, (_, content) in zip(parts, rendered, strict=True):
            drawn[f"{prefix}/{part.name}"] = _opened(content)
        scores |= {f"{prefix}/{key}": value for key, value in _scores(each)}
    return Contents(drawn, scores)


def _named(comparison: Any, name: str | None) -> Iterator[tuple[str, Comparison]]:
    """Yield comparisons with the beginning of their names."""
    if isinstance(comparison, Comparison):
        yield name or comparison.name, comparison
        return
    several = list(comparison) if isinstance(comparison, Iterable) and not isinstance(comparison, str) else []
    wrong = next((each for each in several if not isinstance(each, Comparison)), None)
    if wrong is not None or not several:
        given = comparison if wrong is None else wrong
        raise InputError(
            f"log a Comparison, or a list of them, not {type(given).__name__}; Finder.compare gives one"
        )
    for each in several:
        yield each.name if name is None else f"{name}/{each.name}", each


def _reporters(pictures: Any) -> list[Any]:
    parts = list(reporters.resolve(pictures)) if pictures else []
    wrong = next((part.name for part in parts if not part.suffix.endswith(".png")), None)
    if wrong is not None:
        raise InputError(
            f"{option('pictures')} has '{wrong}', which draws no PNG; choose from"
            f" {', '.join(map(repr, PICTURES))}"
        )
    return parts


def _opened(content: bytes) -> Image:
    from PIL import Image

    with Image.open(io.BytesIO(content)) as picture:
        return picture.convert("RGB")


def _scores(comparison: Comparison) -> Iterator[tuple[str, float]]:
    """Yield the scores that were measured; those of a batch with the numbers of its samples, from 1."""
    for name, value in comparison.scores.items():
        if isinstance(value, list):
            yield from ((f"{name}/{number}", score) for number, score in enumerate(value, 1))
        elif value is not None:
            yield name, value


def check_step(step: Any) -> None:
    """Check that a step is a whole number of at least 0, or None."""
    whole = step is None or (hasattr(step, "__index__") and not isinstance(step, bool) and int(step) >= 0)
    if not whole:
        raise InputError(f"step must be a whole number of at least 0, or None, not {step!r}")

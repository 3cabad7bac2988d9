"""Find where two images differ, and how much each place matters to a quality metric.

>>> import difference_finder
>>> from difference_finder import Finder, score, gradient

Each name is imported on first use, so that importing the package loads neither numpy nor torch.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

from difference_finder import display
from difference_finder._version import __version__
from difference_finder.errors import DifferenceFinderError

if TYPE_CHECKING:
    from difference_finder.baselines.assertion import assert_same
    from difference_finder.finder import Finder
    from difference_finder.images.difference_map import DifferenceMap, Region
    from difference_finder.images.image import Image
    from difference_finder.images.pair import Pair
    from difference_finder.images.transform import Transform
    from difference_finder.parts.registry import (
        kind,
        metric,
        postprocessor,
        preprocessor,
        reader,
        reporter,
        strategy,
        transform,
    )
    from difference_finder.pipeline.comparison import Comparison, FailedPair
    from difference_finder.scoring import gradient, local_map, score, score_many
    from difference_finder.study.data_sets import rank_data_sets
    from difference_finder.study.rank import rank
    from difference_finder.study.study import Study

__all__ = [
    "Comparison",
    "DifferenceFinderError",
    "DifferenceMap",
    "FailedPair",
    "Finder",
    "Image",
    "Pair",
    "Region",
    "Study",
    "Transform",
    "__version__",
    "assert_same",
    "gradient",
    "kind",
    "local_map",
    "metric",
    "postprocessor",
    "preprocessor",
    "rank",
    "rank_data_sets",
    "reader",
    "reporter",
    "score",
    "score_many",
    "strategy",
    "transform",
]

_HOMES = {
    "Comparison": "pipeline.comparison",
    "DifferenceMap": "images.difference_map",
    "FailedPair": "pipeline.comparison",
    "Finder": "finder",
    "Image": "images.image",
    "Pair": "images.pair",
    "Region": "images.difference_map",
    "Transform": "images.transform",
    **dict.fromkeys(
        ("kind", "metric", "postprocessor", "preprocessor", "reader", "reporter", "strategy", "transform"),
        "parts.registry",
    ),
    **dict.fromkeys(("gradient", "local_map", "score", "score_many"), "scoring"),
    "Study": "study.study",
    "assert_same": "baselines.assertion",
    "rank": "study.rank",
    "rank_data_sets": "study.data_sets",
}


__path__.append(__file__.removesuffix("__init__.py") + "compatibility")  # module names of 0.0.4


def _notebook_view(result: Any) -> dict[str, Any]:
    from difference_finder.notebook import widget_view

    return widget_view(result)


display.show_with(_notebook_view)


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'difference_finder' has no attribute '{name}'")
    value = getattr(importlib.import_module(f"difference_finder.{_HOMES[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)

"""Image metrics of torchmetrics: its functions with the parameters ``preds`` and ``target``."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any

from difference_finder.adapters._foreign import as_metric, open_package, settings_of
from difference_finder.errors import UnknownNameError
from difference_finder.parts.metric import Metric

__all__ = ["find"]

HIDDEN = {
    "data_range",
    "dim",
    "reduction",
    "return_contrast_sensitivity",
    "return_full_image",
    "return_rmse_map",
}

WHITE = {
    "deep_image_structure_and_texture_similarity": 1.0,
    "visual_information_fidelity": 255.0,
}
"""Data range that the constants of a function assume, for the functions that take no data range.

The variance of the noise in VIF belongs to 0..255, the means and deviations of ImageNet in DISTS to 0..1.
Scores of all other such functions do not depend on the scale, or have the unit of the images.
"""


def find(name: str) -> Metric:
    """Return the metric of a function of ``torchmetrics.functional.image``.

    The class of the same name declares whether higher is better. The data range is passed on where the
    function takes one. Images are scaled to the range that the constants of a function assume (``WHITE``).

    Raises
    ------
    MissingDependencyError
        If torchmetrics is not installed.
    UnknownNameError
        If torchmetrics has no function of that name that compares two images.
    """
    feature = f"metric 'torchmetrics:{name}'"
    functions = _functions(open_package("torchmetrics.functional.image", feature))
    if name not in functions:
        # The files have the usual abbreviations as names: uqi.py, psnrb.py, sam.py.
        near = [full for full, function in functions.items() if function.__module__.endswith(f".{name}")]
        if near:
            raise UnknownNameError(
                f"no metric of torchmetrics '{name}'; did you mean {' or '.join(map(repr, near))}?"
            )
        raise UnknownNameError.among("metric of torchmetrics", name, functions)
    function = functions[name]
    classes = open_package("torchmetrics.image", feature)
    same_name = [getattr(classes, one) for one in dir(classes) if one.lower() == name.replace("_", "")]

    white = WHITE.get(name)

    def score(reference: Any, candidate: Any, **given: Any) -> Any:
        if white is not None:
            scale = white / given.pop("data_range")
            reference, candidate = reference * scale, candidate * scale
        return function(candidate, reference, **given)

    return as_metric(
        f"torchmetrics:{name}",
        "torchmetrics",
        score,
        summary=f"The function {name} of torchmetrics.",
        settings=settings_of(function, HIDDEN),
        takes_range=white is not None or "data_range" in inspect.signature(function).parameters,
        higher_is_better=getattr(same_name[0], "higher_is_better", None) if same_name else None,
    )


def _functions(module: Any) -> dict[str, Callable[..., Any]]:
    """Return the functions that require two images, and at most the data range in addition."""
    found = {}
    for name in module.__all__:
        parameters = inspect.signature(getattr(module, name)).parameters
        needed = [p.name for p in parameters.values() if p.default is p.empty and p.name != "data_range"]
        if needed == ["preds", "target"]:
            found[name] = getattr(module, name)
    return found

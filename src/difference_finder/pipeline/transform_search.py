"""The search for the transform of a comparison, and the scores after it is undone."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from difference_finder.arrays.backend import to_numpy
from difference_finder.errors import UnknownNameError
from difference_finder.images.pair import Pair
from difference_finder.images.patches import PatchPair
from difference_finder.images.transform import Transform
from difference_finder.parts.metric import Metric
from difference_finder.parts.registry import metrics
from difference_finder.pipeline.explanation import Explanation, explain
from difference_finder.pipeline.options import Options
from difference_finder.pipeline.stages import other_scores

__all__ = ["TransformSearch"]

Array = Any


@dataclass(frozen=True, eq=False, repr=False)
class TransformSearch:
    """Search for a change of the whole image.

    Parameters
    ----------
    options
        Parts and settings of the comparison.
    pair
        The pair after pre-processing.
    threads
        Number of threads that kernels may use.
    """

    options: Options
    pair: Pair
    threads: int = 1

    def find(self) -> Transform | None:
        """Return the change that explains the first sample of the pair; None if none does."""
        pair = _first_sample(self.pair)
        patches = PatchPair.of(pair)
        found = None if patches is None else explain(patches)
        if patches is None or found is None:
            return None
        part, estimate = found.part, found.estimate
        scores = {} if pair.reference is not None else self._scores_after(pair, patches, found)
        return Transform(
            name=part.name,
            strength=estimate.strength,
            unit=part.unit if estimate.unit is None else estimate.unit,
            text=f"the second looks like the first {estimate.words}",
            parameters=estimate.parameters,
            explained=found.explained,
            score_after=scores.get(self.options.score_name),
            scores_after=scores,
        )

    def _scores_after(self, pair: Pair, patches: PatchPair, found: Explanation) -> dict[str, float | None]:
        """Return the scores of the first image, changed, and the second."""
        undone = _undone(pair, patches, found)
        if undone is None:
            return {}
        chosen = [*_metric_of(self.options), *self.options.also]
        scores = other_scores(chosen, undone, self.options.measurement.protocol, self.threads).scores
        return {
            name: None if values is None else float(to_numpy(values).ravel()[0])
            for name, values in scores.items()
        }


def _metric_of(options: Options) -> list[Metric]:
    """Return the metric of the main score; none for a strategy with a score that is not a metric."""
    own = options.strategy.score
    if own is None:
        return [options.metric]
    try:
        return [metrics.get(own)]
    except UnknownNameError:
        return []


def _first_sample(pair: Pair) -> Pair:
    if pair.second.shape[0] == 1:
        return pair
    names = ("first", "second", "reference", "mask", "unseen")
    parts: dict[str, Any] = {
        name: None if (values := getattr(pair, name)) is None else values[:1] for name in names
    }
    return replace(pair, **parts)


def _undone(pair: Pair, patches: PatchPair, found: Explanation) -> Pair | None:
    """Return the pair with the change applied to its first image; None for noise.

    A border that the change does not know is cropped.
    """
    import numpy as np

    part, known = found.part, found.estimate.parameters
    if part.apply_function is None:
        return None
    changed = part.apply_function(part.lent(patches.whole_first.floats[None]), **known)
    divisor = patches.whole_second.divisor
    stored = patches.whole_second.stored.dtype
    if pair.divisors is None:
        first, divisors = (patches.as_stored(changed) * divisor).astype(stored), None
    else:  # in place: these arrays are large
        levels = np.multiply(changed, np.float32(divisor))
        first = np.clip(np.rint(levels, out=levels), 0, divisor, out=levels).astype(stored)
        divisors = (divisor, divisor)
    second = patches.whole_second.stored[None]
    mask = None if pair.mask is None else to_numpy(pair.mask)
    undone = replace(pair, first=first, second=second, mask=mask, divisors=divisors, reference=None)
    if part.border_function is None:
        return undone
    height, width = second.shape[-2:]
    top, bottom, left, right = part.border_function(**known, height=height, width=width)
    return undone.cropped(top, left, height - top - bottom, width - left - right)

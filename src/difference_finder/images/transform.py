"""A change of a whole image: its estimate from a pair, and the result for a comparison."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["Estimate", "Transform"]


@dataclass(frozen=True)
class Transform:
    """The change that turns the first image of a pair into the second, nearly everywhere.

    Parameters
    ----------
    name
        Name of the transform: "gain", "gamma", "blur", ...
    strength
        Strength in the unit of the transform; None for a transform without parameters.
    unit
        Unit of the strength, such as "pixels" or "levels", 1/255 of the data range; "" for a pure number.
    text
        One sentence: "the second looks like the first with gain 0.96".
    parameters
        All parameters by name.
    explained
        Share of the energy of the difference that the transform explains, from 0 to 1. None for noise, which
        cannot be predicted.
    score_after
        The main score of the first image, changed in the same way, and the second. None where it is unknown:
        with a reference, and for noise.
    scores_after
        The same for all scores, by name; empty where they are unknown.
    """

    name: str
    strength: float | None
    unit: str
    text: str
    parameters: Mapping[str, Any] = field(default_factory=dict)
    explained: float | None = None
    score_after: float | None = None
    scores_after: Mapping[str, float | None] = field(default_factory=dict)

    def to_dict(self) -> dict[str, Any]:
        """Return the fields, ready for JSON."""
        known = {"parameters": dict(self.parameters), "scores_after": dict(self.scores_after)}
        return {**self.__dict__, **known}


@dataclass(frozen=True, eq=False)
class Estimate:
    """Parameters of a transform, estimated from the patches of a pair.

    Parameters
    ----------
    parameters
        Parameters by name, as the function that applies the transform takes them.
    free
        Number of parameters that were fitted; of two equally good explanations, the one with fewer is named.
    strength
        Strength in the unit of the transform; None without one.
    words
        How the second looks, after "the second looks like the first": "with gain 0.96".
    predicted
        The patches of the second image as the transform predicts them, of shape (P, C, S, S), in data ranges.
        None to apply the transform to the patches of the first image.
    valid
        Patches of which the whole is predicted, of shape (P,); None for all.
    unit
        Unit of the strength; None for the unit of the transform.
    """

    parameters: Mapping[str, Any]
    free: int
    strength: float | None
    words: str
    predicted: NDArray[np.float32] | None = None
    valid: NDArray[np.bool_] | None = None
    unit: str | None = None

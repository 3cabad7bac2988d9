"""The settings of the statistics of a study. No score depends on them."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from difference_finder.errors import InputError, UnknownNameError
from difference_finder.pipeline.column import columns_called
from difference_finder.text import option

__all__ = [
    "CORRECTIONS",
    "DATA_SETS",
    "DRAWS",
    "IMAGES",
    "MOST_METHODS",
    "NEMENYI",
    "OVER",
    "POST_HOC",
    "StatisticsSettings",
    "check_methods",
    "check_pairs",
    "check_seed",
    "metrics_named",
]

CORRECTIONS = ("max-t", "holm")
"""Names of the corrections for several comparisons."""

IMAGES, DATA_SETS = "images", "data-sets"
OVER = (IMAGES, DATA_SETS)
"""What intervals hold for: further images of these data sets, or further data sets."""

NEMENYI = "nemenyi"
POST_HOC = (NEMENYI, "conover")
"""Names of the tests of all pairs of methods."""

DRAWS = (99, 1_000_000)
"""Least and greatest number of draws: of fewer, the quantiles of 95 % intervals are arbitrary."""

MOST_METHODS = 100
"""Maximum number of methods of which all pairs are compared, 4,950 pairs."""


@dataclass(frozen=True)
class StatisticsSettings:
    """The settings of the statistics of a study.

    Parameters
    ----------
    level
        Family-wise significance level, between 0 and 1.
    draws
        Number of bootstrap resamples and of random sign assignments.
    correction
        Correction for several comparisons: "max-t" or "holm".
    primary
        Primary metrics, which are tested first; empty if all metrics are.
    relevant
        Smallest relevant difference in each metric, in its units; metrics without one are not tested for
        equivalence.
    over
        What intervals hold for: "images" of these data sets, or other "data-sets".
    post_hoc
        Test of all pairs of methods, "nemenyi" or "conover"; None if all pairs are not asked for.
    """

    level: float = 0.05
    draws: int = 9999
    correction: str = "max-t"
    primary: tuple[str, ...] = ()
    relevant: Mapping[str, float] = field(default_factory=dict)
    over: str = IMAGES
    post_hoc: str | None = None

    @classmethod
    def checked(
        cls,
        metrics: Sequence[str],
        *,
        level: float = 0.05,
        draws: int = 9999,
        correction: str = "max-t",
        primary: str | Sequence[str] = (),
        relevant: Mapping[str, float] | None = None,
        over: str = IMAGES,
        post_hoc: str | None = None,
    ) -> StatisticsSettings:
        """Return the settings with the full names of metrics.

        Parameters
        ----------
        metrics
            Metrics of the study.
        level, draws, correction, primary, relevant, over, post_hoc
            See the class. A metric may be named without its settings and its protocol.

        Raises
        ------
        InputError
            If a setting is invalid.
        UnknownNameError
            If a metric, a correction, a test or a value of ``over`` does not exist.

        Examples
        --------
        >>> StatisticsSettings.checked(["ssim:sigma=2"], relevant={"ssim": 0.01}).relevant
        {'ssim:sigma=2': 0.01}
        """
        if isinstance(level, bool) or not isinstance(level, int | float) or not 0 < level < 1:
            raise InputError(
                f"{option('level')} must be a number between 0 and 1, such as 0.05, not {level!r}"
            )
        if isinstance(draws, bool) or not isinstance(draws, int) or not DRAWS[0] <= draws <= DRAWS[1]:
            raise InputError(
                f"{option('draws')} must be a whole number from {DRAWS[0]} to {DRAWS[1]}, not {draws!r}"
            )
        if correction not in CORRECTIONS:
            raise UnknownNameError.among("correction", str(correction), CORRECTIONS)
        if over not in OVER:
            raise UnknownNameError.among(f"value of {option('over')}", str(over), OVER)
        if post_hoc is not None and post_hoc not in POST_HOC:
            raise UnknownNameError.among("post-hoc test", str(post_hoc), POST_HOC)
        first = (primary,) if isinstance(primary, str) else primary
        if not isinstance(first, Sequence):
            raise InputError(f"{option('primary')} must be the names of metrics, not {primary!r}")
        if not isinstance(relevant, Mapping | None):
            raise InputError(
                f"{option('relevant')} must be a size for each metric, such as {{'psnr': 0.05}}, not"
                f" {relevant!r}"
            )
        main = tuple(dict.fromkeys(name for given in first for name in metrics_named(given, metrics)))
        margins: dict[str, float] = {}
        for given, margin in (relevant or {}).items():
            if isinstance(margin, bool) or not isinstance(margin, int | float) or not 0 < margin < math.inf:
                raise InputError(
                    f"{option('relevant')} must be a number above 0 for '{given}', not {margin!r}"
                )
            margins |= {name: float(margin) for name in metrics_named(given, metrics)}
        return cls(level, draws, correction, main, margins, over, post_hoc)

    def to_dict(self) -> dict[str, Any]:
        """Return the fields, ready for JSON."""
        return {
            "level": self.level,
            "draws": self.draws,
            "correction": self.correction,
            "primary": list(self.primary),
            "relevant": dict(self.relevant),
            "over": self.over,
            "post_hoc": self.post_hoc,
        }

    @classmethod
    def from_dict(cls, facts: Mapping[str, Any] | None) -> StatisticsSettings:
        """Return the settings that :meth:`to_dict` returned; the defaults for None."""
        return cls() if facts is None else cls(**{**facts, "primary": tuple(facts["primary"])})


def metrics_named(name: Any, metrics: Sequence[str]) -> list[str]:
    """Return the metrics with a name, which may lack their settings and their protocols.

    Raises
    ------
    UnknownNameError
        If there is none.
    """
    found = columns_called(str(name), metrics)
    if not found:
        raise UnknownNameError.among("metric in this study", str(name), metrics)
    return found


def check_methods(settings: StatisticsSettings, count: int) -> None:
    """Raise an error if settings compare methods, and their number is not one that they can compare.

    Raises
    ------
    InputError
        If there is one method and a smallest relevant difference or a primary metric; if all pairs are asked
        for, and there are fewer than 2 methods or more than 100.
    """
    if settings.post_hoc is not None:
        check_pairs(count)
    for name, given in (("relevant", settings.relevant), ("primary", settings.primary)):
        if given and count < 2:
            raise InputError(
                f"{option(name)} is about the comparison of methods, and there is one method; add a method,"
                f" or leave {option(name)} out"
            )


def check_pairs(count: int) -> None:
    """Raise an error if a number of methods has no pairs, or too many.

    Raises
    ------
    InputError
        If there are fewer than 2 or more than 100 methods.
    """
    if count < 2:
        raise InputError(f"all pairs need at least 2 methods, not {count}; add a method")
    if count > MOST_METHODS:
        raise InputError(
            f"all pairs of {count} methods are {count * (count - 1) // 2} comparisons; choose at most"
            f" {MOST_METHODS} methods, or leave {option('post_hoc')} out"
        )


def check_seed(seed: int) -> int:
    """Return a seed of resampling and of random crops, after checking it.

    Raises
    ------
    InputError
        If it is not a whole number, at least 0.
    """
    if type(seed) is not int or seed < 0:
        raise InputError(f"{option('seed')} must be a whole number, at least 0, not {seed!r}")
    return seed

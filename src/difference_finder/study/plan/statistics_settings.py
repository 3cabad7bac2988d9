"""The settings of the statistics of a study. No score depends on them."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from difference_finder.errors import InputError, UnknownNameError
from difference_finder.pipeline.column import columns_called
from difference_finder.text import option

__all__ = ["CORRECTIONS", "StatisticsSettings", "metrics_named"]

CORRECTIONS = ("max-t", "holm")
"""Names of the corrections for several comparisons."""


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
    """

    level: float = 0.05
    draws: int = 9999
    correction: str = "max-t"
    primary: tuple[str, ...] = ()
    relevant: Mapping[str, float] = field(default_factory=dict)

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
    ) -> StatisticsSettings:
        """Return the settings with the full names of metrics.

        Parameters
        ----------
        metrics
            Metrics of the study.
        level, draws, correction, primary, relevant
            See the class. A metric may be named without its settings and its protocol.

        Raises
        ------
        InputError
            If a setting is invalid.
        UnknownNameError
            If a metric or a correction does not exist.

        Examples
        --------
        >>> StatisticsSettings.checked(["ssim:sigma=2"], relevant={"ssim": 0.01}).relevant
        {'ssim:sigma=2': 0.01}
        """
        if isinstance(level, bool) or not isinstance(level, int | float) or not 0 < level < 1:
            raise InputError(
                f"{option('level')} must be a number between 0 and 1, such as 0.05, not {level!r}"
            )
        if isinstance(draws, bool) or not isinstance(draws, int) or draws < 1:
            raise InputError(f"{option('draws')} must be a whole number, at least 1, not {draws!r}")
        if correction not in CORRECTIONS:
            raise UnknownNameError.among("correction", correction, CORRECTIONS)
        first = (primary,) if isinstance(primary, str) else primary
        main = tuple(dict.fromkeys(name for given in first for name in metrics_named(given, metrics)))
        margins: dict[str, float] = {}
        for given, margin in (relevant or {}).items():
            if isinstance(margin, bool) or not isinstance(margin, int | float) or not 0 < margin < math.inf:
                raise InputError(
                    f"{option('relevant')} must be a number above 0 for '{given}', not {margin!r}"
                )
            margins |= {name: float(margin) for name in metrics_named(given, metrics)}
        return cls(level, draws, correction, main, margins)

    def to_dict(self) -> dict[str, Any]:
        """Return the fields, ready for JSON."""
        return {
            "level": self.level,
            "draws": self.draws,
            "correction": self.correction,
            "primary": list(self.primary),
            "relevant": dict(self.relevant),
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

"""Accuracy of the gradients that the other tables time."""

from __future__ import annotations

from dataclasses import dataclass

import _ours as ours
from _agree import number, plain, relative_gap
from _pictures import SIZES, float_pair
from _rows import Goal, Missing, Result, Row, Settings
from peers import REQUIREMENTS, array_peer


@dataclass(frozen=True)
class GradientError:
    """The greatest error of a gradient, compared with float64 autograd and relative to the greatest value.

    Parameters
    ----------
    metric
        The metric that is differentiated.
    peer
        The library of the gradient; empty for ours, which has a goal.
    """

    metric: str
    peer: str = ""
    size: str = "1080p"
    group: str = "Exactness"
    slow: bool = False

    @property
    def name(self) -> str:
        """Name that ``--only`` matches."""
        return self.blank().name

    def blank(self) -> Result:
        """Return the line of the table without its numbers."""
        work = f"{self.metric.upper()}, greatest error of the gradient of {self.peer or 'difference-finder'}"
        goal = None if self.peer else Goal(at_most=1e-6)
        return Result(self.group, work, self.size, "float64 autograd", goal=goal)

    def measure(self, settings: Settings) -> Result:
        """Compare once, without timing."""
        result = self.blank()
        pair = float_pair(SIZES[self.size])
        if self.peer:
            run = array_peer(self.peer).work(f"{self.metric} gradient")(pair)
        else:
            run = ours.gradient(self.metric, pair, settings.threads)
        answer = run()
        try:
            from _oracle import score_and_gradient

            true_score, true_slope = score_and_gradient(self.metric, pair.reference, pair.candidate)
        except ImportError as reason:
            raise Missing(f"{reason}: {REQUIREMENTS}") from reason
        result.number = relative_gap(plain(answer[1]), true_slope)
        result.agreement = f"score differs by {abs(number(answer) - true_score):.0e}"
        return result


def rows() -> list[Row]:
    """Return one row for each of our gradients, and for each peer with the same gradient."""
    own = [GradientError(metric) for metric in ("ssim", "ms-ssim", "mse", "psnr")]
    peers = (("ssim", "pytorch-msssim"), ("ssim", "piq"), ("ms-ssim", "pytorch-msssim"), ("mse", "torch"))
    return [*own, *(GradientError(*chosen) for chosen in peers)]

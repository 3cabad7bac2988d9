"""scikit-image: the closest implementation in numpy; it uses one thread."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

from peers import Peer, Works

if TYPE_CHECKING:
    from _pictures import FloatPair

NAME = "scikit-image"


def load() -> Works:
    """Import it; return its works."""
    from skimage.metrics import mean_squared_error, peak_signal_noise_ratio, structural_similarity

    # The settings with which its documentation says that it is the SSIM of the paper.
    ssim = partial(
        structural_similarity,
        data_range=1.0,
        channel_axis=0,
        gaussian_weights=True,
        sigma=1.5,
        use_sample_covariance=False,
    )
    return {
        "ssim score": _work(ssim),
        "ssim map": _work(partial(ssim, full=True)),
        "ssim gradient": _work(partial(ssim, gradient=True)),
        "mse score": _work(mean_squared_error),
        "psnr score": _work(partial(peak_signal_noise_ratio, data_range=1.0)),
    }


def _work(function: Callable[..., Any]) -> Callable[[FloatPair], Callable[[], Any]]:
    """Return the work of a function whose gradient is with respect to its second argument."""
    return lambda pair: lambda: function(pair.reference, pair.candidate)


PEER = Peer(NAME, load, lambda: version(NAME), threaded=False)

"""Frames of animations as shown, and their timing."""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from difference_finder.images.contents import Content
from difference_finder.readers._picture import background_colour
from difference_finder.text import count_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["CLEAR", "KEEP", "RESTORE", "Canvas", "suit_background", "timing"]

KEEP, CLEAR, RESTORE = 0, 1, 2
"""What happens to the area of a frame before the next one is shown."""


class Canvas:
    """The canvas on which the frames of an animation are shown, transparent at first.

    Parameters
    ----------
    width, height
        Size in pixels.
    """

    def __init__(self, width: int, height: int) -> None:
        self._size = height, width
        self._canvas: Any = None
        self._next: Any = None

    def show(
        self, samples: NDArray[Any], left: int, top: int, disposal: int = KEEP, over: bool = True
    ) -> NDArray[Any]:
        """Return the canvas with a frame on it, of shape (H, W, 2) or (H, W, 4), alpha last.

        Parameters
        ----------
        samples
            The frame, of shape (h, w) or (h, w, C): grey, grey and alpha, RGB, or RGB and alpha.
        left, top
            Place of the frame; parts outside of the canvas are not shown.
        disposal
            Treatment of its area before the next frame: ``KEEP``, ``CLEAR`` or ``RESTORE``.
        over
            Whether the frame is composed over the canvas, or replaces it.
        """
        import numpy as np

        frame = _with_alpha(samples)
        if self._canvas is None:
            self._canvas = np.zeros((*self._size, frame.shape[2]), dtype=frame.dtype)
        elif self._next is not None:
            self._canvas = self._next
        frame = frame[: max(self._size[0] - top, 0), : max(self._size[1] - left, 0)]
        area = slice(top, top + frame.shape[0]), slice(left, left + frame.shape[1])
        shown = self._canvas.copy()
        shown[area] = _over(frame, shown[area]) if over else frame
        self._next = self._canvas if disposal == RESTORE else shown
        if disposal == CLEAR:
            self._next = shown.copy()
            self._next[area] = 0
        return np.asarray(shown)


def _with_alpha(samples: NDArray[Any]) -> NDArray[Any]:
    import numpy as np

    frame = samples.reshape(*samples.shape[:2], -1)
    if frame.shape[2] in (2, 4):
        return frame
    opaque = np.full_like(frame[..., :1], np.iinfo(frame.dtype).max)
    return np.concatenate([frame, opaque], axis=2)


def _over(frame: NDArray[Any], behind: NDArray[Any]) -> NDArray[Any]:
    """Compose a frame over what is behind it; both have straight alpha."""
    import numpy as np

    most = np.iinfo(frame.dtype).max
    above, below = frame[..., -1:], behind[..., -1:]
    if bool(((above == 0) | (above == most)).all()):
        return np.where(above == most, frame, behind)
    front, back = above / most, below / most
    alpha = front + back * (1 - front)
    colours = frame[..., :-1] * front + behind[..., :-1] * (back * (1 - front))
    mixed = np.concatenate([colours / np.maximum(alpha, 1e-9), alpha * most], axis=2)
    mixed = np.rint(mixed).astype(frame.dtype)
    return np.where(above == 0, behind, np.where(above == most, frame, mixed))


def suit_background(samples: NDArray[Any], background: str) -> NDArray[Any]:
    """Return grey with alpha as RGBA if the background has a colour: frames then have three channels each."""
    if samples.ndim == 3 and samples.shape[2] == 2 and len(set(background_colour(background))) > 1:
        return samples[..., [0, 0, 0, 1]]
    return samples


def timing(durations: Iterable[float], plays: int | None = None) -> Content:
    """Return the durations of the frames of an animation as a content.

    Parameters
    ----------
    durations
        Duration of each frame in milliseconds.
    plays
        How often the animation is played, 0 for without end; None if the format does not say.

    Examples
    --------
    >>> timing([100, 100, 40], plays=0).holds
    '2 frames of 100 ms, 1 of 40 ms, played without end'
    """
    counts = [(len([*run]), value) for value, run in itertools.groupby(durations)]
    runs = [f"{count} of {value:g} ms" for count, value in counts]
    runs[:1] = [f"{count_of(count, 'frame')} of {value:g} ms" for count, value in counts[:1]]
    played = [] if plays is None else [f"played {count_of(plays, 'time')}" if plays else "played without end"]
    return Content("timing", ", ".join([*runs, *played]))

"""Frames of a page, from a trace of its browser."""

from typing import Any

import pytest

pytest.importorskip("skimage")
from _page_frames import frames_of
from _page_rows import frame_row, section, time_row

MAIN, OTHER = {"pid": 1, "tid": 1}, {"pid": 1, "tid": 2}


def task(at: float, used: float, thread: dict[str, int] = MAIN) -> dict[str, Any]:
    """Return a task of some milliseconds that waits as long as it works."""
    return {**thread, "name": "RunTask", "ts": 1000 * at, "tdur": 1000 * used, "dur": 2000 * used}


def given(at: float, kind: str) -> dict[str, Any]:
    return {**MAIN, "name": "EventDispatch", "ts": 1000 * at, "args": {"data": {"type": kind}}}


def trace(frames: int, odd: float, even: float) -> list[dict[str, Any]]:
    """Return frames of 20 ms: odd ones with an input, even ones with another event."""
    events: list[dict[str, Any]] = []
    for number in range(frames):
        at = 20.0 * number
        events.append(given(at + 11, "pointermove" if number % 2 else "timer"))
        events += [task(at + 10, (odd if number % 2 else even) / 4), task(at + 11, 50, OTHER)]
        events.append(task(at + 19, 3 * (odd if number % 2 else even) / 4))
        events.append({**MAIN, "name": "frame", "ts": 1000 * (at + 19.5)})
    return events


def test_the_work_of_a_frame_is_the_work_of_its_thread_since_the_last_frame() -> None:
    frames = frames_of(trace(41, odd=8, even=2))
    assert frames.used == pytest.approx([8.0] * 20)
    assert frames.wall == pytest.approx([16.0] * 20)
    assert frames.rate == pytest.approx(50)


def test_a_gesture_without_inputs_is_refused() -> None:
    with pytest.raises(RuntimeError, match="only 4 of 9 frames had an input"):
        frames_of(trace(9, odd=8, even=2))


def test_the_tables_say_what_was_reached() -> None:
    frames = [
        frame_row("a pair", work, frames_of(trace(41, odd, 1)))
        for work, odd in (("gain", 11.5), ("zoom", 12.5))
    ]
    times = [time_row("a pair", "first picture", 1.5, 2), time_row("a pair", "all", 4.5, 4)]
    text = section(frames, times)
    assert "| a pair | gain | 11.5 | 11.5 | 23.0 | 23.0 | 12 | yes | 50 |" in text
    assert "| a pair | zoom | 12.5 | 12.5 | 25.0 | 25.0 | 12 | no | 50 |" in text
    assert "| a pair | first picture | 1.5 s | < 2 s | yes |" in text
    assert "| a pair | all | 4.5 s | < 4 s | no |" in text

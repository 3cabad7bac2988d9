"""Records as comparisons give them."""

import numpy as np
import pytest

from difference_finder.drawing import boxes, canvas, close_ups
from difference_finder.drawing.lettering import line_height, text_width
from difference_finder.parts.registry import reporters
from drawn_pages import Put


def _record(plane, *, signed=False, unit_range=1.0, regions=(), **changes):
    plane = np.asarray(plane, dtype=np.float32)
    height, width = plane.shape
    ramp = np.linspace(30, 220, width).astype(np.uint8)
    photograph = np.broadcast_to(ramp[None, :, None], (height, width, 3)).copy()
    image = {"format": "png", "width": width, "height": height, "channels": 3, "data_range": 255, "notes": []}
    return {
        "schema": 1,
        "name": "photo",
        "ok": True,
        "score": 0.87654,
        "metric": {"name": "ssim", "higher_is_better": True},
        "scores": {"ssim": 0.87654, "psnr": "Infinity"},
        "protocol": {"name": "default", "data_range": 1.0},
        "first": {"name": "a/photo.png", **image},
        "second": {"name": "b/photo.png", **image},
        "map": {
            "label": "signed difference" if signed else "absolute difference",
            "signed": signed,
            "unit_range": unit_range,
        },
        "regions": list(regions),
        "options": {
            "pre_processor": [{"name": "identity"}],
            "strategy": {"name": "difference", "tolerance": 0},
            "post_processor": [{"name": "abs"}, {"name": "blur", "sigma": 2}],
        },
        "versions": {"difference_finder": "0"},
        "notes": ["alpha composed on white"],
        "arrays": {"map": plane, "first": photograph, "second": 255 - photograph},
        **changes,
    }


@pytest.fixture
def record_of():
    """Return the function that makes the record of a map."""
    return _record


@pytest.fixture
def region_of():
    """Return the function that makes a region."""

    def region(x, y, width, height):
        return {
            "x": x,
            "y": y,
            "width": width,
            "height": height,
            "area": width * height,
            "peak": 1.0,
            "mean": 0.5,
        }

    return region


@pytest.fixture
def placed(monkeypatch):
    """Return the list in which everything that is put on a page is noted."""
    puts = []  # (size of the page, Put)
    put_text, picture = canvas.put_text, canvas.draw_picture

    def note_text(page, position, text, size, colour):
        x, y = position
        puts.append((page.size, Put(text, x, y, x + text_width(text, size), y + line_height(size))))
        put_text(page, position, text, size, colour)

    def note_picture(page, position, pixels):
        x, y = position
        puts.append((page.image.size, Put("picture", x, y, x + pixels.shape[1], y + pixels.shape[0])))
        picture(page, position, pixels)

    for module in (boxes, canvas):
        monkeypatch.setattr(module, "put_text", note_text)
    for module in (canvas, close_ups):
        monkeypatch.setattr(module, "draw_picture", note_picture)
    for name in ("heatmap", "panel"):
        monkeypatch.setitem(reporters.get(name).function.__globals__, "draw_picture", note_picture)
    return puts

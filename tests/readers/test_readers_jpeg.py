"""JPEG: the fast decoder gives the pixels of Pillow, and truncated files stay errors."""

from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image

from difference_finder.errors import DifferenceFinderError, ReadError
from difference_finder.readers import jpeg, open_image
from known_answers import files

KINDS = [
    {"quality": 92},
    {"quality": 30, "subsampling": 0},
    {"quality": 75, "subsampling": 1},
    {"quality": 80, "progressive": True},
    {"quality": 80, "optimize": True, "restart_marker_blocks": 2},
    {"quality": 95, "keep_rgb": True},
]


def both_ways(path, monkeypatch):
    results = []
    for end in (jpeg._end, lambda _: 0):
        monkeypatch.setattr(jpeg, "_end", end)
        try:
            image = open_image(path)
        except DifferenceFinderError as error:
            results.append((str(error), None))
        else:
            results.append((image.notes, np.asarray(image.pixels)))
    return results


def check_alike(results) -> None:
    (fast, pixels), (slow, expected) = results
    assert fast == slow
    assert (pixels is None) == (expected is None)
    if pixels is not None:
        assert pixels.dtype == expected.dtype
        assert np.array_equal(pixels, expected)


@pytest.mark.parametrize("options", KINDS, ids=str)
@pytest.mark.parametrize("grey", [False, True])
def test_pixels_of_pillow(tmp_path, rgb, encoded, monkeypatch, options, grey) -> None:
    picture = Image.fromarray(rgb).convert("L" if grey else "RGB")
    path = tmp_path / "a.jpg"
    path.write_bytes(encoded(picture, "JPEG", **options))
    check_alike(both_ways(path, monkeypatch))
    monkeypatch.undo()
    monkeypatch.setattr(jpeg, "decode_samples", lambda _: pytest.fail("Pillow decoded"))
    open_image(path)


@pytest.mark.parametrize("path", files("*.jp*g"))
def test_files_of_others(path, monkeypatch) -> None:
    check_alike(both_ways(path, monkeypatch))


@pytest.mark.parametrize("progressive", [False, True])
def test_every_truncation_is_an_error(tmp_path, rgb, encoded, progressive) -> None:
    # A thumbnail and a comment, which hold the marker of the end.
    thumbnail = encoded(rgb[:8, :8], "JPEG")
    comment = b"\xff\xfe" + (len(thumbnail) + 2).to_bytes(2, "big") + thumbnail
    data = encoded(rgb, "JPEG", progressive=progressive)
    data = data[:2] + comment + data[2:]
    path = tmp_path / "a.jpg"
    for end in range(len(thumbnail) + 10, len(data) - 1, 5):
        path.write_bytes(data[:end])
        with pytest.raises(ReadError):
            open_image(path)
    path.write_bytes(data + b"behind the end")
    assert np.array_equal(
        np.asarray(open_image(path).pixels)[0].transpose(1, 2, 0), np.asarray(Image.open(io.BytesIO(data)))
    )


def test_damage_is_read_as_pillow_reads_it(tmp_path, rgb, encoded, monkeypatch) -> None:
    data = bytearray(encoded(rgb, "JPEG", quality=95))
    rng = np.random.default_rng(0)
    path = tmp_path / "a.jpg"
    for _ in range(150):
        damaged = bytearray(data)
        for at in rng.integers(2, len(data), 3):
            damaged[at] = rng.integers(256)
        path.write_bytes(damaged)
        check_alike(both_ways(path, monkeypatch))
        monkeypatch.undo()

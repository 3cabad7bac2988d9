"""Alpha of arrays, colour encodings and durations of frames in the command."""

from __future__ import annotations

import json
import struct
import zlib
from pathlib import Path

import imagecodecs
import numpy as np
from PIL import Image


def test_alpha_decides_about_the_fourth_channel(run) -> None:
    first = np.full((16, 16, 4), 255, np.uint8)
    second = first.copy()
    second[2, 3, 3] = 0
    np.save("a.npy", first)
    np.save("b.npy", second)
    code, out, _ = run("diff", "a.npy", "b.npy", "--alpha", "composed", "--fail-above", 0, "--metric", "mse")
    assert code == 1
    assert "alpha differs in 1 pixel" in out
    _, out, _ = run("diff", "a.npy", "b.npy", "--alpha", "band", "--json")
    assert json.loads(out)["options"]["alpha"] == "band"
    assert json.loads(out)["unequal"] == []
    assert "note: four channels of uint8 are read as RGBA" in run("diff", "a.npy", "b.npy")[1]
    assert run("diff", "a.npy", "b.npy", "--alpha", "x")[0] == 2


def test_unequal_transfer_functions_and_durations_are_no_success(run) -> None:
    pixels = np.full((16, 16, 3), 128, np.uint8)
    data = imagecodecs.png_encode(pixels)
    body = b"gAMA" + struct.pack(">I", 45455)
    chunk = struct.pack(">I", 4) + body + struct.pack(">I", zlib.crc32(body))
    for name, content in (("a.png", data), ("b.png", data[:33] + chunk + data[33:])):
        Path(name).write_bytes(content)
    limit = ("--fail-above", 0, "--metric", "mse")
    code, out, _ = run("diff", "a.png", "b.png", *limit)
    assert code == 1
    assert "unequal: gAMA 0.45455 in the second image only" in out
    assert run("diff", "a.png", "b.png", *limit, "--allow", "transfer")[0] == 0
    frames = [Image.fromarray(pixels), Image.fromarray(255 - pixels)]
    for name, durations in (("a.gif", [100, 100]), ("b.gif", [100, 50])):
        frames[0].save(name, save_all=True, append_images=frames[1:], duration=durations)
    code, out, _ = run("diff", "a.gif", "b.gif", *limit)
    assert code == 1
    assert (
        "2 frames of 100 ms, played 1 time in the first image; 1 frame of 100 ms, 1 of 50 ms, played" in out
    )
    assert run("diff", "a.gif", "a.gif", *limit)[0] == 0

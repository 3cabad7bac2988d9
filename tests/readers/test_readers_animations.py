"""Frames of GIF, APNG, WebP, AVIF and JPEG XL as shown, with their durations."""

from __future__ import annotations

import io
import itertools
import struct
import zlib

import imagecodecs
import numpy as np
import pytest
from PIL import Image, ImageSequence

from difference_finder.errors import ImageTooLargeError, ReadError
from difference_finder.images.contents import held
from difference_finder.readers import open_image
from difference_finder.readers._animation import CLEAR, KEEP, RESTORE, Canvas

RED, GREEN, CLEAR_PIXEL = (255, 0, 0), (0, 255, 0), (0, 0, 0)
WHITE, BLUE = (255, 255, 255), (0, 0, 255)


def frames_of(image):
    """Return the frames as (N, H, W, C)."""
    return np.asarray(image.pixels).transpose(0, 2, 3, 1)


def as_pillow_shows(data):
    """Return the frames of Pillow, composed on white."""
    shown = []
    for frame in ImageSequence.Iterator(Image.open(io.BytesIO(data))):
        rgba = np.asarray(frame.convert("RGBA")).astype(int)
        shown.append((rgba[..., :3] * rgba[..., 3:] + 255 * (255 - rgba[..., 3:]) + 127) // 255)
    return np.stack(shown)


def test_canvas_keeps_clears_and_restores():
    canvas = Canvas(3, 1)
    one = np.full((1, 1), 10, np.uint8)
    assert canvas.show(one, 0, 0, KEEP)[0].tolist() == [[10, 255], [0, 0], [0, 0]]
    assert canvas.show(one + 10, 1, 0, RESTORE)[0].tolist() == [[10, 255], [20, 255], [0, 0]]
    assert canvas.show(one + 20, 2, 0, CLEAR)[0].tolist() == [[10, 255], [0, 0], [30, 255]]
    assert canvas.show(one + 30, 1, 0, KEEP)[0].tolist() == [[10, 255], [40, 255], [0, 0]]


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
def test_canvas_composes_by_the_formula_of_png(dtype):
    """The PNG specification, section 13.16: over with straight alpha, in fractions by hand."""
    most = int(np.iinfo(dtype).max)
    rng = np.random.default_rng(0)
    below, above = (rng.integers(0, most + 1, (4, 5, 4), dtype=dtype) for _ in range(2))
    above[0, :, 3], above[1, :, 3] = 0, most
    canvas = Canvas(5, 4)
    canvas.show(below, 0, 0, over=False)
    shown = canvas.show(above, 0, 0)
    front, back = above.astype(float) / most, below.astype(float) / most
    alpha = front[..., 3:] + back[..., 3:] * (1 - front[..., 3:])
    colours = front[..., :3] * front[..., 3:] + back[..., :3] * back[..., 3:] * (1 - front[..., 3:])
    expected = np.concatenate([colours / alpha, alpha], axis=2) * most
    assert np.abs(shown - expected).max() <= 0.5001


def gif_of(screen, frames, *, background=0, end=b";", loops=None):
    """Return a GIF with the palette clear, red, green, blue, of (place, indices, disposal, delay)."""
    palette = bytes([*CLEAR_PIXEL, *RED, *GREEN, *BLUE])
    data = b"GIF89a" + struct.pack("<HHBBB", *screen, 0x80 | 1, background, 0) + palette
    if loops is not None:
        data += b"!\xff\x0bNETSCAPE2.0\x03\x01" + struct.pack("<H", loops) + b"\0"
    for (left, top), indices, disposal, delay in frames:
        rows = np.asarray(indices, dtype=np.uint8)
        # Codes of three bits: each index follows a code that clears the table.
        codes = "".join(f"{code:03b}"[::-1] for index in rows.ravel() for code in (4, index)) + "101"
        packed = bytes(int(codes[at : at + 8][::-1], 2) for at in range(0, len(codes), 8))
        data += b"!\xf9\x04" + struct.pack("<BHBB", disposal << 2 | 1, delay, 0, 0)
        data += b"," + struct.pack("<4HB", left, top, rows.shape[1], rows.shape[0], 0) + b"\x02"
        data += bytes([len(packed)]) + packed + b"\0"
    return data + end


def test_gif_shows_disposal_transparency_and_places(tmp_path):
    path = tmp_path / "a.gif"
    row = [((0, 0), [[1, 1, 1]], 1, 10), ((1, 0), [[2]], 2, 10), ((0, 0), [[0, 0, 3]], 3, 5)]
    path.write_bytes(gif_of((3, 1), [*row, ((0, 0), [[2, 0, 0]], 0, 5)], loops=0))
    image = open_image(path)
    assert frames_of(image)[:, 0].tolist() == [
        [list(RED)] * 3,
        [list(RED), list(GREEN), list(RED)],
        [list(RED), list(WHITE), list(BLUE)],  # the second frame was cleared to transparent
        [list(GREEN), list(WHITE), list(RED)],  # the third frame was taken back
    ]
    assert image.alpha[:, 0, 0].tolist() == [[255] * 3, [255] * 3, [255, 0, 255], [255, 0, 255]]
    assert held(image.contents)["timing"].holds == "2 frames of 100 ms, 2 of 50 ms, played without end"


def test_gif_is_transparent_where_no_frame_lies(tmp_path):
    path = tmp_path / "a.gif"
    path.write_bytes(gif_of((3, 2), [((1, 0), [[1]], 0, 0)], background=2))
    image = open_image(path, background="black")
    assert image.pixels[0, 0].tolist() == [[0, 255, 0], [0, 0, 0]]
    assert image.alpha[0, 0].tolist() == [[0, 255, 0], [0, 0, 0]]
    assert "timing" not in held(image.contents)


def test_gif_without_an_end_is_noted(tmp_path):
    path = tmp_path / "a.gif"
    whole = gif_of((1, 1), [((0, 0), [[1]], 0, 0), ((0, 0), [[2]], 0, 0)])
    path.write_bytes(whole[:-1])
    assert open_image(path).notes == ("its end is missing; it may have lost frames",)
    path.write_bytes(whole[:-3])
    with pytest.raises(ReadError, match="truncated or damaged GIF"):
        open_image(path)


def test_interlaced_gif_with_many_palettes_as_pillow(tmp_path, rgb, encoded):
    frames = [Image.fromarray(picture).quantize(64) for picture in (rgb, 255 - rgb, rgb // 2)]
    data = encoded(frames[0], "GIF", save_all=True, append_images=frames[1:], interlace=True, loop=2)
    path = tmp_path / "a.gif"
    path.write_bytes(data)
    image = open_image(path)
    assert np.array_equal(frames_of(image), as_pillow_shows(data))
    assert held(image.contents)["timing"].holds.endswith("played 3 times")


def chunk(kind, body):
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def apng_of(screen, frames, *, plays=0, announced=None, default=None, depth=8):
    """Return an APNG of RGBA frames: (place, samples, disposal, blending, delay in 1/100 s)."""

    def packed(samples):
        rows = np.asarray(samples, dtype=f">u{depth // 8}")
        return rows.shape, zlib.compress(b"".join(b"\0" + row.tobytes() for row in rows))

    numbers = itertools.count()
    data = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", *screen, depth, 6, 0, 0, 0))
    data += chunk(b"acTL", struct.pack(">II", len(frames) if announced is None else announced, plays))
    if default is not None:
        data += chunk(b"IDAT", packed(default)[1])
    for number, ((left, top), samples, disposal, blend, delay) in enumerate(frames):
        (height, width, _), body = packed(samples)
        control = struct.pack(">5I2H2B", next(numbers), width, height, left, top, delay, 100, disposal, blend)
        data += chunk(b"fcTL", control)
        if number == 0 and default is None:
            data += chunk(b"IDAT", body)
        else:
            data += chunk(b"fdAT", struct.pack(">I", next(numbers)) + body)
    return data + chunk(b"IEND", b"")


@pytest.mark.parametrize("seed", range(12))
def test_apng_as_pillow_shows_it(tmp_path, seed):
    """Random places, disposals and blendings; alphas are 0 or 255, for which both decoders are exact.

    Pillow 13 does not take back a frame that was composed; FFmpeg shows such frames as this reader does.
    """
    rng = np.random.default_rng(seed)

    def samples(height, width):
        colours = rng.integers(0, 256, (height, width, 3))
        return np.dstack([colours, rng.choice([0, 255], (height, width))])

    frames = [((0, 0), samples(6, 7), int(rng.integers(2)), 0, 10)]
    for _ in range(4):
        height, width = int(rng.integers(1, 7)), int(rng.integers(1, 8))
        place = int(rng.integers(0, 8 - width)), int(rng.integers(0, 7 - height))
        disposal = int(rng.integers(3))
        blending = 0 if disposal == 2 else int(rng.integers(2))
        frames.append((place, samples(height, width), disposal, blending, 10))
    data = apng_of((7, 6), frames)
    path = tmp_path / "a.png"
    path.write_bytes(data)
    image = open_image(path)
    assert np.array_equal(frames_of(image), as_pillow_shows(data))
    assert held(image.contents)["timing"].holds == "5 frames of 100 ms, played without end"


def test_apng_keeps_16_bits_and_its_hidden_image(tmp_path):
    opaque = np.dstack([np.full((2, 2, 3), 256 * 77 + 1), np.full((2, 2), 65535)])
    path = tmp_path / "a.png"
    frames = [((0, 0), opaque + np.array([n, 0, 0, 0]), 0, 0, 4 + n) for n in range(2)]
    path.write_bytes(apng_of((2, 2), frames, depth=16, default=opaque * 0, plays=1))
    image = open_image(path)
    assert image.pixels[:, 0, 0, 0].tolist() == [256 * 77 + 1, 256 * 77 + 2]
    contents = held(image.contents)
    assert contents["timing"].holds == "1 frame of 40 ms, 1 of 50 ms, played 1 time"
    assert "default image, which is not a frame" in contents["pages"].holds
    assert not contents["pages"].compared


def test_damaged_apng_is_refused(tmp_path):
    pixel = [((0, 0), np.full((1, 1, 4), 255), 0, 0, 1)] * 2
    path = tmp_path / "a.png"
    path.write_bytes(apng_of((1, 1), pixel, announced=3))
    with pytest.raises(ReadError, match="announces 3 frames, and has 2"):
        open_image(path)
    outside = ((1, 0), np.full((1, 1, 4), 255), 0, 0, 1)
    path.write_bytes(apng_of((1, 1), [pixel[0], outside]))
    with pytest.raises(ReadError, match="leaves the image"):
        open_image(path)
    whole = apng_of((1, 1), pixel)
    path.write_bytes(whole.replace(b"fdAT\0\0\0\2", b"fdAT\0\0\0\3"))
    with pytest.raises(ReadError, match="checksum"):
        open_image(path)


@pytest.mark.parametrize("form", ["WEBP", "AVIF"])
def test_webp_and_avif_as_pillow(tmp_path, rgb, encoded, form):
    alpha = np.zeros(rgb.shape[:2], np.uint8)
    alpha[:, 20:] = 255
    more = [Image.fromarray(np.dstack([picture, alpha])) for picture in (255 - rgb, rgb // 2)]
    options = {"lossless": True, "loop": 3} if form == "WEBP" else {}
    first = Image.fromarray(np.dstack([rgb, alpha]))
    data = encoded(first, form, save_all=True, append_images=more, duration=[100, 40, 40], **options)
    path = tmp_path / "a"
    path.write_bytes(data)
    image = open_image(path)
    assert np.array_equal(frames_of(image), as_pillow_shows(data))
    assert image.alpha.shape == (3, 1, *rgb.shape[:2])
    played = ", played 3 times" if form == "WEBP" else ""
    assert held(image.contents)["timing"].holds == f"1 frame of 100 ms, 2 of 40 ms{played}"


def test_avif_of_10_bits_has_all_frames(tmp_path, rgb):
    deep = np.stack([rgb, 255 - rgb]).astype(np.uint16) * 4
    path = tmp_path / "a.avif"
    path.write_bytes(imagecodecs.avif_encode(deep, level=100, bitspersample=10))
    image = open_image(path)
    assert np.array_equal(frames_of(image), imagecodecs.avif_decode(path.read_bytes()))
    assert image.data_range == 1023
    assert "2 frames" in held(image.contents)["timing"].holds


def test_jpegxl_has_all_frames(tmp_path, rgb):
    frames = np.stack([rgb, 255 - rgb, rgb // 2])
    path = tmp_path / "a.jxl"
    path.write_bytes(imagecodecs.jpegxl_encode(frames, lossless=True))
    image = open_image(path)
    assert np.array_equal(frames_of(image), frames)
    assert image.notes == ("durations of 3 frames not read",)
    assert not held(image.contents)["timing"].compared


@pytest.mark.parametrize("form", ["AVIF", "JXL", "PNG"])
def test_grey_frames_on_a_coloured_background_are_alike(tmp_path, encoded, form):
    """The first frame is opaque, so that it would stay grey by itself."""
    frames = np.stack([np.full((8, 8, 2), (100, alpha), np.uint8) for alpha in (255, 0)])
    path = tmp_path / "a"
    if form == "JXL":
        path.write_bytes(imagecodecs.jpegxl_encode(frames, lossless=True, photometric="gray"))
    else:
        first, second = (Image.fromarray(frame, "LA") for frame in frames)
        path.write_bytes(encoded(first, form, save_all=True, append_images=[second]))
    image = open_image(path, background="#ff0000")
    assert image.pixels.shape == (2, 3, 8, 8)
    assert image.pixels[1, :, 0, 0].tolist() == [255, 0, 0]
    assert image.pixels[0, :, 0, 0].tolist() == [100] * 3


@pytest.mark.parametrize("form", ["GIF", "PNG", "WEBP", "AVIF", "JXL"])
def test_frames_count_against_the_limit(tmp_path, encoded, form):
    pictures = [np.full((20, 20, 3), value, np.uint8) for value in range(0, 250, 25)]
    path = tmp_path / "a"
    if form == "JXL":
        path.write_bytes(imagecodecs.jpegxl_encode(np.stack(pictures), lossless=True))
    else:
        first, *more = (Image.fromarray(picture) for picture in pictures)
        path.write_bytes(encoded(first, form, save_all=True, append_images=more))
    assert open_image(path, max_pixels=4000).pixels.shape[0] == 10
    with pytest.raises(ImageTooLargeError, match="20x20 in 10 frames"):
        open_image(path, max_pixels=3999)

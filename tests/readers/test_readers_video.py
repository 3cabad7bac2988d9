from __future__ import annotations

import itertools
from fractions import Fraction

import numpy as np
import pytest

from difference_finder import score
from difference_finder.errors import ImageTooLargeError, InputError, MissingDependencyError, ReadError
from difference_finder.readers import known_suffixes, open_image, open_pages, unit_of

av = pytest.importorskip("av")

WIDTH, HEIGHT = 48, 32


def picture(number: int, white: int = 255) -> np.ndarray:
    """A frame with slopes and a square that moves."""
    rows, columns = np.mgrid[0:HEIGHT, 0:WIDTH]
    frame = np.dstack([columns * white // WIDTH, rows * white // HEIGHT, columns * 0 + 30])
    frame[number : number + 8, 2 * number : 2 * number + 8] = white
    return frame.astype(np.uint8 if white == 255 else np.uint16)


def write(path, frames, *, codec="ffv1", given="gbrp10le", stored=None, rate=25, change=None):
    """Write a video; ffv1 is lossless."""
    with av.open(str(path), "w") as file:
        stream = file.add_stream(codec, rate=rate)
        stream.height, stream.width = frames[0].shape[:2]
        stream.pix_fmt = stored or given
        for number, pixels in enumerate(frames):
            frame = av.VideoFrame.from_ndarray(pixels, format=given)
            frame.pts, frame.time_base = number, Fraction(1, rate)
            if change:
                change(number, frame)
            file.mux(stream.encode(frame))
        file.mux(stream.encode())
    return path


@pytest.fixture
def ten_bits(tmp_path):
    return write(tmp_path / "ten.mkv", [picture(number, 1023) for number in range(6)])


CONTAINERS = {"a.mkv": "ffv1", "a.mp4": "mpeg4", "a.mov": "mpeg4", "a.avi": "mpeg4", "a.webm": "libvpx-vp9",
              "a.y4m": "rawvideo"}  # fmt: skip


@pytest.mark.parametrize("name", CONTAINERS)
def test_containers(tmp_path, name):
    frames = [picture(number) for number in range(5)]
    path = write(tmp_path / name, frames, codec=CONTAINERS[name], given="rgb24", stored="yuv420p")
    image = open_image(path)
    assert (image.pixels.shape, image.pixels.dtype) == ((5, 3, HEIGHT, WIDTH), np.uint8)
    assert (image.format, image.name, image.data_range, image.colour) == ("video", str(path), 255.0, "rgb")
    # Colours at half the resolution, and lossy codecs, change the frames by a few levels on average.
    assert np.abs(image.pixels.transpose(0, 2, 3, 1) - np.stack(frames).astype(float)).mean() < 8
    kinds = {content.kind: content.holds for content in image.contents}
    assert kinds == {"bits": "8 bits", "timing": "25 frames a second", "pages": "5 frames"}
    assert unit_of(path) == "frames"
    assert path.suffix in known_suffixes()


def test_ten_bits_keep_their_values(ten_bits):
    image = open_image(ten_bits)
    assert (image.pixels.dtype, image.data_range, image.notes) == (np.uint16, 1023.0, ())
    expected = np.stack([picture(number, 1023) for number in range(6)])
    assert np.array_equal(image.pixels.transpose(0, 2, 3, 1), expected)
    assert "10 bits" in [content.holds for content in image.contents]


def test_grey_and_alpha(tmp_path):
    grey = [picture(number)[..., 0] for number in range(2)]
    image = open_image(write(tmp_path / "grey.mkv", grey, given="gray"))
    assert image.colour == "grey"
    assert np.array_equal(image.pixels[:, 0], np.stack(grey))
    clear = [np.dstack([picture(number), picture(number)[..., 0]]) for number in range(2)]
    image = open_image(write(tmp_path / "clear.mkv", clear, given="rgba", stored="bgra"), background="black")
    assert np.array_equal(image.alpha[:, 0], np.stack(clear)[..., 3])


@pytest.mark.parametrize(
    ("matrix", "full", "height", "note"),
    [
        (1, False, 32, "BT.709, limited range"),
        (5, True, 32, "BT.601, full range"),
        (2, False, 32, "BT.601, limited range (assumed: not all is recorded)"),
        (2, False, 720, "BT.709, limited range (assumed: not all is recorded)"),
    ],
)
def test_the_matrix_and_the_range_of_yuv(tmp_path, matrix, full, height, note):
    rng = np.random.default_rng(3)
    luma = rng.integers(70, 180, (height, 16))
    blue, red = np.full((height, 16), 120), np.full((height, 16), 140)
    yuv = np.stack([luma, blue, red]).astype(np.uint8)
    path = tmp_path / "a.mkv"
    with av.open(str(path), "w") as file:
        stream = file.add_stream("ffv1", rate=25)
        stream.width, stream.height, stream.pix_fmt = 16, height, "yuv444p"
        stream.codec_context.colorspace = matrix
        stream.codec_context.color_range = 2 if full else 0 if matrix == 2 else 1
        frame = av.VideoFrame.from_ndarray(yuv, format="yuv444p")
        frame.colorspace, frame.color_range = matrix, 2 if full else 0 if matrix == 2 else 1
        file.mux(stream.encode(frame))
        file.mux(stream.encode())
    image = open_image(path)
    assert image.notes == (f"YUV converted to RGB by {note}",)
    kr, kb = (0.2126, 0.0722) if "709" in note else (0.299, 0.114)
    y = luma / 255 if full else (luma - 16) / 219
    cb, cr = ((plane - 128) / (255 if full else 224) for plane in (blue, red))
    r, b = y + 2 * (1 - kr) * cr, y + 2 * (1 - kb) * cb
    g = (y - kr * r - kb * b) / (1 - kr - kb)
    # swscale computes with integers, which rounds some values to the other neighbour.
    assert np.abs(image.pixels[0] - 255 * np.stack([r, g, b])).max() <= 1.5


def test_selected_frames_and_digests_of_the_others(tmp_path, ten_bits):
    image = open_image(ten_bits, pages="2:3")
    assert image.pixels.shape[0] == 2
    (pages,) = [content for content in image.contents if content.kind == "pages"]
    assert (pages.holds, pages.compared) == ("frames 2 to 3 of 6 compared", False)
    assert pages.parts == tuple(f"frame {number} of 6" for number in (1, 4, 5, 6))
    frames = [picture(number, 1023) for number in range(6)]
    frames[4][3, 5, 1] ^= 1
    other = open_image(write(tmp_path / "other.mkv", frames), pages="2:3")
    (found,) = [content for content in other.contents if content.kind == "pages"]
    equal = [one == two for one, two in zip(pages.stored, found.stored, strict=True)]
    assert equal == [True, True, False, True]
    assert open_image(ten_bits, pages="4").pixels.shape[0] == 1
    with pytest.raises(InputError, match="selects page 7 of 6"):
        open_image(ten_bits, pages="7")


def test_frames_are_decoded_one_by_one(ten_bits, monkeypatch):
    from difference_finder.readers import video

    made = []
    original = video._image
    monkeypatch.setattr(video, "_image", lambda *given: made.append(1) or original(*given))
    frames = open_pages(ten_bits, max_pixels=WIDTH * HEIGHT)
    assert [next(frames).pixels.shape for _ in range(2)] == [(1, 3, HEIGHT, WIDTH)] * 2
    assert len(made) == 2
    assert len(list(itertools.islice(open_pages(ten_bits, pages="first"), 5))) == 1
    assert len(made) == 3


def test_budgets(ten_bits):
    with pytest.raises(ImageTooLargeError, match="48x32, that is 1536 pixels"):
        next(open_pages(ten_bits, max_pixels=1535))
    with pytest.raises(ImageTooLargeError, match=r"has more than 2 frames of 48x32.*pages='1:2'"):
        open_image(ten_bits, max_pixels=2 * 1536)
    assert open_image(ten_bits, max_pixels=2 * 1536, pages="1:2").pixels.shape[0] == 2


def test_frame_rates_and_irregular_frames(tmp_path):
    frames = [picture(number) for number in range(4)]

    def late(number, frame):
        frame.pts = number * 2 if number == 3 else number

    slow = open_image(write(tmp_path / "slow.mkv", frames, given="rgb24", stored="bgr0", rate=10))
    late = open_image(write(tmp_path / "late.mkv", frames, given="rgb24", stored="bgr0", change=late))
    timing = [next(c.holds for c in image.contents if c.kind == "timing") for image in (slow, late)]
    assert timing[0] == "10 frames a second"
    assert "frame 4 at 0.240 s" in timing[1]


@pytest.mark.parametrize("name", CONTAINERS)
@pytest.mark.parametrize("share", [0.4, 0.9])
def test_truncated_files(tmp_path, name, share):
    frames = [picture(number) for number in range(5)]
    path = write(tmp_path / name, frames, codec=CONTAINERS[name], given="rgb24", stored="yuv420p")
    data = path.read_bytes()
    path.write_bytes(data[: int(share * len(data))])
    with pytest.raises(ReadError, match="cannot read"):
        open_image(path)


def test_files_without_video(tmp_path):
    path = tmp_path / "sound.mkv"
    with av.open(str(path), "w") as file:
        stream = file.add_stream("pcm_s16le", rate=8000)
        frame = av.AudioFrame.from_ndarray(np.zeros((1, 800), np.int16), layout="mono")
        frame.sample_rate = 8000
        file.mux(stream.encode(frame))
    with pytest.raises(ReadError, match="it has no video"):
        open_image(path)


def test_a_pair_has_a_score_for_each_frame(tmp_path, ten_bits):
    frames = [picture(number, 1023) for number in range(6)]
    frames[2] = 1023 - frames[2]
    values = score("mse", ten_bits, write(tmp_path / "other.mkv", frames))
    assert list(np.nonzero(values)[0]) == [2]


def test_without_the_package(ten_bits, monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "av", None)
    with pytest.raises(
        MissingDependencyError, match="reading videos needs av, which is not installed; pip install"
    ):
        open_image(ten_bits)

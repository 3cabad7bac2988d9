"""Several valid baselines, tolerance, and files with several pages."""

import io
import json
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from baselines.test_baselines_plugin import CALL, said
from difference_finder.baselines import variants
from difference_finder.baselines.variants import find_baselines, split_name

OTHER = "win32" if sys.platform != "win32" else "linux"


def put(project, name: str, picture: np.ndarray) -> Path:
    path = project.baselines / "test_it" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(picture).save(path)
    return path


def read(path: Path) -> np.ndarray:
    return np.asarray(Image.open(path))


@pytest.mark.parametrize(
    ("names", "passes"),
    [
        (("test_plot.png", "test_plot@2.png"), True),
        (("test_plot@2.png", "test_plot.png"), True),
        (("test_plot.png", f"test_plot@{sys.platform}.png"), True),
        (("test_plot@7.png", "test_plot@2.bmp"), True),
        (("test_plot.png", f"test_plot@{OTHER}.png"), False),
        (("test_plot.png", "test_plot2@2.png"), False),
        (("test_plot.png", "test_plot@2.txt.png"), False),
        (("test_plot.png", "test_plot@A.png"), False),
    ],
)
def test_one_baseline_that_matches_is_enough(plain, project, photo_pair, names, passes: bool) -> None:
    """The second of the baselines is the picture."""
    put(project, names[0], photo_pair[1])
    put(project, names[1], photo_pair[0])
    plain(CALL).assert_outcomes(passed=int(passes), failed=int(not passes))
    assert project.results.exists() is not passes


def test_an_update_replaces_the_nearest(plain, project, photo_pair) -> None:
    near = photo_pair[0].copy()
    near[5, 7] ^= 9
    kept = put(project, "test_plot.png", photo_pair[1])
    put(project, "test_plot@2.bmp", near)
    put(project, "test_plot@3.png", photo_pair[1][:50])
    (project.baselines / "test_it/test_plot@4.png").write_bytes(b"")
    result = plain(CALL)
    result.assert_outcomes(failed=1)
    assert "picture differs from its baseline 'image-baselines/test_it/test_plot@2.bmp'" in said(result)
    assert (
        "'test_plot@2.bmp' is the nearest of 4 valid baselines:"
        " test_plot.png, test_plot@2.bmp, test_plot@3.png, test_plot@4.png" in said(result)
    )
    assert (read(project.results / "test_it/test_plot.baseline.bmp") == near).all()
    record = json.loads((project.results / "test_it/test_plot.json").read_bytes())
    assert record["first"]["name"] == "image-baselines/test_it/test_plot@2.bmp"
    updated = plain(CALL, "--image-update")
    assert updated.parseoutcomes() == {"updated": 1}
    assert "replaced image-baselines/test_it/test_plot@2.png" in said(updated)
    names = ["test_plot.png", "test_plot@2.png", "test_plot@3.png", "test_plot@4.png"]
    assert project.files("image-baselines") == [f"test_it/{name}" for name in names]
    assert (read(kept) == photo_pair[1]).all()
    plain(CALL).assert_outcomes(passed=1)


@pytest.mark.parametrize("metric", ["ssim", "mse"])
def test_the_nearest_is_nearest_by_the_metric(plain, project, photo_pair, metric: str) -> None:
    near = photo_pair[0].copy()
    near[5, 7] ^= 9
    put(project, "test_plot@2.png", near)
    put(project, "test_plot.png", photo_pair[1])
    result = plain(f"image_difference(picture, metric='{metric}')")
    assert "'test_plot@2.png' is the nearest of 2 valid baselines" in said(result)


def test_a_platform_without_baseline_gets_its_own(plain, project, photo_pair) -> None:
    other = put(project, f"test_plot@{OTHER}.png", photo_pair[1])
    result = plain(CALL)
    result.assert_outcomes(failed=1)
    assert f"no baseline 'image-baselines/test_it/test_plot@{sys.platform}.png'" in said(result)
    assert f"only other platforms have baselines: test_plot@{OTHER}.png" in said(result)
    assert plain(CALL, "--image-update").parseoutcomes() == {"updated": 1}
    assert (read(project.baselines / f"test_it/test_plot@{sys.platform}.png") == photo_pair[0]).all()
    assert (read(other) == photo_pair[1]).all()
    plain(CALL).assert_outcomes(passed=1)


def test_platforms_come_first(tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(variants.sys, "platform", "win32")
    monkeypatch.setattr(variants.platform, "system", lambda: "Windows")
    for name in ("a@10.png", "a@9.png", "a@win32.png", "a@linux.png", "a@windows.png", "a.png", "a.b.png"):
        (tmp_path / name).write_bytes(b"")
    found = find_baselines(tmp_path, "a")
    assert [variant.marker for variant in found.valid] == ["win32", "windows", "", "9", "10"]
    assert [path.name for path in found.elsewhere] == ["a@linux.png"]
    assert split_name(Path("x/a@b@2.nii.gz")) == ("a@b", "2")


def box_at(x: int) -> np.ndarray:
    picture = np.full((96, 128, 3), 200, np.uint8)
    picture[30:60, x : x + 40] = 50
    return picture


@pytest.mark.parametrize(
    ("options", "by", "passes"),
    [
        ("strategy='difference:tolerance=1'", 1, True),
        ("strategy='difference:tolerance=1'", 3, False),
        ("strategy='difference'", 1, False),
        ("strategy='difference:tolerance=0'", 1, False),
        ("strategy='difference:tolerance=1', metric='ssim'", 1, True),
        ("strategy='difference:tolerance=1', fail_above=0.00001", 1, True),
        ("strategy='difference:tolerance=1', fail_above=0.00001", 3, False),
        ("strategy='difference:tolerance=1', fail_above=0.9", 3, True),
        ("strategy='difference:tolerance=1', metric='ssim', fail_below=0.999999", 1, False),
        ("strategy='difference:tolerance=1', post_processor=lambda values: 0 * values", 3, False),
        ("strategy='difference:tolerance=1', post_processor='absolute'", 1, True),
    ],
)
def test_the_map_decides_with_a_tolerance(plain, project, options, by: int, passes: bool) -> None:
    call = f"image_difference(picture, {options})"
    project.show(box_at(50))
    plain(call, "--image-update")
    project.show(box_at(50 + by))
    result = plain(call)
    result.assert_outcomes(passed=int(passes), failed=int(not passes))
    tolerant = "tolerance=1" in options and "fail" not in options
    assert passes or ("no difference beyond the tolerance is allowed" in said(result)) is tolerant


def animation(frames: list[np.ndarray], duration: int = 100) -> bytes:
    file = io.BytesIO()
    first, *others = [Image.fromarray(frame) for frame in frames]
    first.save(file, format="WEBP", save_all=True, append_images=others, lossless=True, duration=duration)
    return file.getvalue()


CLIP = "import pathlib\n    image_difference(pathlib.Path(__file__).with_name('clip.webp'))"


def test_animations_are_compared_frame_by_frame(plain, project, photo_pair) -> None:
    photo, edited = photo_pair
    clip = project.root / "clip.webp"
    clip.write_bytes(animation([photo, photo[::-1], photo[:, ::-1]]))
    assert plain(CLIP, "--image-update").parseoutcomes() == {"updated": 1}
    plain(CLIP).assert_outcomes(passed=1)
    read_bytes = CLIP.replace("'clip.webp')", "'clip.webp').read_bytes()")
    plain(read_bytes).assert_outcomes(passed=1)
    assert project.files("image-baselines") == ["test_it/test_plot.webp"]

    clip.write_bytes(animation([photo, edited[::-1], photo[:, ::-1]]))
    result = plain(CLIP)
    result.assert_outcomes(failed=1)
    assert "frame 2 of 3: mae is " in said(result)
    record = json.loads((project.results / "test_it/test_plot.json").read_bytes())
    assert [page["identical"] for page in record["pages"]["each"]] == [True, False, True]
    assert record["first"]["name"] == "image-baselines/test_it/test_plot.webp"
    one = CLIP.replace("'clip.webp')", "'clip.webp'), pages=1, allow='pages'")
    plain(one).assert_outcomes(passed=1)
    assert plain(CLIP, "--image-update").parseoutcomes() == {"updated": 1}
    plain(CLIP).assert_outcomes(passed=1)


@pytest.mark.parametrize(
    ("change", "hint"),
    [
        (lambda frames: frames[:2], "the numbers of frames differ"),
        (
            lambda frames: [frame[:50] for frame in frames],
            "the picture is 128x50, but its baseline is 128x96",
        ),
    ],
)
def test_other_numbers_of_frames_and_sizes_fail(plain, project, photo_pair, change, hint: str) -> None:
    frames = [photo_pair[0], photo_pair[0][::-1], photo_pair[0][:, ::-1]]
    clip = project.root / "clip.webp"
    clip.write_bytes(animation(frames))
    plain(CLIP, "--image-update")
    clip.write_bytes(animation(change(frames)))
    result = plain(CLIP)
    result.assert_outcomes(failed=1)
    assert hint in said(result)


def test_the_page_that_differs_beyond_the_tolerance_decides(plain, project) -> None:
    """Its score is better than the score of the page with the moved edges."""
    box, other = box_at(50), box_at(70)
    spot = other.copy()
    spot[5:8, 5:8] = 0
    call = f"{CLIP[:-1]}, strategy='difference:tolerance=1')"
    clip = project.root / "clip.webp"
    clip.write_bytes(animation([box, other]))
    plain(call, "--image-update")
    clip.write_bytes(animation([box_at(51), other]))
    plain(call).assert_outcomes(passed=1)
    clip.write_bytes(animation([box_at(51), spot]))
    result = plain(call)
    result.assert_outcomes(failed=1)
    assert "frame 2 of 2: mae is" in said(result)


def test_pages_of_another_size_are_named(plain, project, photo_pair) -> None:
    def write(*pages: np.ndarray) -> None:
        first, *others = [Image.fromarray(page) for page in pages]
        first.save(project.root / "clip.tiff", save_all=True, append_images=others)

    call = CLIP.replace("webp", "tiff")
    write(photo_pair[0], photo_pair[0])
    plain(call, "--image-update")
    write(photo_pair[0], photo_pair[0][:50, :60])
    result = plain(call)
    result.assert_outcomes(failed=1)
    assert "page 2 of the picture is 60x50, but its baseline is 128x96" in said(result)


def test_a_pillow_image_of_several_frames_warns(plain, project, photo_pair) -> None:
    (project.root / "clip.webp").write_bytes(animation([photo_pair[0], photo_pair[1]]))
    call = "from PIL import Image\n    image_difference(Image.open('clip.webp'))"
    result = plain(call, "--image-update", "-W", "default")
    assert "a Pillow image is at frame 1 of 2, and only this frame is compared" in said(result)


def test_a_damaged_frame_is_the_fault_of_its_file(plain, project, photo_pair) -> None:
    clip = project.root / "clip.webp"
    good = animation([photo_pair[0], photo_pair[1]])
    clip.write_bytes(good)
    plain(CLIP, "--image-update")
    (project.baselines / "test_it/test_plot.webp").write_bytes(good[: len(good) * 3 // 4])
    result = plain(CLIP)
    result.assert_outcomes(failed=1)
    assert "the baseline cannot be read" in said(result)

"""The fixture ``image_difference`` in projects of users."""

import io
import json

import numpy as np
import pytest
from PIL import Image

from pages_of_text import inserted
from pages_of_text import page as rows_of_text

PAGE_FILES = ["index.html", "run.jsonl", "summary.csv"]
"""The files of the page, first in the folder of results."""

CALL = "image_difference(picture)"


def said(result: pytest.RunResult) -> str:
    return result.stdout.str() + result.stderr.str()


def test_without_a_baseline_the_test_fails_and_names_the_command(plain, project) -> None:
    result = plain(CALL)
    result.assert_outcomes(failed=1)
    assert "no baseline 'image-baselines/test_it/test_plot.png'" in said(result)
    assert "pytest test_it.py::test_plot --image-update" in said(result)
    assert project.files("image-results") == [*PAGE_FILES, "test_it/test_plot.actual.png"]
    assert not project.baselines.exists()


def test_update_makes_baselines_and_says_so(plain, project) -> None:
    result = plain(CALL, "--image-update")
    assert result.ret == 0
    assert result.parseoutcomes() == {"updated": 1}
    result.stdout.fnmatch_lines(["wrote image-baselines/test_it/test_plot.png (test_it.py::test_plot)"])
    stored = np.asarray(Image.open(project.baselines / "test_it/test_plot.png"))
    assert (stored == np.load(project.root / "shown.npy")).all()
    again = plain(CALL)
    again.assert_outcomes(passed=1)
    assert "image differences" not in said(again)
    assert not project.results.exists()
    assert plain(CALL, "--image-update").parseoutcomes() == {"passed": 1}


def test_differences_are_reported_and_written(plain, project, photo_pair) -> None:
    project.keep(photo_pair[0])
    project.show(photo_pair[1])
    result = plain(CALL)
    result.assert_outcomes(failed=1)
    assert "no difference is allowed" in said(result)
    assert "40, 30, 20, 16: " in said(result)  # the box of the region
    kept = [
        f"test_it/test_plot.{name}"
        for name in ("actual.png", "baseline.png", "heatmap.png", "json", "panel.png")
    ]
    assert project.files("image-results") == [*PAGE_FILES, *kept]
    for name in kept:
        assert f"  image-results/{name}" in said(result)
    record = json.loads((project.results / kept[3]).read_bytes())
    assert f"; {record['regions'][0]['text']}" in said(result)
    assert record["first"]["name"] == "image-baselines/test_it/test_plot.png"
    assert record["second"]["name"] == "image-results/test_it/test_plot.actual.png"
    for name, expected in zip(kept, photo_pair[::-1], strict=False):
        assert (np.asarray(Image.open(project.results / name)) == expected).all()
    result.stdout.fnmatch_lines(["1 picture: 0 unchanged, 1 different from their baseline"])

    updated = plain(CALL, "--image-update")
    assert updated.parseoutcomes() == {"updated": 1}
    updated.stdout.fnmatch_lines(
        ["replaced image-baselines/test_it/test_plot.png (test_it.py::test_plot: mae is*"]
    )
    assert project.files("image-results") == PAGE_FILES
    plain(CALL).assert_outcomes(passed=1)


def test_the_smallest_difference_fails(plain, project, photo_pair) -> None:
    project.keep(photo_pair[0])
    changed = photo_pair[0].copy()
    changed[5, 7, 1] ^= 1
    project.show(changed)
    result = plain(CALL)
    result.assert_outcomes(failed=1)
    assert "7, 5, 1, 1: 1 pixels" in said(result)


def test_a_map_that_is_zero_is_not_enough(plain, project, photo_pair) -> None:
    call = "image_difference(picture, post_processor=lambda values: 0 * values)"
    project.keep(photo_pair[0])
    project.show(photo_pair[1])
    result = plain(call)
    result.assert_outcomes(failed=1)
    assert "the map is zero everywhere, but the score is not the score of identical images" in said(result)


@pytest.mark.parametrize(
    ("options", "passes"),
    [
        ("fail_above=0.5", True),
        ("fail_above=0.0001", False),
        ("metric='ssim', fail_below=0.5", True),
        ("metric='ssim', fail_below=0.9999", False),
        ("metric='ssim'", False),
        ("metric='mse', strategy='gradient', fail_above=0.5", True),
        ("metric='mse', strategy='gradient'", False),
        ("strategy='consensus', fail_above=0.5", True),
        ("metric='gmsd', fail_above=1", True),
        ("ignore=['40,30,20,16']", True),
        ("ignore=['40,30,19,16']", False),
        (
            "mask=picture[..., 0] * 0 + np.pad(np.zeros((16, 20)), ((30, 50), (40, 68)), constant_values=1)",
            True,
        ),
        ("pre_processor='grey', fail_above=0.0001", False),
        ("post_processor='absolute', fail_above=0.5", True),
        ("protocol='basicsr-y', metric='psnr', fail_below=5", True),
        ("protocol='basicsr-y', metric='psnr', fail_below=60", False),
        ("data_range=255, fail_above=0.5", True),
        ("reduce='max', fail_above=0.0001", False),
        ("strategy='difference:tolerance=1'", False),
        ("max_changed=0", False),
        ("max_changed=320", True),
        ("max_changed='100%'", True),
        ("max_cluster=0", False),
        ("max_changed=0, threshold=0.99", True),
        ("max_changed=0, antialiasing='count'", False),
        ("max_changed=0, metric='ssim', fail_below=0.1", False),
        ("max_changed=320, strategy='difference', fail_above=0.5", True),
        ("max_changed=320, strategy='difference', fail_above=0.0001", False),
    ],
)
def test_limits_and_settings_are_used(project, photo_pair, options: str, passes: bool) -> None:
    code = "import numpy as np\n"
    for name, picture in zip(("same", "changed"), photo_pair, strict=True):
        project.keep(photo_pair[0], f"test_{name}")
        np.save(project.root / f"{name}.npy", picture)
        code += f"def test_{name}(image_difference):\n    picture = np.load('{name}.npy')\n"
        code += f"    image_difference(picture, {options})\n"
    project.write(test_it=code)
    result = project.run()
    result.assert_outcomes(passed=1 + passes, failed=int(not passes))
    assert ("FAILED test_it.py::test_changed" in said(result)) is not passes
    assert "different from their baseline" in said(result) or passes


@pytest.mark.parametrize(
    ("options", "error", "hint"),
    [
        ("metric='ssmi'", "UnknownNameError", "ssim"),
        ("metric='ssim', fail_above=0.1", "InputError", "use fail_below instead of fail_above"),
        ("fail_below=0.1", "InputError", "use fail_above instead of fail_below"),
        ("fail_above=float('nan')", "InputError", "finite"),
        ("fail_above=True", "InputError", "finite"),
        ("fail_above='1'", "InputError", "finite"),
        ("strategy='advantage'", "InputError", "reference"),
        ("strategy=['local', 'difference']", "InputError", "one strategy"),
        ("metric=lambda a, b: ((a - b) ** 2).mean((1, 2, 3)), strategy='local'", "Error", "local"),
        ("metric=lambda a, b: ((a - b) ** 2).mean((1, 2, 3))", "InputError", "pass fail_above or fail_below"),
        ("max_changed=-1", "InputError", "max_changed must be a whole number"),
        ("threshold=0.1", "InputError", "pass max_changed or max_cluster as well"),
        ("name=''", "InputError", "non-empty"),
        ("name=3", "InputError", "not 3"),
        ("tolerance=3", "TypeError", "tolerance"),
    ],
)
def test_impossible_options_fail_even_where_nothing_differs(
    plain, project, photo_pair, options: str, error: str, hint: str
) -> None:
    project.keep(photo_pair[0])
    result = plain(f"image_difference(picture, {options})")
    result.assert_outcomes(failed=1)
    assert error in said(result)
    assert hint in said(result)


def test_every_kind_of_picture(plain, project, photo_pair) -> None:
    """Every kind of picture becomes a file with the same pixels."""
    Image.fromarray(photo_pair[0]).save(project.root / "photo.jpg")
    content = io.BytesIO()
    Image.fromarray(photo_pair[0]).save(content, format="PNG")
    (project.root / "bytes.bin").write_bytes(content.getvalue())
    call = """
    import pathlib
    import numpy as np
    from PIL import Image
    root = pathlib.Path(__file__).parent
    deep = picture.astype(np.uint16) * 257 + 3
    check = image_difference
    check(root / "photo.jpg", name="path")
    check(str(root / "photo.jpg"), name="text")
    check((root / "bytes.bin").read_bytes(), name="bytes")
    check(Image.fromarray(picture), name="pillow")
    check(Image.fromarray(picture).convert("P"), name="palette")
    check(picture[::2, ::-1], name="strided")
    check(picture.transpose(2, 0, 1), name="channels first")
    check(picture[..., 0], name="grey")
    check(np.dstack([picture, picture[..., :1]]), name="alpha")
    check(deep, name="deep")
    check(deep[..., 0], name="deep grey")
    check(picture / 255, name="floats")
    check((picture / 255).astype(np.float32)[..., 0], name="grey floats")
    check(picture[..., 0] > 100, name="bool")
    check(np.dstack([picture, picture])[..., :5], name="five")
"""
    assert plain(call, "--image-update").parseoutcomes() == {"updated": 1}
    plain(call).assert_outcomes(passed=1)
    names = {path.name for path in project.baselines.rglob("*.*")}
    assert {"path.jpg", "text.jpg", "bytes.png", "deep.png", "floats.npy", "bool.npy", "five.npy"} <= names
    folder, shown = project.baselines / "test_it", photo_pair[0]
    assert (folder / "path.jpg").read_bytes() == (project.root / "photo.jpg").read_bytes()
    assert (np.asarray(Image.open(folder / "strided.png")) == shown[::2, ::-1]).all()
    assert (np.asarray(Image.open(folder / "channels first.png")) == shown).all()
    assert (
        np.asarray(Image.open(folder / "deep grey.png")) == shown[..., 0].astype(np.uint16) * 257 + 3
    ).all()
    assert (np.load(folder / "floats.npy") == (shown / 255).transpose(2, 0, 1)).all()


def test_a_tensor(plain) -> None:
    pytest.importorskip("torch")
    call = "import torch\n    image_difference(torch.tensor(picture).permute(2, 0, 1) / 255)"
    assert plain(call, "--image-update").parseoutcomes() == {"updated": 1}
    plain(call).assert_outcomes(passed=1)


def test_a_figure_is_the_same_file_each_time(plain, project) -> None:
    pytest.importorskip("matplotlib")
    call = """
    from matplotlib.figure import Figure
    figure = Figure(figsize=(2, 1), dpi=50)
    figure.subplots().plot([1, 3, 2])
    image_difference(figure)
"""
    assert plain(call, "--image-update").parseoutcomes() == {"updated": 1}
    plain(call).assert_outcomes(passed=1)
    with Image.open(project.baselines / "test_it/test_plot.png") as picture:
        assert picture.size == (100, 50)
        assert "Software" not in picture.info
    plain(call.replace("3, 2", "3, 1")).assert_outcomes(failed=1)


@pytest.mark.parametrize(
    ("picture", "hint"),
    [
        ("'nothing.png'", "nothing.png"),
        ("b'GIF89a'", "truncated or damaged GIF"),
        ("b'hello'", "cannot read 'bytes': its format is not supported"),
        ("None", "NoneType"),
        ("picture[None].repeat(2, 0)", "2 images"),
        ("__file__", "format"),
        ("__import__('PIL.Image').Image.new('CMYK', (9, 9))", "convert"),
    ],
)
def test_other_objects_are_an_error(plain, project, picture: str, hint: str) -> None:
    for arguments in ((), ("--image-update",)):
        result = plain(f"image_difference({picture})", *arguments)
        result.assert_outcomes(failed=1)
        assert hint in said(result)
    assert not project.baselines.exists()


def test_other_sizes_are_reported(plain, project, photo_pair) -> None:
    project.keep(photo_pair[0])
    project.show(photo_pair[0][:50, :60])
    result = plain(f"{CALL[:-1]}, fail_above=1)")
    result.assert_outcomes(failed=1)
    assert "the picture is 60x50, but its baseline is 128x96" in said(result)
    assert project.files("image-results") == [
        *PAGE_FILES,
        "test_it/test_plot.actual.png",
        "test_it/test_plot.baseline.png",
    ]
    assert plain(CALL, "--image-update").parseoutcomes() == {"updated": 1}
    plain(CALL).assert_outcomes(passed=1)


@pytest.mark.parametrize("options", ["max_changed=2000", "fit='pad', fail_above=0.9"])
def test_inserted_rows_are_reported(plain, project, options: str) -> None:
    project.show(rows_of_text())
    plain(CALL, "--image-update")
    project.show(inserted(rows_of_text(), 44, 12))
    result = plain(f"{CALL[:-1]}, {options})")
    result.assert_outcomes(failed=1)
    assert (
        "unequal: the sizes differ, 90x120 and 90x132: 12 rows inserted at y = 44; all other pixels are equal"
        in said(result)
    )
    assert "test_it/test_plot.panel.png" in project.files("image-results")
    plain(f"{CALL[:-1]}, {options}, allow='size')").assert_outcomes(passed=1)


def test_a_damaged_baseline_is_reported(plain, project, photo_pair) -> None:
    project.keep(photo_pair[0])
    (project.baselines / "test_it/test_plot.png").write_bytes(b"")
    result = plain(CALL)
    result.assert_outcomes(failed=1)
    assert "the baseline cannot be read" in said(result)
    assert "the file is empty" in said(result)
    assert plain(CALL, "--image-update").parseoutcomes() == {"updated": 1}
    plain(CALL).assert_outcomes(passed=1)


def test_two_baselines_of_one_name_are_reported(plain, project, photo_pair) -> None:
    project.keep(photo_pair[0])
    (project.baselines / "test_it/test_plot.bmp").write_bytes(b"")
    result = plain(CALL)
    result.assert_outcomes(failed=1)
    assert "several baselines (test_plot.bmp, test_plot.png); keep only one" in said(result)
    plain(CALL, "--image-update")
    assert project.files("image-baselines") == ["test_it/test_plot.png"]


def test_a_baseline_is_not_compared_with_itself(plain, project, photo_pair) -> None:
    project.keep(photo_pair[0])
    result = plain("image_difference('image-baselines/test_it/test_plot.png')")
    result.assert_outcomes(failed=1)
    assert "is itself a baseline" in said(result)


def test_results_are_removed_when_the_picture_matches_again(plain, project, photo_pair) -> None:
    project.keep(photo_pair[0])
    project.show(photo_pair[1])
    plain(CALL)
    (project.results / "test_it/mine.txt").write_text("stays")
    project.show(photo_pair[0])
    plain(CALL).assert_outcomes(passed=1)
    assert project.files("image-results") == [*PAGE_FILES, "test_it/mine.txt"]


@pytest.mark.parametrize("by", ["option", "ini"])
def test_folders_are_chosen(plain, project, by: str) -> None:
    folders = {"image-baselines": "known/good", "image-results": "out"}
    if by == "ini":
        lines = "".join(f"{name.replace('-', '_')} = {folder}\n" for name, folder in folders.items())
        project.pytester.makeini(f"[pytest]\n{lines}")
    given = [f"--{name}={folder}" for name, folder in folders.items()] if by == "option" else []
    result = plain(CALL, *given)
    assert ("--image-update --image-baselines known/good" in said(result)) is (by == "option")
    assert project.files("out") == [*PAGE_FILES, "test_it/test_plot.actual.png"]
    plain(CALL, "--image-update", *given)
    assert project.files("known/good") == ["test_it/test_plot.png"]
    plain(CALL, *given).assert_outcomes(passed=1)
    assert not project.baselines.exists()


def test_folders_in_each_other_are_refused(plain) -> None:
    result = plain(CALL, "--image-results=image-baselines/results")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    assert "must not contain each other" in said(result)


def test_a_failing_assertion_beside_an_update_stays_a_failure(plain) -> None:
    result = plain(f"{CALL}\n    assert False", "--image-update")
    result.assert_outcomes(failed=1)
    assert "wrote image-baselines" in said(result)


@pytest.mark.parametrize("value", [np.nan, np.inf])
def test_a_pixel_that_becomes_nonfinite_is_a_difference(plain, project, photo_pair, value: float) -> None:
    """Scores ignore such pixels, and would not detect the change."""
    picture = photo_pair[0] / 255
    project.show(picture)
    call = "image_difference(picture, fail_above=1)"
    plain(call, "--image-update")
    changed = picture.copy()
    changed[3, 4, 1] = value
    project.show(changed)
    result = plain(call)
    result.assert_outcomes(failed=1)
    assert "unequal: 1 pixel with not-a-number or infinity differs" in said(result)
    plain(f"{call[:-1]}, ignore=[(4, 3, 1, 1)])").assert_outcomes(passed=1)
    plain(call, "--image-update")
    plain(call).assert_outcomes(passed=1)
    project.show(picture)
    plain(call).assert_outcomes(failed=1)


@pytest.mark.parametrize(
    ("options", "hint"),
    [
        ("mask=picture[:9, :9, 0] + 1", "9x9"),
        ("ignore=['0,0,999,999']", "no pixel is left"),
        ("ignore=['900,900,9,9']", "outside"),
        ("metric='ssim', fail_below=1.5", "even an identical picture would fail: ssim is 1, below 1.5"),
        ("metric='ssim:window_size=301', fail_below=0", "InputError"),
        ("metric=lambda first, second: 1 / 0, fail_above=1", "<lambda> has no value"),
    ],
)
def test_no_baseline_is_written_that_no_picture_could_match(plain, project, options: str, hint: str) -> None:
    for arguments in (("--image-update",), ()):
        result = plain(f"image_difference(picture, {options})", *arguments)
        result.assert_outcomes(failed=1)
        assert hint in said(result) or not arguments
    assert not project.baselines.exists()
